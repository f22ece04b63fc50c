#include "node/analysis/weighting.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "node/analysis/blocks.h"
#include "node/analysis/few_values.h"
#include "node/analysis/local_sums.h"
#include "node/analysis/matrix.h"

namespace passerelle::analysis {
namespace {

using Estimand = PropensityAnalysis::Estimand;

double probability_at(double eta) { return 1 / (1 + std::exp(-eta)); }

ArmSums no_arm(std::size_t size, bool has_response) {
  const std::vector<double> nothing(size);
  ArmSums arm{nothing, nothing, nothing, 0, std::nullopt};
  if (has_response) arm.response = ResponseSums{0, 0, 0, nothing, nothing, nothing, nothing};
  return arm;
}

void add_response(const Weight& weight,
                  double residual,
                  double response,
                  const std::vector<double>& x,
                  ResponseSums& sums) {
  const double weighted = weight.value * response;
  sums.weighted += weighted;
  sums.squared += weight.value * weighted;
  sums.of_squares += weighted * weighted;
  for (std::size_t j = 0; j < x.size(); ++j) {
    const double score = weight.value * residual * x[j];
    sums.score[j] += score;
    sums.score_response[j] += score * response;
    sums.slope[j] += weight.slope * x[j];
    sums.slope_response[j] += weight.slope * x[j] * response;
  }
}

}  // namespace

Weight weight_of(const PropensityAnalysis& propensity, bool is_exposed, double probability) {
  const double e = std::clamp(probability, propensity.truncate, 1 - propensity.truncate);
  const bool follows = e == probability;
  const double odds = e / (1 - e);
  if (propensity.estimand == Estimand::att) {
    return is_exposed ? Weight{1, 0} : Weight{odds, follows ? odds : 0};
  }
  return is_exposed ? Weight{1 / e, follows ? -1 / odds : 0}
                    : Weight{1 / (1 - e), follows ? odds : 0};
}

WeightedSums weighted_sums(const RegressionRows& rows,
                           const PropensityAnalysis& propensity,
                           const Centring& centring,
                           const std::vector<double>& beta,
                           double response_centre) {
  const std::size_t size = beta.size();
  const bool has_response = propensity.outcome.has_value();
  const auto block = [&](std::size_t begin, std::size_t end) {
    WeightedSums sums{no_arm(size, has_response), no_arm(size, has_response),
                      std::vector<double>(size * size)};
    std::vector<double> x(size);
    for (std::size_t row = begin; row < end; ++row) {
      rows.measure(centring, row, x);
      const bool is_exposed = rows.outcome[row] == 1;
      const double probability = probability_at(dot(beta, x));
      const auto weight = weight_of(propensity, is_exposed, probability);
      const double residual = rows.outcome[row] - probability;
      auto& arm = is_exposed ? sums.treated : sums.control;
      arm.squared_weights += weight.value * weight.value;
      for (std::size_t j = 0; j < size; ++j) {
        arm.values[j] += x[j];
        arm.squares[j] += x[j] * x[j];
        arm.weighted[j] += weight.value * x[j];
        for (std::size_t k = 0; k <= j; ++k) {
          sums.residuals[j * size + k] += (residual * x[j]) * (residual * x[k]);
        }
      }
      if (!arm.response) continue;
      add_response(weight, residual, rows.response[row] - response_centre, x, *arm.response);
    }
    mirror(sums.residuals, size);
    return sums;
  };
  return in_blocks(0, rows.size(), block, [](WeightedSums left, const WeightedSums& right) {
    return std::move(left) + right;
  });
}

// What the sums tell of single persons: of the weights of each arm where they differ by design, and
// of what they give to the outcome.
ModelEvidence weighting_evidence(const RegressionRows& rows,
                                 const PropensityAnalysis& propensity,
                                 const Centring& centring,
                                 const std::vector<double>& beta,
                                 const Frame& frame) {
  ModelEvidence evidence;
  evidence.rows = static_cast<std::int64_t>(rows.size());
  evidence.parameters = static_cast<std::int64_t>(beta.size());
  auto& regression = evidence.regression.emplace();
  regression.effective_rows = std::numeric_limits<double>::infinity();
  EffectiveRows residuals;
  std::vector<double> x(beta.size());
  for (const bool is_exposed : {false, true}) {
    EffectiveRows weights;
    Values given, to_response;
    for (std::size_t row = 0; row < rows.size(); ++row) {
      if ((rows.outcome[row] == 1) != is_exposed) continue;
      rows.measure(centring, row, x);
      const double probability = probability_at(dot(beta, x));
      const double weight = weight_of(propensity, is_exposed, probability).value;
      const double residual = rows.outcome[row] - probability;
      weights.add(weight);
      residuals.add(residual * residual);
      const auto person = frame.person[rows.rows[row]];
      given.values.push_back(weight);
      given.persons.push_back(person);
      if (rows.response.empty() || rows.response[row] == 0) continue;
      to_response.values.push_back(weight * rows.response[row]);
      to_response.persons.push_back(person);
    }
    regression.effective_rows = std::min(regression.effective_rows, weights.rows());
    if (is_exposed && propensity.estimand == Estimand::att) continue;
    for (const auto* values : {&given, &to_response}) {
      if (!values->values.empty())
        regression.told.push_back(magnitude_of(*values, kEquationsOfGroups));
    }
  }
  regression.effective_rows = std::min(regression.effective_rows, residuals.rows());
  return evidence;
}

}  // namespace passerelle::analysis
