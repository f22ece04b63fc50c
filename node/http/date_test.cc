#include <doctest/doctest.h>

#include "node/http/message.h"

namespace passerelle::http {
namespace {

const Instant kReadAt = parse_instant("2026-11-25T12:00:00Z").value();

std::string read(std::string_view text) {
  const auto moment = date_of(text, kReadAt);
  return moment ? to_text(*moment) : "none";
}

TEST_CASE("the three forms of a date are one moment") {
  CHECK(read("Sun, 06 Nov 1994 08:49:37 GMT") == "1994-11-06T08:49:37.000Z");
  CHECK(read("Sunday, 06-Nov-94 08:49:37 GMT") == "1994-11-06T08:49:37.000Z");
  CHECK(read("Sun Nov  6 08:49:37 1994") == "1994-11-06T08:49:37.000Z");
}

TEST_CASE("a year of two digits is at most fifty years ahead") {
  CHECK(read("Wednesday, 25-Nov-26 08:49:37 GMT") == "2026-11-25T08:49:37.000Z");
  CHECK(read("Wednesday, 25-Nov-76 08:49:37 GMT") == "2076-11-25T08:49:37.000Z");
  CHECK(read("Friday, 25-Nov-77 08:49:37 GMT") == "1977-11-25T08:49:37.000Z");
}

TEST_CASE("what is written is read again") {
  const auto moment = parse_instant("2026-02-28T23:59:59Z").value();
  CHECK(date_text(moment) == "Sat, 28 Feb 2026 23:59:59 GMT");
  CHECK(date_of(date_text(moment), kReadAt) == moment);
}

TEST_CASE("what is no date is none") {
  for (const char* text : {"", "yesterday", "2026-11-25T12:00:00Z", "Sun, 06 Nov 1994 08:49:37 CET",
                           "Sun, 06 Nov 1994 08:49 GMT", "Sun, 31 Feb 1994 08:49:37 GMT",
                           "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
                           "Sun, xx Nov 1994 08:49:37 GMT", "Sun Nov 6 08:49:37 19x4",
                           "Sun, 06 Nov -994 08:49:37 GMT"}) {
    CAPTURE(text);
    CHECK(read(text) == "none");
  }
}

}  // namespace
}  // namespace passerelle::http
