#include "policies/procedure/deadline.h"

namespace passerelle::procedure {
namespace {

using calendar::Period;

// An upper and a lower bound of the days in a period, over all months and calendars: a month has at
// least 28 days, two 59, three 89; working days are at least days, and no calendar that we know
// has fewer than one in two beyond a week.
std::int64_t most_days(const Period& period) {
  switch (period.unit) {
    case Period::Unit::months: return 31 * period.count;
    case Period::Unit::weeks: return 7 * period.count;
    case Period::Unit::days: return period.count;
    case Period::Unit::working_days: return 2 * period.count + 7;
  }
  return 0;
}

std::int64_t fewest_days(const Period& period) {
  switch (period.unit) {
    case Period::Unit::months: return 30 * period.count - 2;
    case Period::Unit::weeks: return 7 * period.count;
    case Period::Unit::days:
    case Period::Unit::working_days: return period.count;
  }
  return 0;
}

}  // namespace

std::chrono::local_days last_day(const calendar::Calendar& calendar,
                                 std::chrono::local_days start,
                                 const Period& due,
                                 const std::optional<Period>& extension) {
  if (!extension) return calendar.last_day(start, due);
  if (extension->unit == due.unit) {
    return calendar.last_day(start, {due.count + extension->count, due.unit});
  }
  return calendar.last_day(calendar.last_day(start, due), *extension);
}

bool never_longer(const Period& period, const Period& than) {
  if (period.unit == than.unit) return period.count <= than.count;
  return most_days(period) <= fewest_days(than);
}

bool never_longer(const Deadline& whole, const Period& than) {
  if (!whole.extension) return never_longer(whole.due, than);
  if (whole.extension->unit == whole.due.unit) {
    return never_longer(Period{whole.due.count + whole.extension->count, whole.due.unit}, than);
  }
  return most_days(whole.due) + most_days(*whole.extension) <= fewest_days(than);
}

}  // namespace passerelle::procedure
