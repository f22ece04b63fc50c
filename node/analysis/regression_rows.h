// The rows of a regression at one node (or of a model on breaks, whose outcome is the event), their
// sums, and what the gate must know about them. Exists only in the worker.
#pragma once

#include <cstdint>
#include <vector>

#include "node/analysis/design.h"
#include "node/analysis/glm_family.h"
#include "node/analysis/linear_fit.h"
#include "node/analysis/partial.h"

namespace passerelle::analysis {

struct RegressionRows {
  std::vector<std::uint32_t> rows;  // of the frame
  std::size_t columns = 0;          // of the design
  std::vector<double> design;       // row by row, as the data hold it
  std::vector<double> outcome;
  std::vector<double> offset;    // of a model with one
  std::vector<double> at_risk;   // exp(offset)
  std::vector<double> weights;   // of a model with some
  std::vector<double> response;  // of an exposure: what it may bring about

  std::size_t size() const { return rows.size(); }
  std::size_t bytes() const;
  // Of a model without weights every row counts once.
  double weight(std::size_t row) const { return weights.empty() ? 1 : weights[row]; }
  double offset_of(std::size_t row) const { return offset.empty() ? 0 : offset[row]; }
  double at(std::size_t row, std::size_t column) const { return design[row * columns + column]; }

  // Writes a one, and the columns of a row as measured, into `x` of columns + 1 numbers.
  void measure(const Centring& centring, std::size_t row, std::vector<double>& x) const;
};

// (sum)^2 / sum of squares: of how many equal weights these are worth; of no weights, none.
class EffectiveRows {
 public:
  void add(double weight) {
    sum_ += weight;
    squares_ += weight * weight;
  }
  double rows() const { return squares_ > 0 ? sum_ * (sum_ / squares_) : 0; }

 private:
  double sum_ = 0, squares_ = 0;
};

// Errors: a number that is missing, an outcome that the family of the model does not have.
Result<RegressionRows> regression_rows(const Outcomes& outcomes,
                                       const Analysis& analysis,
                                       const Frame& frame);

// Means and cross products of the columns and, behind them, the outcome, what is at risk, and the
// weights.
CrossProducts cross_products(const RegressionRows& rows);

// At the coefficients of a solution of all nodes.
ResidualSums residual_sums(const RegressionRows& rows, const LinearSolution& solution);

// What the gate must know of the cross products; of the residuals. `parts`: of a model whose sums
// are told part by part (cox_breaks.h), the part of each row; else empty.
ModelEvidence products_evidence(const RegressionRows& rows,
                                const CrossProducts& products,
                                const Outcomes& outcomes,
                                const Analysis& analysis,
                                const Frame& frame,
                                const std::vector<std::uint32_t>& parts = {});
ModelEvidence residuals_evidence(const RegressionRows& rows, const LinearSolution& solution);

// Of a generalised linear model at coefficients of measured columns, the intercept first. Where
// doubles cannot hold the sums the deviance is 1e300, from which the fold steps back.
// `null_intercept`: of the model without terms, used by a family with a shape.
struct GlmRound {
  GlmSums sums;
  std::vector<double> information;  // of each row
};
GlmRound glm_round(const RegressionRows& rows,
                   const GlmFamily& family,
                   const Centring& centring,
                   const std::vector<double>& beta,
                   double null_intercept);
ModelEvidence weights_evidence(const RegressionRows& rows,
                               const Centring& centring,
                               const GlmRound& round);

}  // namespace passerelle::analysis
