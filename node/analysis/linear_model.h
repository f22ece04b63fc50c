// The linear model of some nodes' cross products.
#pragma once

#include <optional>

#include "node/analysis/linear_fit.h"
#include "node/analysis/newton.h"
#include "node/analysis/plan.h"

namespace passerelle::analysis {

struct LinearModel {
  ModelColumns columns;
  LinearSolution solution;
};

// How the columns of a regression are measured, from what the round `first` tells. Nothing when a
// node withholds it.
std::optional<Centring> pooled_centring(const StudyPlan& plan,
                                        const Analysis& analysis,
                                        const Pool& pool);

// Nothing when a node withholds a number that the model stands on.
std::optional<LinearModel> linear_model(const StudyPlan& plan,
                                        const Analysis& analysis,
                                        const Pool& pool);

}  // namespace passerelle::analysis
