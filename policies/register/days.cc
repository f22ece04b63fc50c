#include "policies/register/days.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

namespace passerelle::public_register {

DaysSummary summary_of(std::vector<std::int64_t> days) {
  std::ranges::sort(days);
  const auto count = days.size();
  const auto total = std::accumulate(days.begin(), days.end(), std::int64_t{0});
  const auto rank = (9 * count + 9) / 10;  // the ceiling of 0.9 n
  return {count, static_cast<double>(total) / static_cast<double>(count),
          static_cast<double>(days[(count - 1) / 2] + days[count / 2]) / 2, days[rank - 1]};
}

Json days_json(const std::vector<std::int64_t>& days) {
  if (days.empty()) {
    return {{"count", 0}, {"average", nullptr}, {"median", nullptr}, {"percentile_90", nullptr}};
  }
  const auto summary = summary_of(days);
  return {{"count", summary.count},
          {"average", summary.average},
          {"median", summary.median},
          {"percentile_90", summary.percentile_90}};
}

}  // namespace passerelle::public_register
