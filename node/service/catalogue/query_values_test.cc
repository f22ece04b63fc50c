#include "node/service/catalogue/query_values.h"

#include <doctest/doctest.h>

namespace passerelle::service {
namespace {

std::string read(std::string_view text) {
  const auto moment = lenient_moment(text);
  return moment ? to_text(*moment) : moment.error().name();
}

TEST_CASE("a moment is read however a harvester writes it") {
  const std::string morning = "2026-11-01T08:30:00.000Z";
  CHECK(read("2026-11-01T08:30:00Z") == morning);
  CHECK(read("2026-11-01T08:30:00") == morning);
  CHECK(read("2026-11-01T09:30:00+01:00") == morning);
  CHECK(read("2026-11-01T09:30:00 01:00") == morning);
  CHECK(read("2026-10-31T22:00:00-10:30") == morning);
  CHECK(read("2026-11-01T08:30:00.123456") == "2026-11-01T08:30:00.123Z");
  CHECK(read("2026-11-01T09:30:00.5+01:00") == "2026-11-01T08:30:00.500Z");
  CHECK(read("2026-11-01") == "2026-11-01T00:00:00.000Z");
}

TEST_CASE("what is no moment is refused") {
  for (const char* text : {"", "yesterday", "2026-13-01", "2026-11-01T25:00:00Z",
                           "2026-11-01T08:30", "2026-11-01T08:30:00+25:00", "2026-11-01T08:30:00.Z",
                           "20261101", "2026-11-01T08:30:00+xx:00"}) {
    CAPTURE(text);
    CHECK(!lenient_moment(text));
  }
}

TEST_CASE("a number is whole, and may be left out") {
  CHECK(whole_number("", 7) == 7);
  CHECK(whole_number("0", 7) == 0);
  CHECK(whole_number("12", 7) == 12);
  for (const char* text : {"-1", "+1", "1.5", "x", " 1", "99999999999999999999999"}) {
    CAPTURE(text);
    CHECK(!whole_number(text, 7));
  }
}

}  // namespace
}  // namespace passerelle::service
