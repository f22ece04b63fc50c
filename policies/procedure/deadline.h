// The time that a law or a procedure gives, its extension, and how such times compare.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <chrono>
#include <optional>

#include "policies/calendar/calendar.h"
#include "policies/calendar/period.h"

namespace passerelle::procedure {

struct Deadline {
  calendar::Period due{1, calendar::Period::Unit::days};
  std::optional<calendar::Period> extension;
  bool operator==(const Deadline&) const = default;
};

// Returns the last day of a time that starts on that day, with the extension if one is given. The
// two run as one where their units are the same: 3 months and 3 months are 6 months, not the end of
// the first and 3 months from there.
std::chrono::local_days last_day(const calendar::Calendar& calendar,
                                 std::chrono::local_days start,
                                 const calendar::Period& due,
                                 const std::optional<calendar::Period>& extension);

// Says whether a period can never end later than another that starts at the same moment, whatever
// the month and the holidays.
bool never_longer(const calendar::Period& period, const calendar::Period& than);

// The same for a period with its extension; one that is not given adds nothing.
bool never_longer(const Deadline& whole, const calendar::Period& than);

}  // namespace passerelle::procedure
