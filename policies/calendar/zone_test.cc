#include "policies/calendar/zone.h"

#include <doctest/doctest.h>

#include <string>

using namespace passerelle;
using namespace passerelle::calendar;
using namespace std::chrono;

namespace {

Zone zone(const char* name) { return Zone::of(name).value(); }

std::string start(const char* name, year_month_day day) {
  return to_text(zone(name).start_of(local_days(day)));
}

local_days day_at(const char* name, const char* instant) {
  return zone(name).day_of(parse_instant(instant).value());
}

}  // namespace

// Directive 2000/84/EC: clocks go forward on the last Sunday of March and back on the last of
// October, at 01:00 UTC everywhere. 1 March 2026 is a Sunday, so the last is the 29th; 1 October
// 2026 is a Thursday, so the Sundays are 4, 11, 18 and 25. Central Europe is UTC+1, in summer
// UTC+2.
TEST_CASE("in Paris, Oslo, Budapest and Zagreb 29 March 2026 has 23 hours and 25 October has 25") {
  for (const char* name : {"Europe/Paris", "Europe/Oslo", "Europe/Budapest", "Europe/Zagreb",
                           "Europe/Berlin", "Europe/Copenhagen", "Europe/Brussels"}) {
    CAPTURE(name);
    CHECK(start(name, 2026y / March / 29) == "2026-03-28T23:00:00.000Z");
    CHECK(start(name, 2026y / March / 30) == "2026-03-29T22:00:00.000Z");
    CHECK(start(name, 2026y / October / 25) == "2026-10-24T22:00:00.000Z");
    CHECK(start(name, 2026y / October / 26) == "2026-10-25T23:00:00.000Z");
  }
}

// The same instants; Finland is UTC+2, in summer UTC+3.
TEST_CASE("in Helsinki days begin an hour before those of Paris, in winter and in summer") {
  CHECK(start("Europe/Helsinki", 2026y / March / 29) == "2026-03-28T22:00:00.000Z");
  CHECK(start("Europe/Helsinki", 2026y / March / 30) == "2026-03-29T21:00:00.000Z");
  CHECK(start("Europe/Helsinki", 2026y / October / 25) == "2026-10-24T21:00:00.000Z");
  CHECK(start("Europe/Helsinki", 2026y / October / 26) == "2026-10-25T22:00:00.000Z");
}

// 22:30 UTC on 1 December is 23:30 in Paris and 00:30 of the next day in Helsinki; 23:59 UTC is
// past midnight in both. In summer, 21:30 UTC is 23:30 in Paris and 00:30 in Helsinki.
TEST_CASE("an evening in UTC is the next day in Helsinki before it is in Paris") {
  CHECK(day_at("Europe/Paris", "2026-12-01T22:30:00Z") == local_days(2026y / December / 1));
  CHECK(day_at("Europe/Helsinki", "2026-12-01T22:30:00Z") == local_days(2026y / December / 2));
  CHECK(day_at("Europe/Paris", "2026-12-01T23:59:59.999Z") == local_days(2026y / December / 2));
  CHECK(day_at("Europe/Helsinki", "2026-12-01T23:59:59.999Z") == local_days(2026y / December / 2));
  CHECK(day_at("Europe/Paris", "2026-07-01T21:30:00Z") == local_days(2026y / July / 1));
  CHECK(day_at("Europe/Helsinki", "2026-07-01T21:30:00Z") == local_days(2026y / July / 2));
}

TEST_CASE("the last millisecond of a day is that day, the next one is the next day") {
  CHECK(day_at("Europe/Helsinki", "2026-03-29T20:59:59.999Z") == local_days(2026y / March / 29));
  CHECK(day_at("Europe/Helsinki", "2026-03-29T21:00:00Z") == local_days(2026y / March / 30));
  CHECK(day_at("Europe/Paris", "2026-12-31T22:59:59.999Z") == local_days(2026y / December / 31));
  CHECK(day_at("Europe/Paris", "2026-12-31T23:00:00Z") == local_days(2027y / January / 1));
}

// Zone files list switches up to 2037. 1 January 2040 is a Sunday; 1 March is 60 days later, a
// Thursday, so the last Sunday is the 25th; 1 October is 274 days later, a Monday: the 28th.
// 1 January 2101 is a Saturday, 1 March 59 days later, a Tuesday: the last Sunday is the 27th.
TEST_CASE("the rule of summer time goes on after the years that the zone's file lists") {
  CHECK(start("Europe/Paris", 2037y / July / 1) == "2037-06-30T22:00:00.000Z");
  CHECK(start("Europe/Paris", 2038y / January / 1) == "2037-12-31T23:00:00.000Z");
  CHECK(start("Europe/Paris", 2040y / March / 25) == "2040-03-24T23:00:00.000Z");
  CHECK(start("Europe/Paris", 2040y / March / 26) == "2040-03-25T22:00:00.000Z");
  CHECK(start("Europe/Paris", 2040y / October / 28) == "2040-10-27T22:00:00.000Z");
  CHECK(start("Europe/Paris", 2040y / October / 29) == "2040-10-28T23:00:00.000Z");
  CHECK(start("Europe/Helsinki", 2101y / March / 27) == "2101-03-26T22:00:00.000Z");
  CHECK(start("Europe/Helsinki", 2101y / March / 28) == "2101-03-27T21:00:00.000Z");
  CHECK(day_at("Europe/Paris", "2040-06-30T22:00:00Z") == local_days(2040y / July / 1));
  CHECK(day_at("Europe/Paris", "2040-12-31T23:00:00Z") == local_days(2041y / January / 1));
}

// Cuba is UTC-5, in summer UTC-4, and switches at midnight: 8 March 2026 begins at 01:00 summer
// time, which is 05:00 UTC. On 1 November it is midnight twice, first in summer time: 04:00 UTC.
TEST_CASE("a day begins with its first instant also where clocks leap over midnight or repeat it") {
  CHECK(start("America/Havana", 2026y / March / 8) == "2026-03-08T05:00:00.000Z");
  CHECK(start("America/Havana", 2026y / November / 1) == "2026-11-01T04:00:00.000Z");
}

TEST_CASE("a name that is no time zone is refused") {
  for (const char* name : {"", "Europe/Atlantis", "../../etc/passwd", "europe/paris"}) {
    CAPTURE(name);
    const auto refused = Zone::of(name);
    REQUIRE(!refused);
    CHECK(refused.error().name() == "calendar.bad_table");
    CHECK(refused.error().detail.find("no time zone") != std::string::npos);
  }
}
