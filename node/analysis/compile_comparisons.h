// Comparisons over time (contracts, section 4), as written. Each is a regression with one or two
// coefficients that answer it: difference in differences (`did`) a linear model, interrupted time
// series (`its`) a segmented Poisson regression (Wagner et al., J Clin Pharm Ther 27 (2002)).
#pragma once

#include "node/analysis/compile_analyses.h"
#include "node/base/fields.h"

namespace passerelle::analysis {

// `outcome`, `treated`, `post`, and optionally `terms` and `robust`.
void read_did(Fields& fields, WrittenAnalysis& written);

// `outcome` (a number of events), `time`, `intervention` (the last time before it takes effect),
// and optionally `terms` and `offset`.
void read_its(Fields& fields, WrittenAnalysis& written);

// Refuses an effect that is not one coefficient: of a group with three levels, for instance.
Result<void> check_effects(const StudyPlan& plan);

}  // namespace passerelle::analysis
