// When two released cohorts are too close: their numbers, subtracted, would be those of fewer
// persons than the minimum (differencing; shared notes on disclosure, section 4).
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>

#include "policies/disclosure/rules.h"

namespace passerelle::ledger {

// How two cohorts lie to each other.
struct Overlap {
  std::int64_t only_left = 0, only_right = 0;

  bool is_identical() const { return only_left == 0 && only_right == 0; }
};

// Requires: both sizes are at least `common`.
Overlap overlap(std::int64_t left, std::int64_t right, std::int64_t common);

// Returns whether the rules forbid to release both. Identical cohorts are never too close: the
// second tells nothing that the first did not.
bool is_too_close(const Overlap& overlap, const disclosure::Rules& rules);

// The sizes that a cohort too close to one of `persons` can have at all.
struct Sizes {
  std::int64_t least = 0, most = 0;
};
Sizes sizes_too_close(std::int64_t persons, const disclosure::Rules& rules);

}  // namespace passerelle::ledger
