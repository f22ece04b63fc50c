// Numbers of days, told as an average and two quantiles.
//
// Definitions: `median` is the middle of the sorted numbers, the mean of the two middle ones where
// their count is even; `percentile_90` is the nearest rank, the smallest number that at least 90 of
// 100 do not exceed, so always one that occurred.
//
// Thread safety: values and pure functions; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "node/base/json.h"

namespace passerelle::public_register {

struct DaysSummary {
  std::size_t count = 0;
  double average = 0;
  double median = 0;
  std::int64_t percentile_90 = 0;
  bool operator==(const DaysSummary&) const = default;
};

// Requires: at least one number.
DaysSummary summary_of(std::vector<std::int64_t> days);

// Returns {"count", "average", "median", "percentile_90"}; of no numbers {"count": 0} and nulls.
Json days_json(const std::vector<std::int64_t>& days);

}  // namespace passerelle::public_register
