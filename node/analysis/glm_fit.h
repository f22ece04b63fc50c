// A generalised linear model: what the first round tells of it, and Fisher scoring on pooled sums.
// Pure: every node and the coordinator take the same steps to the last bit.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/analysis/linear_fit.h"
#include "node/analysis/newton.h"
#include "node/analysis/outcomes.h"

namespace passerelle::analysis {

// What the pooled cells and cross products of the round `first` tell.
struct GlmModel {
  ModelColumns columns;              // the intercept first, a shape last
  Centring centring;                 // of the columns behind it
  std::vector<std::size_t> aliased;  // of them, by their place in `columns`
  std::int64_t n = 0;
  double weight = 0;          // of all rows; n when they count once
  double outcomes = 0;        // their sum
  double intercept = 0;       // of the model without terms
  double log_shape = 0;       // where the fit begins, of a family that has one
  bool is_separated = false;  // somewhere the event happened to all, or to nobody
};

// Nothing when a node withholds a number that the model stands on.
std::optional<GlmModel> glm_model(const StudyPlan& plan,
                                  const Analysis& analysis,
                                  const Pool& pool);

// The parameters of a fit: coefficients of measured columns, and the shape.
struct GlmPoint {
  std::vector<double> coefficients;
  double shape = 1;
};
GlmPoint point_of(const GlmAnalysis& glm, const std::vector<double>& parameters);

// The information of the coefficients, row by row, at the best point.
std::vector<double> information_of(const GlmAnalysis& glm, const NewtonFit& fit);

// What Newton's method climbs. Coefficients and shape are independent in expectation; where the
// likelihood is not concave in the shape, the step is as long and goes up.
LikelihoodSums likelihood_of(const GlmSums& sums);

// A node's own model, as far as an answer is written from it.
GlmFit fit_of(const GlmOwnFit& own);

// Judges what the first round tells: a failure, or where the next round evaluates: the model
// without terms, whose deviance is the null deviance where no shape is fitted with the terms.
GlmFit start_glm_fit(const GlmModel& model);

// Takes the sums at `fit.newton.beta` and, of a family with a shape, at `fit.null_intercept`.
// Requires: fit.newton.status == running.
void continue_glm_fit(const GlmModel& model, const GlmSums& sums, GlmFit& fit);

}  // namespace passerelle::analysis
