#include "node/service/period.h"

#include <doctest/doctest.h>

namespace passerelle::service {
namespace {

TEST_CASE("a period is read and written as people write it") {
  for (const char* text : {"1m", "59m", "6h", "1d", "366d", "never"}) {
    CAPTURE(text);
    REQUIRE(parse_period(text));
    CHECK(period_text(*parse_period(text)) == text);
  }
  CHECK(*parse_period("90m") == std::chrono::minutes(90));
  CHECK(period_text(*parse_period("120m")) == "2h");
  CHECK(period_text(*parse_period("48h")) == "2d");
}

TEST_CASE("what is no period is refused") {
  for (const char* text : {"", "h", "6", "0h", "-1h", "+1h", "1.5h", "6 h", "6H", "1w", "367d",
                           "999999999h", "sometimes"}) {
    CAPTURE(text);
    CHECK(!parse_period(text));
  }
}

}  // namespace
}  // namespace passerelle::service
