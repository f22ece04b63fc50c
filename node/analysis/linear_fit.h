// Least squares from cross products. Pure: every node and the coordinator get the same to the last
// bit.
#pragma once

#include <cstddef>
#include <vector>

#include "node/analysis/pool.h"

namespace passerelle::analysis {

// How the columns of a design are measured while a model is fitted: from the pooled mean (a sum of
// two doubles), in pooled standard deviations, so that days and years, or values around 2^40, cost
// no digits. A column of one value has the scale one.
struct Centring {
  std::vector<double> centre, rest, scale;
  double measured(std::size_t column, double value) const {
    return ((value - centre[column]) - rest[column]) / scale[column];
  }
};

// Of the first `columns` of the cross products.
Centring centring_of(const CountedProducts& pooled, std::size_t columns);

// Returns their cross products as measured, row by row.
std::vector<double> measured_products(const CountedProducts& pooled, const Centring& centring);

// Coefficients, the intercept first, and their covariance row by row.
struct Estimates {
  std::vector<double> coefficients;
  std::vector<double> vcov;
};

// Returns what was estimated on measured columns in the units of the data.
Estimates in_units_of_data(const Centring& centring, const Estimates& measured);

// A regression on the columns and on a one.
struct LinearSolution {
  std::int64_t n = 0;
  Centring centring;
  std::vector<std::size_t> aliased;  // columns that those before them determine
  // On measured columns, the intercept first, of the outcome's deviations from its mean.
  std::vector<double> coefficients;
  std::vector<double> inverse;  // of the measured columns' cross products, the one first
  double outcome_mean = 0, outcome_rest = 0;
  double total = 0, residual = 0;  // sums of squares
  // The cross products hold too few digits: a look at the residuals gives the others.
  bool is_ill_conditioned = false;

  double outcome(double value) const { return (value - outcome_mean) - outcome_rest; }
};

// The outcome stands behind the first `columns`.
LinearSolution solve_linear(const CountedProducts& pooled, std::size_t columns);

// Corrects coefficients and residual sum of squares by a look at the residuals.
void refine(LinearSolution& solution, const ResidualSums& residuals);

}  // namespace passerelle::analysis
