// What the answer of a generalised linear model is, for the analyses that fit one.
#pragma once

#include <vector>

#include "node/analysis/answer.h"
#include "node/analysis/design.h"
#include "node/analysis/glm_fit.h"

namespace passerelle::analysis {

// Writes all of it but the number of rows.
// Requires: the fit has converged.
void put_glm(const GlmAnalysis& glm,
             const std::vector<Coefficient>& coefficients,
             const GlmModel& model,
             const GlmFit& fit,
             Answer& out);

}  // namespace passerelle::analysis
