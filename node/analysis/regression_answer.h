// What the answers of regressions with an intercept have in common.
#pragma once

#include <string>
#include <vector>

#include "node/analysis/answer.h"
#include "node/analysis/design.h"
#include "node/analysis/linear_fit.h"

namespace passerelle::analysis {

// Which estimates exist: the intercept, and all coefficients but those that are `empty`.
std::vector<bool> existing_with_intercept(std::size_t coefficients,
                                          const std::vector<std::size_t>& empty);

// How estimates are held against zero.
struct Testing {
  const char* statistic;  // "t" or "z"
  double quantile;        // of the intervals
  double df;              // of the p values; infinite: normal
};

// Writes coefficients, standard_errors, the statistic, p_values, conf_low, conf_high, conf_level
// and vcov.
void put_estimates(const std::vector<Coefficient>& coefficients,
                   const std::vector<bool>& exists,
                   const Estimates& estimates,
                   const Testing& testing,
                   Answer& out);

}  // namespace passerelle::analysis
