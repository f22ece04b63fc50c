// Regressions (contracts, section 4), as written.
#pragma once

#include "node/analysis/compile_analyses.h"
#include "node/base/fields.h"

namespace passerelle::analysis {

void read_linear(Fields& fields, WrittenAnalysis& written);
void read_glm(Fields& fields, WrittenAnalysis& written);
void read_propensity(Fields& fields, WrittenAnalysis& written);
void read_mixed(Fields& fields, WrittenAnalysis& written);

// Reads `robust`.
void read_robust(Fields& fields, LinearAnalysis& model);

}  // namespace passerelle::analysis
