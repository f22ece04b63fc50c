// The sums of a generalised linear model over one node's rows, and what the gate must know of their
// weights.
#include <algorithm>
#include <cmath>
#include <limits>

#include "node/analysis/blocks.h"
#include "node/analysis/glm_family.h"
#include "node/analysis/matrix.h"
#include "node/analysis/regression_rows.h"

namespace passerelle::analysis {
namespace {

constexpr double kDevianceBeyondDoubles = 1e300;

bool is_finite(const GlmSums& sums) {
  const auto finite = [](double x) { return std::isfinite(x); };
  return finite(sums.deviance) && finite(sums.pearson) && finite(sums.saturated) &&
         (!sums.shape || (finite(sums.shape->score) && finite(sums.shape->information) &&
                          finite(sums.without_terms->deviance))) &&
         std::all_of(sums.score.begin(), sums.score.end(), finite) &&
         std::all_of(sums.information.begin(), sums.information.end(), finite);
}

GlmSums add_sums(GlmSums left, const GlmSums& right) { return std::move(left) + right; }

}  // namespace

GlmRound glm_round(const RegressionRows& rows,
                   const GlmFamily& family,
                   const Centring& centring,
                   const std::vector<double>& beta,
                   double null_intercept) {
  const std::size_t size = beta.size();
  GlmSums nothing{0, 0, 0, std::vector<double>(size), std::vector<double>(size * size)};
  if (family.has_shape()) {
    nothing.shape.emplace();
    nothing.without_terms.emplace();
  }
  GlmRound round{nothing, std::vector<double>(rows.size())};
  const auto block = [&](std::size_t begin, std::size_t end) {
    auto sums = nothing;
    std::vector<double> x(size);
    for (std::size_t row = begin; row < end; ++row) {
      rows.measure(centring, row, x);
      const double eta = dot(beta, x) + rows.offset_of(row);
      const double weight = rows.weight(row);
      const auto terms = family.at(rows.outcome[row], eta);
      if (sums.shape) {
        const auto shape = family.shape_at(rows.outcome[row], eta);
        sums.shape->score += weight * shape.score;
        sums.shape->information += weight * shape.information;
        const auto null = family.at(rows.outcome[row], null_intercept + rows.offset_of(row));
        sums.without_terms->deviance += weight * null.deviance;
        sums.without_terms->score += weight * null.score;
        sums.without_terms->information += weight * null.information;
      }
      round.information[row] = weight * terms.information;
      sums.deviance += weight * terms.deviance;
      sums.pearson += weight * terms.pearson;
      sums.saturated += weight * family.saturated(rows.outcome[row]);
      auto* information = sums.information.data();
      for (std::size_t i = 0; i < size; ++i, information += size) {
        sums.score[i] += weight * terms.score * x[i];
        const double weighted = round.information[row] * x[i];
        for (std::size_t j = 0; j <= i; ++j) information[j] += weighted * x[j];
      }
    }
    mirror(sums.information, size);
    return sums;
  };
  round.sums = in_blocks(0, rows.size(), block, add_sums);
  if (is_finite(round.sums)) return round;
  round.sums = nothing;
  round.sums.deviance = kDevianceBeyondDoubles;
  return round;
}

ModelEvidence weights_evidence(const RegressionRows& rows,
                               const Centring& centring,
                               const GlmRound& round) {
  const auto size = round.sums.score.size();
  ModelEvidence evidence;
  evidence.rows = static_cast<std::int64_t>(rows.size());
  evidence.parameters = static_cast<std::int64_t>(size);
  auto& regression = evidence.regression.emplace();
  const auto inverse = Factor(round.sums.information, size).inverse();
  std::vector<double> x(size);
  EffectiveRows effective;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    rows.measure(centring, row, x);
    const double weight = round.information[row];
    effective.add(weight);
    regression.largest_leverage =
        std::max(regression.largest_leverage, weight * quadratic_form(inverse, x));
  }
  regression.effective_rows = effective.rows();
  return evidence;
}

}  // namespace passerelle::analysis
