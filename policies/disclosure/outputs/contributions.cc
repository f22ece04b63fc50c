#include "policies/disclosure/outputs/contributions.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "policies/disclosure/shares.h"

namespace passerelle::disclosure::outputs {
namespace {

// Sum of the first `count`, compensated (Neumaier): the tolerance of shares is finer than what a
// plain sum of many values loses.
double sum_of_first(const std::vector<double>& sizes, std::size_t count) {
  double sum = 0, lost = 0;
  for (std::size_t i = 0; i < std::min(count, sizes.size()); ++i) {
    const double next = sum + sizes[i];
    lost += sum >= sizes[i] ? (sum - next) + sizes[i] : (sizes[i] - next) + sum;
    sum = next;
  }
  return sum + lost;
}

}  // namespace

Reasons dominance_of(const std::vector<double>& values, const Settings& settings) {
  std::vector<double> sizes;
  sizes.reserve(values.size());
  for (const double value : values) sizes.push_back(std::abs(value));
  std::sort(sizes.begin(), sizes.end(), std::greater<>());
  const double total = sum_of_first(sizes, sizes.size());
  Reasons reasons;
  if (total == 0) return reasons;
  const auto& dominance = settings.dominance;
  if (dominance && exceeds_share(sum_of_first(sizes, dominance->n), dominance->k, total)) {
    reasons.insert(Reason::dominance);
  }
  const double second = sizes.size() > 1 ? sizes[1] : 0;
  if (settings.p_percent && leaves_too_little(total, sizes[0], second, *settings.p_percent)) {
    reasons.insert(Reason::p_percent);
  }
  return reasons;
}

bool all_equal(const std::vector<double>& values) {
  return !values.empty() && std::all_of(values.begin(), values.end(),
                                        [&](double value) { return value == values.front(); });
}

}  // namespace passerelle::disclosure::outputs
