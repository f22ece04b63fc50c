// A linear model with an intercept that varies over groups, from sums of the groups: the variances
// by maximum (restricted) likelihood, a function of their ratio alone (Laird and Ware, Biometrics
// 38 (1982); Lindstrom and Bates, Journal of the American Statistical Association 83 (1988)).
//
// Thread safety: pure functions.
#pragma once

#include <optional>
#include <vector>

#include "node/analysis/plan.h"

namespace passerelle::analysis {

// Of one group: rows, and sums of the columns (a one first) and of the outcome. All are measured
// from the means of all rows.
struct GroupSums {
  double rows = 0;
  std::vector<double> columns;
  double outcome = 0;
};

// Products over all rows: of the columns with each other, row by row, with the outcome, and of the
// outcome with itself.
struct GroupedProducts {
  double rows = 0;
  std::vector<double> columns;
  std::vector<double> with_outcome;
  double outcome = 0;
  std::vector<GroupSums> groups;
};

struct MixedEstimate {
  std::vector<double> coefficients;
  std::vector<double> vcov;        // row by row
  double variance = 0;             // of the residuals
  double ratio = 0;                // of the groups' variance to it; may be zero
  double loglik = 0;               // of columns as measured
  std::vector<double> intercepts;  // predicted, of each group
};

// Nothing when the likelihood has no maximum.
// Requires: no column is determined by others.
std::optional<MixedEstimate> estimate_mixed(const GroupedProducts& sums,
                                            MixedAnalysis::Method method);

}  // namespace passerelle::analysis
