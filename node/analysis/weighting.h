// Weights from the probability e of an exposure at one node, their sums by arm, and what the gate
// must know about them. Exists only in the worker.
//
// Weights of the average effect on everybody (ATE): 1 / e of those exposed, 1 / (1 - e) of the
// others; on the exposed (ATT): 1, and e / (1 - e).
#pragma once

#include <vector>

#include "node/analysis/regression_rows.h"

namespace passerelle::analysis {

// A weight and its derivative by the linear predictor, zero where the probability is truncated.
struct Weight {
  double value = 1, slope = 0;
};
Weight weight_of(const PropensityAnalysis& propensity, bool is_exposed, double probability);

// At coefficients of measured columns, the intercept first. `response_centre` is taken from an
// outcome that is a number, so that its squares keep their digits.
WeightedSums weighted_sums(const RegressionRows& rows,
                           const PropensityAnalysis& propensity,
                           const Centring& centring,
                           const std::vector<double>& beta,
                           double response_centre);

ModelEvidence weighting_evidence(const RegressionRows& rows,
                                 const PropensityAnalysis& propensity,
                                 const Centring& centring,
                                 const std::vector<double>& beta,
                                 const Frame& frame);

}  // namespace passerelle::analysis
