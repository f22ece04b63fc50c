// Regressions (contracts, section 4), as written.
#pragma once

#include "node/analysis/compile_analyses.h"
#include "node/base/fields.h"

namespace passerelle::analysis {

void read_linear(Fields& fields, WrittenAnalysis& written);
void read_glm(Fields& fields, WrittenAnalysis& written);

// Reads `robust`.
void read_robust(Fields& fields, const WrittenAnalysis& written, LinearAnalysis& model);

// Refuses `per_node` of a generalised linear model.
void refuse_own_models(Fields& fields, const WrittenAnalysis& written);

}  // namespace passerelle::analysis
