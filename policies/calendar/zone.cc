#include "policies/calendar/zone.h"

#include <date/tz.h>

#include <algorithm>
#include <exception>
#include <string>

#include "policies/calendar/errors.h"

namespace passerelle::calendar {
namespace {

using std::chrono::January;
using std::chrono::local_days;
using std::chrono::year;

// The library reads the switches that a zone's file lists, which end in 2037, and not the rule by
// which they go on.
constexpr year kLastListed{2037};

// Returns how far to go back to a listed year in which every date has the same weekday, so that
// "the last Sunday of March" is the same date: any 28 years in a row hold all fourteen kinds.
std::chrono::days back_to_listed(local_days day) {
  const auto wanted = std::chrono::year_month_day(day).year();
  if (wanted <= kLastListed) return std::chrono::days(0);
  const local_days new_year(wanted / January / 1);
  auto model = kLastListed;
  while (model.is_leap() != wanted.is_leap() ||
         std::chrono::weekday(local_days(model / January / 1)) != std::chrono::weekday(new_year)) {
    --model;
  }
  return new_year - local_days(model / January / 1);
}

}  // namespace

Result<Zone> Zone::of(std::string_view name) {
  try {
    const auto& zones = date::get_tzdb().zones;
    const auto zone = std::find_if(zones.begin(), zones.end(),
                                   [name](const auto& known) { return known.name() == name; });
    if (zone == zones.end()) {
      return Error{CalendarError::bad_table, "no time zone of the IANA database: \"" +
                                                 std::string(name.substr(0, 40)) + "\""};
    }
    // Reads the zone's file now, so that nothing fails later.
    static_cast<void>(zone->get_info(date::sys_seconds{}));
    return Zone(&*zone);
  } catch (const std::exception& failure) {
    return Error{BaseError::unavailable,
                 std::string("the system's time zones (tzdata): ") + failure.what()};
  }
}

local_days Zone::day_of(Instant instant) const {
  // No zone is a day away from UTC, and none switches at New Year: the year of the UTC day will do.
  const local_days day_in_utc(std::chrono::floor<std::chrono::days>(instant).time_since_epoch());
  const auto back = back_to_listed(day_in_utc);
  const auto local = zone_->to_local(instant - back).time_since_epoch();
  return local_days(std::chrono::floor<std::chrono::days>(local) + back);
}

Instant Zone::start_of(local_days day) const {
  const auto back = back_to_listed(day);
  const date::local_seconds midnight(day.time_since_epoch() - back);
  return Instant(zone_->to_sys(midnight, date::choose::earliest)) + back;
}

}  // namespace passerelle::calendar
