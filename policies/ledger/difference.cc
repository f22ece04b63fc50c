#include "policies/ledger/difference.h"

#include <algorithm>
#include <limits>

#include "policies/disclosure/programme.h"

namespace passerelle::ledger {

using disclosure::Differencing;

Overlap overlap(std::int64_t left, std::int64_t right, std::int64_t common) {
  return {left - common, right - common};
}

bool is_too_close(const Overlap& overlap, const disclosure::Rules& rules) {
  if (overlap.is_identical()) return false;
  const auto& [left, right] = overlap;
  switch (rules.differences) {
    case Differencing::nested:
      return std::min(left, right) == 0 && disclosure::is_low(std::max(left, right), rules);
    case Differencing::close: return std::max(left, right) < rules.min_cell;
    case Differencing::both:
      return disclosure::is_low(left, rules) || disclosure::is_low(right, rules);
  }
  return true;
}

Sizes sizes_too_close(std::int64_t persons, const disclosure::Rules& rules) {
  // Cohorts of which each has few persons that the other lacks have nearly the same size; with
  // `both` it is enough that one of them has.
  if (rules.differences == Differencing::both) {
    return {0, std::numeric_limits<std::int64_t>::max()};
  }
  return {persons - rules.min_cell + 1, persons + rules.min_cell - 1};
}

}  // namespace passerelle::ledger
