// A period as law writes it: "3 months", "30 working days". How long it lasts depends on when it
// begins and where: see calendar.h.
//
// Thread safety: values; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "node/base/result.h"

namespace passerelle::calendar {

struct Period {
  enum class Unit { months, weeks, days, working_days };

  std::int64_t count;  // 1 to kMaximumCount
  Unit unit;

  bool operator==(const Period&) const = default;
};

// No legal period is longer; the limit keeps every date within the years that dates can have.
inline constexpr std::int64_t kMaximumCount = 9'999;

// Reads "3 months", "1 month", "4 weeks", "28 days", "7 working days": a number without leading
// zeros, one space, the unit. Refuses anything else, and what no law says: "1 months".
Result<Period> parse_period(std::string_view text);

// Returns the text that parse_period reads as this period.
std::string text_of(const Period& period);

}  // namespace passerelle::calendar
