#include "policies/calendar/day_rule.h"

#include <doctest/doctest.h>

#include <string_view>

using namespace passerelle::calendar;
using namespace std::chrono;

namespace {

bool names(std::string_view rule, year_month_day day) {
  return DayRule::parse(rule).value().names(local_days(day));
}

}  // namespace

TEST_CASE("a date is that date in every year and no other") {
  CHECK(names("05-01", 1990y / May / 1));
  CHECK(names("05-01", 2026y / May / 1));
  CHECK(!names("05-01", 2026y / May / 2));
  CHECK(!names("05-01", 2026y / January / 5));
}

TEST_CASE("29 February is a day of leap years only") {
  CHECK(names("02-29", 2028y / February / 29));
  CHECK(!names("02-29", 2027y / February / 28));
  CHECK(!names("02-29", 2027y / March / 1));
}

TEST_CASE("a range has its first and its last day") {
  CHECK(!names("12-24..12-31", 2026y / December / 23));
  CHECK(names("12-24..12-31", 2026y / December / 24));
  CHECK(names("12-24..12-31", 2026y / December / 31));
  CHECK(!names("12-24..12-31", 2027y / January / 1));
}

// 1 June is a Monday in 2026, a Tuesday in 2027, a Sunday in 2025.
TEST_CASE("a weekday in a range of seven days may be its first day, its last or one between") {
  CHECK(names("saturday 06-20..06-26", 2026y / June / 20));
  CHECK(names("saturday 06-20..06-26", 2027y / June / 26));
  CHECK(names("saturday 06-20..06-26", 2025y / June / 21));
  CHECK(!names("saturday 06-20..06-26", 2026y / June / 27));
  CHECK(!names("saturday 06-20..06-26", 2026y / June / 21));
}

// Easter 2026 is 5 April; Corpus Christi is 60 days later: 25 days to 30 April, 31 of May, 4 of
// June.
TEST_CASE("days are counted from Easter Sunday, back and forth") {
  CHECK(names("easter", 2026y / April / 5));
  CHECK(names("easter -2", 2026y / April / 3));
  CHECK(names("easter +1", 2026y / April / 6));
  CHECK(names("easter +60", 2026y / June / 4));
  CHECK(!names("easter +1", 2025y / April / 6));
}

TEST_CASE("a rule holds from its first year until its last, both with it") {
  CHECK(!names("05-30 from 2020", 2019y / May / 30));
  CHECK(names("05-30 from 2020", 2020y / May / 30));
  CHECK(names("06-25 until 2019", 2019y / June / 25));
  CHECK(!names("06-25 until 2019", 2020y / June / 25));
  CHECK(names("05-08 from 2020 until 2020", 2020y / May / 8));
  CHECK(!names("05-08 from 2020 until 2020", 2021y / May / 8));
}

TEST_CASE("a day with its year is that day only") {
  CHECK(names("2017-10-31", 2017y / October / 31));
  CHECK(!names("2017-10-31", 2018y / October / 31));
}

TEST_CASE("a rule knows how many days it names in a year") {
  CHECK(DayRule::parse("05-01").value().days_a_year() == 1);
  CHECK(DayRule::parse("easter +1").value().days_a_year() == 1);
  CHECK(DayRule::parse("saturday 06-20..06-26").value().days_a_year() == 1);
  CHECK(DayRule::parse("12-24..12-31").value().days_a_year() == 8);
  CHECK(DayRule::parse("01-01..12-31").value().days_a_year() == 366);
}

TEST_CASE("what is no rule is refused with what is wrong in it") {
  struct Wrong {
    std::string_view rule, why;
  };
  for (const auto& [rule, why] : {
           Wrong{"", "no day of the year"},
           Wrong{"1-5", "no day of the year"},
           Wrong{"00-10", "no day of the year"},
           Wrong{"13-01", "no day of the year"},
           Wrong{"02-30", "no day of the year"},
           Wrong{"05/01", "no day of the year"},
           Wrong{"5a-01", "no day of the year"},
           Wrong{"monday", "no day of the year"},
           Wrong{"12-31..12-24", "ends before it begins"},
           Wrong{"12-24..", "no day of the year"},
           Wrong{"12-24...12-31", "no day of the year"},
           Wrong{"saturday 06-20", "not seven days"},
           Wrong{"saturday 06-20..06-27", "not seven days"},
           Wrong{"saturday 02-25..03-02", "not seven days"},
           Wrong{"saturday 02-23..02-29", "not seven days"},
           Wrong{"Saturday 06-20..06-26", "no day of the year"},
           Wrong{"easter +0", "no number of days from Easter"},
           Wrong{"easter +", "no number of days from Easter"},
           Wrong{"easter ++1", "no number of days from Easter"},
           Wrong{"easter -81", "no number of days from Easter"},
           Wrong{"easter +241", "no number of days from Easter"},
           Wrong{"easter 1", "neither"},
           Wrong{"easter +1 +1", "neither"},
           Wrong{"05-01 since 2020", "neither"},
           Wrong{"05-01 from", "no year"},
           Wrong{"05-01 from 20", "no year"},
           Wrong{"05-01 from 0000", "no year"},
           Wrong{"05-01 until 2020 from 2010", "neither"},
           Wrong{"05-01 from 2021 until 2020", "ends before it begins"},
           Wrong{"2026-13-01", "no day of the year"},
           Wrong{"2027-02-29", "no day of that year"},
           Wrong{"0000-01-01", "no year"},
           Wrong{"2026-01-02 from 2020", "has its year"},
       }) {
    CAPTURE(rule);
    const auto refused = DayRule::parse(rule);
    REQUIRE(!refused);
    CHECK(refused.error().name() == "calendar.bad_table");
    CAPTURE(refused.error().detail);
    CHECK(refused.error().detail.find(why) != std::string::npos);
  }
}

TEST_CASE("a day is read as it is written, or refused") {
  CHECK(parse_day("2028-02-29").value() == local_days(2028y / February / 29));
  CHECK(!parse_day("2026-02-29"));
  CHECK(!parse_day("2026-2-9"));
  CHECK(!parse_day("2026/02/09"));
}
