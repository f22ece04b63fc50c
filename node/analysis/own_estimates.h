// What a node's own answer estimates, with its standard error: what a meta-analysis takes of it.
//
// Of a model a coefficient; of a table of two by two `odds_ratio` and `risk_ratio`, as logarithms,
// and `risk_difference`; of `describe` the mean of a variable; of `rate` the logarithm of `rate`;
// of `diagnostic` with a curve `auc`, the area under it.
//
// Thread safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/analysis/plan.h"

namespace passerelle::analysis {

struct OwnEstimate {
  double estimate = 0, standard_error = 0;
};

// Returns the names of all such quantities; none of an analysis that has none.
std::vector<std::string> own_quantities(const StudyPlan& plan, const Analysis& analysis);

// Whether it is a ratio, which is pooled by its logarithm.
bool is_ratio(const Analysis& analysis, const std::string& quantity);

// Nothing when the node withholds it, or gives no standard error above 0.
std::optional<OwnEstimate> own_estimate(const Analysis& analysis,
                                        const std::string& quantity,
                                        const Json& answer);

}  // namespace passerelle::analysis
