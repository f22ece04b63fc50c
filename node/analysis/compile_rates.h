// The analysis `rate` as written, and its standard population once the variables are known.
#pragma once

#include "node/analysis/compile_analyses.h"
#include "node/base/fields.h"

namespace passerelle::analysis {

// Reads `standard` and `reference_rates` for their form alone.
void read_rate(Fields& fields, WrittenAnalysis& written);

// Gives every rate of the plan the weights of the levels of its `by`. `analyses` is the list that
// the plan was made from.
Result<void> settle_rates(StudyPlan& plan, const Json& analyses);

}  // namespace passerelle::analysis
