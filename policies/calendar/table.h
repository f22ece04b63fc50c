// What a table of holidays holds (FORMAT.md).
//
// Thread safety: values and pure functions; any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/result.h"
#include "policies/calendar/day_rule.h"
#include "policies/calendar/zone.h"

namespace passerelle::calendar {

struct HolidayName {
  std::string en, fr;
};

struct Holiday {
  DayRule rule;
  HolidayName name;
  std::size_t line;  // of the table, from 1
};

struct Table {
  Zone zone;
  std::string zone_name;
  std::string source;  // the acts, as written
  std::vector<Holiday> holidays;
  std::vector<std::chrono::local_days> working_saturdays;
};

inline constexpr std::size_t kMaximumTableBytes = std::size_t{64} << 10;

// More than any law has; so there is always a next working day, and it is soon found.
inline constexpr std::size_t kMaximumHolidays = 500;
inline constexpr std::int64_t kMaximumHolidaysOfAYear = 100;

// Reads a table in UTF-8. Every refusal names the table and the line.
Result<Table> read_table(std::string_view name, std::string_view text);

}  // namespace passerelle::calendar
