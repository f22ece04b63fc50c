// Regressions (contracts, section 4), as written.
#pragma once

#include "node/analysis/compile_analyses.h"
#include "node/base/fields.h"

namespace passerelle::analysis {

void read_linear(Fields& fields, WrittenAnalysis& written);
void read_glm(Fields& fields, WrittenAnalysis& written);

}  // namespace passerelle::analysis
