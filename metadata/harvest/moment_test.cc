#include "metadata/harvest/moment.h"

#include <doctest/doctest.h>

namespace passerelle::harvest {
namespace {

std::string read(std::string_view text) {
  const auto moment = moment_of(text);
  return moment ? passerelle::to_text(*moment) : "none";
}

TEST_CASE("times with offsets and decimals are read as the moments they are") {
  CHECK(read("2026-11-25T12:00:00Z") == "2026-11-25T12:00:00.000Z");
  CHECK(read("2026-11-25T12:00:00") == "2026-11-25T12:00:00.000Z");
  CHECK(read("2026-11-25T12:00:00.5Z") == "2026-11-25T12:00:00.500Z");
  CHECK(read("2026-11-25T12:00:00.123999999+02:00") == "2026-11-25T10:00:00.123Z");
  CHECK(read("2026-01-01T00:30:00+14:00") == "2025-12-31T10:30:00.000Z");
  CHECK(read("2024-02-29T23:59:59-01:30") == "2024-03-01T01:29:59.000Z");
}

TEST_CASE("what is no date and time is none") {
  for (const char* text :
       {"", "2026", "2026-11-25", "2026-11-25T12:00Z", "2026-11-25 12:00:00Z",
        "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-25T25:00:00Z",
        "2026-11-25T12:60:00Z", "2026-11-25T12:00:00.Z", "2026-11-25T12:00:00+2:00",
        "2026-11-25T12:00:00+15:00", "2026-11-25T12:00:00Zx", "-026-11-25T12:00:00Z",
        "2026-11-25T-1:00:00Z", "yesterday"}) {
    CAPTURE(text);
    CHECK(read(text) == "none");
  }
}

}  // namespace
}  // namespace passerelle::harvest
