#include "node/analysis/propensity_estimate.h"

#include "node/analysis/matrix.h"
#include "node/analysis/outcomes.h"

namespace passerelle::analysis {
namespace {

std::vector<double> less(const std::vector<double>& left,
                         double factor,
                         const std::vector<double>& right) {
  auto difference = left;
  for (std::size_t j = 0; j < left.size(); ++j) difference[j] -= factor * right[j];
  return difference;
}

// One mean as an estimating equation, sum w (y - mean) = 0, beside those of the model.
struct MeanEquation {
  double mean = 0, weights = 0;
  double square = 0;               // sum of w^2 (y - mean)^2
  std::vector<double> with_model;  // of w (y - mean) (a - e) x
  std::vector<double> follows;     // inverse information times the sum of -w' (y - mean) x
};

MeanEquation equation_of(const ArmSums& arm, const std::vector<double>& inverse) {
  const auto& response = *arm.response;
  MeanEquation e;
  e.weights = arm.weighted[0];
  e.mean = response.weighted / e.weights;
  e.square =
      response.of_squares - 2 * e.mean * response.squared + e.mean * e.mean * arm.squared_weights;
  e.with_model = less(response.score_response, e.mean, response.score);
  auto slope = less(response.slope_response, e.mean, response.slope);
  for (auto& value : slope) value = -value;
  e.follows = times(inverse, slope);
  return e;
}

}  // namespace

ArmWeights weights_of(const ArmSums& arm) {
  const double sum = arm.weighted[0];
  return {sum, sum * (sum / arm.squared_weights)};
}

WeightedMeans weighted_means(const WeightedSums& sums, const std::vector<double>& inverse) {
  const auto control = equation_of(sums.control, inverse);
  const auto treated = equation_of(sums.treated, inverse);
  const auto shared = [&](const MeanEquation& one, const MeanEquation& other) {
    return dot(one.follows, times(sums.residuals, other.follows)) -
           dot(one.follows, other.with_model) - dot(other.follows, one.with_model);
  };
  const auto variance = [&](const MeanEquation& e) {
    return (e.square + shared(e, e)) / (e.weights * e.weights);
  };
  return {control.mean, treated.mean, variance(control), variance(treated),
          shared(control, treated) / (control.weights * treated.weights)};
}

double response_centre(const StudyPlan& plan, const Analysis& analysis, const Pool& pool) {
  const auto& outcome = std::get<PropensityAnalysis>(analysis.what).outcome;
  if (!outcome || plan.variable(*outcome).is_categorical()) return 0;
  const auto pooled = pool.moments({analysis.id, *outcome, ""}, rows_of(analysis));
  return pooled ? pooled->moments.mean : 0;
}

ColumnMeans column_means(const ArmSums& arm, std::size_t column) {
  ColumnMeans means;
  means.rows = arm.values[0];
  means.mean = arm.values[column] / means.rows;
  means.squares = arm.squares[column] - means.mean * arm.values[column];
  means.weighted = arm.weighted[column] / arm.weighted[0];
  return means;
}

}  // namespace passerelle::analysis
