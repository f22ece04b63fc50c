// A table of holidays of a procedure that a stranger wrote: it is refused with its line, or every
// period that runs by it ends, on a working day and after its event.
#include <array>
#include <chrono>
#include <string_view>

#include "policies/calendar/calendar.h"
#include "tests/fuzz/target.h"

namespace {

using namespace passerelle;
using calendar::Period;

void check_period(const calendar::Calendar& table, Instant event, Period period) {
  const auto first = table.day_of(event);
  const auto last = table.last_day(first, period);
  require(table.is_working_day(last));
  require(table.due(event, period) > event);
  require(table.day_of(table.end_of_day(last)) > last);
  const auto worked = table.working_days_between(first, last);
  if (period.unit == Period::Unit::working_days) {
    require(worked == period.count);
  } else {
    require(worked >= (period == Period{1, Period::Unit::days} ? 1 : 2));
  }
}

}  // namespace

PASSERELLE_FUZZ_TARGET(calendar, text) {
  if (const auto period = calendar::parse_period(text)) {
    require(calendar::text_of(*period) == text);
  }
  const auto table = calendar::Calendar::parse("table", text);
  if (!table) {
    require(table.error().detail.starts_with("table, line "));
    return;
  }
  constexpr std::array kPeriods{Period{1, Period::Unit::days}, Period{2, Period::Unit::days},
                                Period{1, Period::Unit::weeks}, Period{3, Period::Unit::months},
                                Period{30, Period::Unit::working_days}};
  for (const auto year : {1970, 2026, 2028, 2101}) {
    const Instant event = std::chrono::sys_days(std::chrono::year(year) / 12 / 23);
    for (const auto& period : kPeriods) check_period(*table, event, period);
  }
}
