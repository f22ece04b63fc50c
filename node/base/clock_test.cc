#include "node/base/clock.h"

#include <doctest/doctest.h>

namespace passerelle {
namespace {

TEST_CASE("a time reads back as it was written") {
  for (const auto* text : {"2026-11-23T20:00:05.250Z", "2024-02-29T00:00:00.000Z"}) {
    const auto instant = parse_instant(text);
    REQUIRE(instant);
    CHECK(to_text(*instant) == text);
  }
  CHECK(to_text(*parse_instant("2027-01-31T00:00:00Z")) == "2027-01-31T00:00:00.000Z");
  CHECK(date_text(*parse_instant("2027-01-31T23:59:59Z")) == "2027-01-31");
}

TEST_CASE("times that do not exist or have another form are refused") {
  for (const auto* text :
       {"2023-02-29T00:00:00Z", "2027-01-31", "2027-01-31T00:00:00+01:00", "2027-01-31T24:00:00Z",
        "2027-01-31T00:00:00.Z", "2027-01-31T00:00:00.0000Z", "2027-01-31T00:00:00Zx", ""}) {
    CHECK(!parse_instant(text));
  }
}

}  // namespace
}  // namespace passerelle
