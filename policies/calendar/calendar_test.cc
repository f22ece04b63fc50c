#include "policies/calendar/calendar.h"

#include <doctest/doctest.h>

#include <string>

using namespace passerelle;
using namespace passerelle::calendar;
using namespace std::chrono;

namespace {

Calendar of(const char* country) { return Calendar::of_country(country).value(); }

// Hungary with a Saturday that is worked for a day before Christmas; not a decree of any year.
Calendar with_moved_day() {
  return Calendar::parse("moved",
                         "@zone Europe/Budapest\n@source A decree\n"
                         "12-25 | Christmas Day | Noël\n"
                         "2026-12-24 | Rest day | Jour de repos\n"
                         "work 2026-12-12\n")
      .value();
}

}  // namespace

// 1 December 2026 is a Tuesday.
TEST_CASE("Saturdays, Sundays and holidays are not worked, other days are") {
  const auto france = of("FR");
  CHECK(france.is_working_day(local_days(2026y / December / 4)));    // Friday
  CHECK(!france.is_working_day(local_days(2026y / December / 5)));   // Saturday
  CHECK(!france.is_working_day(local_days(2026y / December / 6)));   // Sunday
  CHECK(france.is_working_day(local_days(2026y / December / 7)));    // Monday
  CHECK(france.is_working_day(local_days(2026y / December / 24)));   // Thursday
  CHECK(!france.is_working_day(local_days(2026y / December / 25)));  // Christmas Day
}

TEST_CASE("a decree may move a day: a Thursday is free, a Saturday is worked") {
  const auto moved = with_moved_day();
  CHECK(!moved.is_working_day(local_days(2026y / December / 24)));
  CHECK(moved.is_working_day(local_days(2026y / December / 12)));
  CHECK(!moved.is_working_day(local_days(2026y / December / 19)));
  CHECK(moved.is_working_day(local_days(2027y / December / 24)));
}

TEST_CASE("a holiday has a name in both languages, another day has none") {
  const auto finland = of("FI");
  const auto* midsummer = finland.holiday(local_days(2026y / June / 20));
  REQUIRE(midsummer != nullptr);
  CHECK(midsummer->en == "Midsummer Day");
  CHECK(midsummer->fr == "Saint-Jean");
  CHECK(finland.holiday(local_days(2026y / June / 21)) == nullptr);
}

// Easter 2008 is 23 March, Ascension 39 days later: 8 to 31 March, 30 of April, 1 May.
TEST_CASE("a day with two holidays has the name that stands first in the table") {
  CHECK(of("FR").holiday(local_days(2008y / May / 1))->en == "Labour Day");
}

// Winter: midnight of Paris is 23:00 UTC, of Helsinki 22:00; in summer an hour earlier.
TEST_CASE("a day ends with the first instant of the next one in the zone") {
  CHECK(to_text(of("FR").end_of_day(local_days(2026y / December / 1))) ==
        "2026-12-01T23:00:00.000Z");
  CHECK(to_text(of("FI").end_of_day(local_days(2026y / December / 1))) ==
        "2026-12-01T22:00:00.000Z");
  CHECK(to_text(of("FI").end_of_day(local_days(2026y / July / 1))) == "2026-07-01T21:00:00.000Z");
  CHECK(to_text(of("HR").end_of_day(local_days(2028y / February / 29))) ==
        "2028-02-29T23:00:00.000Z");
}

// After Monday 30 November: 1 to 4, 7 to 11, 14 to 18, 21 to 24 December (18 days), 28 to 31 (22),
// 4 to 8 January (27), 11, 12 and 13 January (30). 25 December and 1 January are holidays.
TEST_CASE("working days are counted after the first day and up to the last") {
  const auto france = of("FR");
  const local_days november(2026y / November / 30), january(2027y / January / 13);
  CHECK(france.working_days_between(november, january) == 30);
  CHECK(france.working_days_between(january, november) == -30);
  CHECK(france.working_days_between(january, january) == 0);
  // From a Friday to the Sunday after it, and to the Monday.
  CHECK(france.working_days_between(local_days(2026y / December / 4),
                                    local_days(2026y / December / 6)) == 0);
  CHECK(france.working_days_between(local_days(2026y / December / 4),
                                    local_days(2026y / December / 7)) == 1);
}

TEST_CASE("a table that is refused makes no calendar") {
  const auto refused = Calendar::parse("FR", "@zone Europe/Paris\nnoel | a | b\n");
  REQUIRE(!refused);
  CHECK(refused.error().name() == "calendar.bad_table");
  CHECK(refused.error().detail.starts_with("FR, line 2: "));
}
