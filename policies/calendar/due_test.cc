// Limits worked out by hand. 2026 begins on a Thursday, 2027 on a Friday, 2028 (leap) on a
// Saturday, 2029 on a Monday. Central Europe is UTC+1, so a day ends at 23:00 UTC; in summer at
// 22:00. Finland is an hour ahead: 22:00 and 21:00.
#include <doctest/doctest.h>

#include <string>

#include "policies/calendar/calendar.h"

using namespace passerelle;
using namespace passerelle::calendar;

namespace {

std::string due(const Calendar& calendar, const char* event, const char* period) {
  const auto limit = calendar.due(parse_instant(event).value(), parse_period(period).value());
  return to_text(limit);
}

std::string due(const char* country, const char* event, const char* period) {
  return due(Calendar::of_country(country).value(), event, period);
}

}  // namespace

// 15 January 2026 is a Thursday, 15 April a Wednesday.
TEST_CASE("months end with the day of the same number, whatever the hour of the event") {
  CHECK(due("FR", "2026-01-15T12:00:00Z", "3 months") == "2026-04-15T22:00:00.000Z");
  CHECK(due("FR", "2026-01-14T23:00:00Z", "3 months") == "2026-04-15T22:00:00.000Z");
  CHECK(due("FR", "2026-01-15T22:59:59.999Z", "3 months") == "2026-04-15T22:00:00.000Z");
  CHECK(due("FR", "2026-01-15T23:00:00Z", "3 months") == "2026-04-16T22:00:00.000Z");
}

// 31 January 2029 and 28 February are Wednesdays; 29 February 2028 is a Tuesday; 30 September 2027
// is a Thursday.
TEST_CASE("a month without the number ends with its last day") {
  CHECK(due("FR", "2029-01-31T09:00:00Z", "1 month") == "2029-02-28T23:00:00.000Z");
  CHECK(due("FR", "2028-01-31T09:00:00Z", "1 month") == "2028-02-29T23:00:00.000Z");
  CHECK(due("FR", "2027-08-31T09:00:00Z", "1 month") == "2027-09-30T22:00:00.000Z");
  CHECK(due("DE", "2027-11-30T09:00:00Z", "3 months") == "2028-02-29T23:00:00.000Z");
  CHECK(due("DE", "2028-11-30T09:00:00Z", "3 months") == "2029-02-28T23:00:00.000Z");
  CHECK(due("DE", "2028-02-29T09:00:00Z", "12 months") == "2029-02-28T23:00:00.000Z");
}

// 28 February 2027 is a Sunday; 28 February 2026 a Saturday, so Monday is 2 March. 2100 is no leap
// year: it begins on a Friday, and 28 February, 58 days later, is a Sunday.
TEST_CASE("a last day of the month that is no working day is followed by the next one") {
  CHECK(due("FR", "2027-01-31T09:00:00Z", "1 month") == "2027-03-01T23:00:00.000Z");
  CHECK(due("FR", "2026-11-30T09:00:00Z", "3 months") == "2027-03-01T23:00:00.000Z");
  CHECK(due("FR", "2025-11-30T09:00:00Z", "3 months") == "2026-03-02T23:00:00.000Z");
  CHECK(due("FR", "2100-01-31T09:00:00Z", "1 month") == "2100-03-01T23:00:00.000Z");
}

// 2 December 2026 is a Wednesday; four weeks later is Wednesday 30 December, as 28 days are. The
// institutions are closed until 2 January, which is a Saturday: Monday is the 4th.
TEST_CASE("weeks end with the day of the same name, days are counted whatever they are") {
  CHECK(due("FR", "2026-12-02T09:00:00Z", "4 weeks") == "2026-12-30T23:00:00.000Z");
  CHECK(due("FR", "2026-12-02T09:00:00Z", "28 days") == "2026-12-30T23:00:00.000Z");
  CHECK(due("EU", "2026-12-02T09:00:00Z", "4 weeks") == "2027-01-04T23:00:00.000Z");
}

// 22:30 UTC on Tuesday 1 December is 23:30 in Paris, and 00:30 of Wednesday in Helsinki.
TEST_CASE("an event shortly before midnight in UTC is of the next day in Helsinki") {
  CHECK(due("FR", "2026-12-01T22:30:00Z", "1 day") == "2026-12-02T23:00:00.000Z");
  CHECK(due("FI", "2026-12-01T22:30:00Z", "1 day") == "2026-12-03T22:00:00.000Z");
  CHECK(due("FI", "2026-12-01T22:30:00Z", "3 months") == "2027-03-02T22:00:00.000Z");
}

// Clocks go back on 25 October 2026, forward on 28 March 2027. 15 October 2026 is a Thursday,
// 16 November a Monday; 15 November is a Sunday. 1 March and 1 April 2027 are Monday and Thursday.
TEST_CASE("a limit after the clocks have changed is midnight of the new time") {
  CHECK(due("FR", "2026-07-15T09:00:00Z", "3 months") == "2026-10-15T22:00:00.000Z");
  CHECK(due("FR", "2026-08-15T09:00:00Z", "3 months") == "2026-11-16T23:00:00.000Z");
  CHECK(due("FI", "2027-03-01T09:00:00Z", "1 month") == "2027-04-01T21:00:00.000Z");
  CHECK(due("FI", "2026-08-15T09:00:00Z", "3 months") == "2026-11-16T22:00:00.000Z");
}

TEST_CASE("a limit on a holiday of France ends on the day after it") {
  // 14 July 2026 is a Tuesday.
  CHECK(due("FR", "2026-04-14T09:00:00Z", "3 months") == "2026-07-15T22:00:00.000Z");
}

TEST_CASE("a limit on a holiday of Finland ends on the next working day") {
  // Midsummer Eve is Friday 19 June 2026, Midsummer Saturday: Monday 22 June.
  CHECK(due("FI", "2026-05-19T09:00:00Z", "1 month") == "2026-06-22T21:00:00.000Z");
  // 24 December 2026 is a Thursday, 25 and 26 are holidays, 27 a Sunday: Monday 28 December.
  CHECK(due("FI", "2026-11-24T09:00:00Z", "1 month") == "2026-12-28T22:00:00.000Z");
  // 6 January 2027, Epiphany, is a Wednesday.
  CHECK(due("FI", "2026-12-06T09:00:00Z", "1 month") == "2027-01-07T22:00:00.000Z");
}

TEST_CASE("a limit on a holiday of Germany ends on the next working day") {
  // Corpus Christi is Thursday 4 June 2026.
  CHECK(due("DE", "2026-05-04T09:00:00Z", "1 month") == "2026-06-05T22:00:00.000Z");
  // 3 October 2028 is a Tuesday: 1 October 2028 is a Sunday.
  CHECK(due("DE", "2028-07-03T09:00:00Z", "3 months") == "2028-10-04T22:00:00.000Z");
}

TEST_CASE("a limit on a holiday of Norway ends on the next working day, and 24 December is none") {
  // 17 May 2028 is a Wednesday.
  CHECK(due("NO", "2028-02-17T09:00:00Z", "3 months") == "2028-05-18T22:00:00.000Z");
  CHECK(due("NO", "2026-11-24T09:00:00Z", "1 month") == "2026-12-24T23:00:00.000Z");
  // Maundy Thursday is 25 March 2027, Easter Monday the 29th; clocks change on the 28th.
  CHECK(due("NO", "2027-02-25T09:00:00Z", "1 month") == "2027-03-30T22:00:00.000Z");
}

TEST_CASE("a limit on Great Prayer Day of Denmark moved until 2023 and does not since 2024") {
  // Friday 5 May 2023, so Monday 8 May; Friday 26 April 2024.
  CHECK(due("DK", "2023-04-05T09:00:00Z", "1 month") == "2023-05-08T22:00:00.000Z");
  CHECK(due("DK", "2024-03-26T09:00:00Z", "1 month") == "2024-04-26T22:00:00.000Z");
}

TEST_CASE("a limit on a holiday of Belgium ends on the day after it") {
  // 21 July 2026 is a Tuesday.
  CHECK(due("BE", "2026-04-21T09:00:00Z", "3 months") == "2026-07-22T22:00:00.000Z");
}

TEST_CASE("a limit on a holiday of Hungary ends on the next working day") {
  // 23 October 2026 is a Friday; on Sunday 25 clocks go back; Monday is the 26th.
  CHECK(due("HU", "2026-07-23T09:00:00Z", "3 months") == "2026-10-26T23:00:00.000Z");
}

TEST_CASE("a limit on a holiday of Croatia ends on the day after it, by the law of its year") {
  // 18 November is a Wednesday in 2026, a Monday in 2019.
  CHECK(due("HR", "2026-08-18T09:00:00Z", "3 months") == "2026-11-19T23:00:00.000Z");
  CHECK(due("HR", "2019-08-18T09:00:00Z", "3 months") == "2019-11-18T23:00:00.000Z");
  // 25 June is a Tuesday in 2019, a Thursday in 2020.
  CHECK(due("HR", "2019-03-25T09:00:00Z", "3 months") == "2019-06-26T22:00:00.000Z");
  CHECK(due("HR", "2020-03-25T09:00:00Z", "3 months") == "2020-06-25T22:00:00.000Z");
}

TEST_CASE("a limit within the Easter days of the institutions ends after them") {
  // Thursday 2 to Monday 6 April 2026 are free: Tuesday 7 April.
  CHECK(due("EU", "2026-03-02T09:00:00Z", "1 month") == "2026-04-07T22:00:00.000Z");
}

// After Monday 30 November 2026.
// FR: 1-4, 7-11, 14-18, 21-24 December (18), 28-31 (22), 4-8 January (27), 11-13 (30).
// FI: 1-4, 7-11, 14-18, 21-23 (17), 28-31 (21), 4, 5, 7, 8 January (25), 11-15 (30).
// EU: 1-4, 7-11, 14-18, 21-23 (17), 4-8 January (22), 11-15 (27), 18-20 (30).
TEST_CASE("30 working days across Christmas depend on the body") {
  CHECK(due("FR", "2026-11-30T09:00:00Z", "30 working days") == "2027-01-13T23:00:00.000Z");
  CHECK(due("FI", "2026-11-30T09:00:00Z", "30 working days") == "2027-01-15T22:00:00.000Z");
  CHECK(due("EU", "2026-11-30T09:00:00Z", "30 working days") == "2027-01-20T23:00:00.000Z");
}

// After Monday 15 March 2027; Easter is 28 March.
// NO: 16-19, 22-24 (7), 30, 31 March, 1, 2 April (11), 5-9, 12-16, 19-23 (26), 26-29 (30).
// FR: 16-19, 22-26 (9), 30, 31 March, 1, 2 April (13), 5-9, 12-16, 19-23 (28), 26, 27 (30).
TEST_CASE("30 working days across Easter depend on the body") {
  CHECK(due("NO", "2027-03-15T09:00:00Z", "30 working days") == "2027-04-29T22:00:00.000Z");
  CHECK(due("FR", "2027-03-15T09:00:00Z", "30 working days") == "2027-04-27T22:00:00.000Z");
}

// Friday 4 December 2026; the first working day after it, after Saturday and after Sunday is
// Monday.
TEST_CASE("working days begin with the first one after the event") {
  CHECK(due("FR", "2026-12-04T09:00:00Z", "1 working day") == "2026-12-07T23:00:00.000Z");
  CHECK(due("FR", "2026-12-05T09:00:00Z", "1 working day") == "2026-12-07T23:00:00.000Z");
  CHECK(due("FR", "2026-12-06T09:00:00Z", "1 working day") == "2026-12-07T23:00:00.000Z");
  CHECK(due("FR", "2026-12-04T09:00:00Z", "7 working days") == "2026-12-15T23:00:00.000Z");
}

// In 2026, 12 December is a Saturday.
TEST_CASE("a Saturday that a decree makes a working day counts as one") {
  const auto moved = Calendar::parse("moved",
                                     "@zone Europe/Budapest\n@source A decree\n"
                                     "12-25 | Christmas Day | Noël\nwork 2026-12-12\n")
                         .value();
  CHECK(due(moved, "2026-12-11T09:00:00Z", "1 working day") == "2026-12-12T23:00:00.000Z");
  CHECK(due("HU", "2026-12-11T09:00:00Z", "1 working day") == "2026-12-14T23:00:00.000Z");
}

// Art. 3(5). Thursday 24 December 2026 in France: 25 is a holiday, 26 and 27 a weekend. Two days
// end on Saturday, so on Monday 28, and hold one working day: Tuesday 29. The same for three days.
// One day is not concerned: Friday, so Monday 28.
TEST_CASE("two days or more hold at least two working days") {
  CHECK(due("FR", "2026-12-24T09:00:00Z", "2 days") == "2026-12-29T23:00:00.000Z");
  CHECK(due("FR", "2026-12-24T09:00:00Z", "3 days") == "2026-12-29T23:00:00.000Z");
  CHECK(due("FR", "2026-12-24T09:00:00Z", "1 day") == "2026-12-28T23:00:00.000Z");
  // Saturday 14 November 2026: Sunday and Monday, which is one working day: Tuesday 17.
  CHECK(due("FR", "2026-11-14T09:00:00Z", "2 days") == "2026-11-17T23:00:00.000Z");
  // Wednesday 25 November 2026: Thursday and Friday are two.
  CHECK(due("FR", "2026-11-25T09:00:00Z", "2 days") == "2026-11-27T23:00:00.000Z");
  // The institutions, 24 December 2026: a week ends on Thursday 31, so on Monday 4 January, which
  // is the first working day in it: Tuesday 5.
  CHECK(due("EU", "2026-12-24T09:00:00Z", "1 week") == "2027-01-05T23:00:00.000Z");
}
