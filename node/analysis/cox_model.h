// What Newton's method knows of a Cox model.
#pragma once

#include "node/analysis/design.h"
#include "node/analysis/newton.h"
#include "node/analysis/outcomes.h"

namespace passerelle::analysis {

// Returns the model of the rows that `count` counts; nothing when it does not tell a number that
// the model stands on.
std::optional<ModelColumns> cox_model(const Outcomes& outcomes,
                                      const Analysis& analysis,
                                      const Counting& count);

}  // namespace passerelle::analysis
