// Families and links of generalised linear models (McCullagh and Nelder, Generalized Linear Models,
// 1989): what one row adds at a linear predictor.
//
// Thread safety: values and pure functions.
#pragma once

#include <string_view>

#include "node/analysis/plan.h"

namespace passerelle::analysis {

// As a study writes them.
std::string_view family_name(const GlmAnalysis& model);
std::string_view link_name(const GlmAnalysis& model);

class GlmFamily {
 public:
  // `shape`: theta of the negative binomial, whose variance is mean + mean^2 / theta.
  explicit GlmFamily(const GlmAnalysis& model, double shape = 1)
      : family_(model.family), link_(model.link), shape_(shape) {}

  // Whether the family has such an outcome: 0 or 1; 0, 1, 2, …; a number above 0.
  bool has(double outcome) const;

  // What a row adds at the linear predictor `eta`: its deviance, Pearson's square, the derivative
  // of its log-likelihood, and its expected information (the last two for a dispersion of one).
  struct Row {
    double deviance = 0, pearson = 0, score = 0, information = 0;
  };
  Row at(double outcome, double eta) const;

  // Whether a shape is estimated beside the coefficients.
  bool has_shape() const { return family_ == GlmAnalysis::Family::negative_binomial; }

  // What a row adds to score and observed information of the logarithm of the shape.
  // Requires: has_shape().
  struct ShapeRow {
    double score = 0, information = 0;
  };
  ShapeRow shape_at(double outcome, double eta) const;

  // What a row adds to the log-likelihood of the model that fits every row; of gamma, whose
  // log-likelihood needs the dispersion, log(outcome).
  double saturated(double outcome) const;

  // Returns the linear predictor of a mean.
  double link(double mean) const;

  // Of rows that count `weight` times, with such sums. The dispersion of gamma in it is deviance /
  // weight, as in R's logLik.
  double log_likelihood(double weight, double deviance, double saturated) const;

  // Gamma: Pearson's chi-square over the degrees of freedom; else one.
  bool estimates_dispersion() const { return family_ == GlmAnalysis::Family::gamma; }

 private:
  Row binomial(bool happened, double eta) const;
  Row negative_binomial(double outcome, double eta) const;

  GlmAnalysis::Family family_;
  GlmAnalysis::Link link_;
  double shape_;
};

}  // namespace passerelle::analysis
