#include "policies/calendar/calendar.h"

#include <algorithm>

#include "policies/calendar/embedded.h"
#include "policies/calendar/errors.h"

namespace passerelle::calendar {
namespace {

using Days = std::chrono::days;
using std::chrono::local_days;

// The day of the same number so many months later, or the last of that month.
local_days add_months(local_days day, std::int64_t count) {
  const auto later =
      std::chrono::year_month_day(day) + std::chrono::months(static_cast<int>(count));
  if (later.ok()) return local_days(later);
  return local_days(later.year() / later.month() / std::chrono::last);
}

}  // namespace

std::span<const std::string_view> Calendar::countries() { return embedded_names(); }

Result<Calendar> Calendar::of_country(std::string_view code) {
  if (const auto* table = embedded_text(code)) return parse(code, *table);
  std::string known;
  for (const auto country : countries()) {
    known += (known.empty() ? "" : ", ") + std::string(country);
  }
  return Error{
      CalendarError::unknown_country,
      "no holidays are known of \"" + std::string(code.substr(0, 20)) + "\"; known: " + known};
}

Result<Calendar> Calendar::parse(std::string_view name, std::string_view text) {
  auto table = read_table(name, text);
  if (!table) return table.error();
  return Calendar(std::string(name), *std::move(table));
}

const HolidayName* Calendar::holiday(local_days day) const {
  const auto found =
      std::find_if(table_.holidays.begin(), table_.holidays.end(),
                   [day](const Holiday& holiday) { return holiday.rule.names(day); });
  return found == table_.holidays.end() ? nullptr : &found->name;
}

bool Calendar::is_working_day(local_days day) const {
  if (holiday(day) != nullptr) return false;
  const std::chrono::weekday weekday(day);
  if (weekday == std::chrono::Sunday) return false;
  const auto& saturdays = table_.working_saturdays;
  return weekday != std::chrono::Saturday ||
         std::find(saturdays.begin(), saturdays.end(), day) != saturdays.end();
}

local_days Calendar::next_working_day(local_days day) const {
  do {
    day += Days(1);
  } while (!is_working_day(day));
  return day;
}

Instant Calendar::end_of_day(local_days day) const { return table_.zone.start_of(day + Days(1)); }

std::string Calendar::last_day_before(Instant limit) const {
  return date_text(Instant((day_of(limit) - Days(1)).time_since_epoch()));
}

local_days Calendar::last_day(local_days event, const Period& period) const {
  using Unit = Period::Unit;
  auto last = event;
  switch (period.unit) {
    case Unit::working_days:
      for (auto left = period.count; left > 0; --left) last = next_working_day(last);
      return last;
    case Unit::months: last = add_months(event, period.count); break;
    case Unit::weeks: last += std::chrono::weeks(period.count); break;
    case Unit::days: last += Days(period.count); break;
  }
  if (!is_working_day(last)) last = next_working_day(last);
  if (period == Period{1, Unit::days}) return last;
  return std::max(last, next_working_day(next_working_day(event)));
}

Instant Calendar::due(Instant event, const Period& period) const {
  return end_of_day(last_day(day_of(event), period));
}

std::int64_t Calendar::working_days_between(local_days from, local_days to) const {
  if (to < from) return -working_days_between(to, from);
  std::int64_t count = 0;
  for (auto day = from + Days(1); day <= to; day += Days(1)) {
    if (is_working_day(day)) ++count;
  }
  return count;
}

}  // namespace passerelle::calendar
