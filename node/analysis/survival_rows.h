// The rows of a survival analysis at one node, latest time first: the order in which risk sets
// grow.
#pragma once

#include <cstdint>
#include <vector>

#include "node/analysis/frame.h"
#include "node/analysis/outcomes.h"

namespace passerelle::analysis {

struct SurvivalRows {
  std::vector<std::uint32_t> rows;     // of the frame; equal times in canonical order
  std::vector<double> times;           // cut at the horizon
  std::vector<std::uint8_t> happened;  // at the latest at the horizon
  std::vector<double> entries;         // of a model with late entry; else empty
};

// Returns the rows of every stratum that has some, in the order of their levels; without strata, or
// without rows, one. Who enters at the horizon or later is never at risk, and no row of these.
// Requires: check_outcomes has passed.
std::vector<SurvivalRows> survival_rows(const Outcomes& outcomes,
                                        const Analysis& analysis,
                                        const Frame& frame);

bool has_event(const SurvivalRows& stratum);

}  // namespace passerelle::analysis
