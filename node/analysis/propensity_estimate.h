// What weighting by the probability of an exposure estimates, from the pooled sums of both arms.
//
// Means are Hajek's, sum w y / sum w. Their covariance is that of the stacked estimating equations
// of model and means (Lunceford and Davidian, Statistics in Medicine 23 (2004)), so that it knows
// that the probabilities are estimated.
//
// Thread safety: pure functions.
#pragma once

#include <vector>

#include "node/analysis/plan.h"
#include "node/analysis/pool.h"

namespace passerelle::analysis {

// Sum of the weights, and of how many rows with equal weights they are worth.
struct ArmWeights {
  double sum = 0, effective = 0;
};
ArmWeights weights_of(const ArmSums& arm);

// The means of both arms, less the centre that the nodes took from the response.
struct WeightedMeans {
  double control = 0, treated = 0;
  double control_variance = 0, treated_variance = 0, covariance = 0;
};

// `inverse`: of the model's information, row by row, the intercept first.
// Requires: both arms have a response.
WeightedMeans weighted_means(const WeightedSums& sums, const std::vector<double>& inverse);

// What the nodes take from a response that is a number; of an event, and where its mean is
// withheld, nothing.
double response_centre(const StudyPlan& plan, const Analysis& analysis, const Pool& pool);

// Of one measured column: mean and spread without weights, and the weighted mean.
struct ColumnMeans {
  double mean = 0, squares = 0, weighted = 0;  // `squares`: of deviations from the mean
  double rows = 0;
};
ColumnMeans column_means(const ArmSums& arm, std::size_t column);

}  // namespace passerelle::analysis
