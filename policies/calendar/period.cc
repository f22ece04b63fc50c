#include "policies/calendar/period.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "policies/calendar/errors.h"

namespace passerelle::calendar {
namespace {

struct UnitName {
  Period::Unit unit;
  std::string_view one, many;
};

// In the order of the enumerators.
constexpr std::array kUnits{
    UnitName{Period::Unit::months, "month", "months"},
    UnitName{Period::Unit::weeks, "week", "weeks"},
    UnitName{Period::Unit::days, "day", "days"},
    UnitName{Period::Unit::working_days, "working day", "working days"},
};

std::string_view name_of(const UnitName& unit, std::int64_t count) {
  return count == 1 ? unit.one : unit.many;
}

Error no_period(std::string_view text) {
  return Error{CalendarError::bad_period,
               "\"" + std::string(text.substr(0, 40)) +
                   "\" is no period; write 1 to 9999 and month(s), week(s), day(s) or working " +
                   "day(s), as in \"3 months\" or \"30 working days\""};
}

}  // namespace

Result<Period> parse_period(std::string_view text) {
  const auto digits = text.substr(0, text.find(' '));
  std::int64_t count = 0;
  const auto [stop, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  const bool is_counted = failure == std::errc{} && stop == digits.data() + digits.size() &&
                          count >= 1 && count <= kMaximumCount && digits.front() != '0';
  if (!is_counted || digits.size() == text.size()) return no_period(text);

  const auto name = text.substr(digits.size() + 1);
  const auto unit = std::find_if(kUnits.begin(), kUnits.end(), [&](const UnitName& known) {
    return name_of(known, count) == name;
  });
  if (unit == kUnits.end()) return no_period(text);
  return Period{count, unit->unit};
}

std::string text_of(const Period& period) {
  const auto& unit = kUnits.at(static_cast<std::size_t>(period.unit));
  return std::to_string(period.count) + " " + std::string(name_of(unit, period.count));
}

}  // namespace passerelle::calendar
