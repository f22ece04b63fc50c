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

// Nothing when a node withholds a number that the model stands on.
std::optional<LinearModel> linear_model(const StudyPlan& plan,
                                        const Analysis& analysis,
                                        const Pool& pool);

}  // namespace passerelle::analysis
