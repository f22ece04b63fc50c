// Ranks of numbers over the rows of all nodes, from the pooled counts of the intervals of their
// grids: what Spearman's correlation of numbers needs, in the round behind the one that counts.
//
// A rank, ties at their mean, is told as a score: twice the rank less n + 1, a whole number around
// zero.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "node/analysis/fold.h"
#include "node/analysis/frame.h"
#include "node/analysis/pool.h"
#include "node/analysis/regression_rows.h"

namespace passerelle::analysis {

// Returns the scores of groups of rows from the lowest to the highest.
std::vector<double> rank_scores(const std::vector<std::int64_t>& counts);

// Whether an analysis correlates the ranks of numbers, not of categories.
bool ranks_numbers(const Analysis& analysis);

// Whether the nodes rank the rows of an analysis: it correlates the ranks of numbers, and every
// count that these follow from was released.
bool are_ranked(const StudyPlan& plan, const State& state, const Analysis& analysis);

// Returns the rows of the analysis at one node, as those of a regression (design.h), with the
// scores that counts give them in place of their values; nothing where a count is withheld.
// Requires: ranks_numbers.
// Errors: those of regression_rows.
Result<std::optional<RegressionRows>> ranked_rows(const Outcomes& outcomes,
                                                  const State& state,
                                                  const Analysis& analysis,
                                                  const Frame& frame,
                                                  const Pool& counts);

}  // namespace passerelle::analysis
