#include "policies/calendar/period.h"

#include <doctest/doctest.h>

using namespace passerelle::calendar;
using Unit = Period::Unit;

TEST_CASE("periods are read as laws write them") {
  CHECK(parse_period("3 months").value() == Period{3, Unit::months});
  CHECK(parse_period("1 month").value() == Period{1, Unit::months});
  CHECK(parse_period("4 weeks").value() == Period{4, Unit::weeks});
  CHECK(parse_period("28 days").value() == Period{28, Unit::days});
  CHECK(parse_period("1 working day").value() == Period{1, Unit::working_days});
  CHECK(parse_period("9999 working days").value() == Period{9'999, Unit::working_days});
}

TEST_CASE("a period is written as it was read") {
  for (const char* text : {"1 month", "18 months", "1 week", "4 weeks", "1 day", "28 days",
                           "1 working day", "30 working days"}) {
    CHECK(text_of(parse_period(text).value()) == text);
  }
}

TEST_CASE("what is no period is refused with what one looks like") {
  for (const char* text : {"",
                           "3",
                           "3 ",
                           "months",
                           "3months",
                           "3  months",
                           " 3 months",
                           "3 months ",
                           "0 days",
                           "-1 days",
                           "+1 day",
                           "03 days",
                           "10000 days",
                           "99999999999999999999 days",
                           "1 months",
                           "2 day",
                           "3 Months",
                           "3 years",
                           "1.5 days",
                           "3 working",
                           "3 working  days"}) {
    CAPTURE(text);
    const auto refused = parse_period(text);
    REQUIRE(!refused);
    CHECK(refused.error().name() == "calendar.bad_period");
    CHECK(refused.error().detail.find("30 working days") != std::string::npos);
  }
}
