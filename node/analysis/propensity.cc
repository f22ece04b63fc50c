// propensity: two groups made comparable by weights, how well, and the effect that they show.
#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/analyses.h"
#include "node/analysis/distributions.h"
#include "node/analysis/glm_answer.h"
#include "node/analysis/matrix.h"
#include "node/analysis/propensity_estimate.h"
#include "node/analysis/standardised_difference.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

// What a first round tells of the outcome: its cells, or its moments, by arm.
void want_response(const Outcomes& outcomes,
                   const State& state,
                   const Analysis& analysis,
                   const PropensityAnalysis& propensity,
                   Wants& wants) {
  if (!propensity.outcome) return;
  const auto& exposure = propensity.model.outcome;
  if (outcomes.plan().variable(*propensity.outcome).is_categorical()) {
    want(outcomes, state, analysis, CrosstabAnalysis{exposure, propensity.outcome, {}}, wants);
  } else {
    want(outcomes, state, analysis, DescribeAnalysis{{*propensity.outcome}, exposure}, wants);
  }
}

void put_weights(const std::string& pointer, const ArmSums& arm, Answer& out) {
  const auto weights = weights_of(arm);
  out.put_number(pointer + "/sum", weights.sum);
  out.put_number(pointer + "/effective_sample_size", weights.effective);
}

// Standardised differences, exposed less others, in units of the spread before weighting.
void put_balance(const std::vector<Coefficient>& coefficients,
                 const std::vector<std::size_t>& empty,
                 const WeightedSums& sums,
                 Answer& out) {
  for (std::size_t j = 0; j < coefficients.size(); ++j) {
    const auto pointer = "/balance/" + pointer_step(coefficients[j].name);
    if (std::binary_search(empty.begin(), empty.end(), j + 1)) {
      out.put_json(pointer, {{"before", nullptr}, {"after", nullptr}});
      continue;
    }
    const auto control = column_means(sums.control, j + 1);
    const auto treated = column_means(sums.treated, j + 1);
    const auto variance = [&](const ColumnMeans& column) {
      return column.squares / (column.rows - (coefficients[j].is_of_category() ? 0 : 1));
    };
    const auto put = [&](const char* when, double ColumnMeans::* mean) {
      const MeanAndVariance others{control.*mean, variance(control)};
      const MeanAndVariance exposed{treated.*mean, variance(treated)};
      out.put_number(pointer + when, standardised_difference(others, exposed));
    };
    put("/before", &ColumnMeans::mean);
    put("/after", &ColumnMeans::weighted);
  }
}

Json with_error(double estimate, double variance) {
  const double error = std::sqrt(variance);
  auto json = estimate_json(estimate, estimate - kNormal975 * error, estimate + kNormal975 * error);
  json["standard_error"] = number_or_null(error);
  return json;
}

// Of a ratio whose logarithm has this variance.
Json ratio_json(double ratio, double variance) {
  const double width = kNormal975 * std::sqrt(variance);
  return estimate_json(ratio, ratio * std::exp(-width), ratio * std::exp(width));
}

void put_ratios(const WeightedMeans& risks, Answer& out) {
  const double p = risks.treated, q = risks.control;
  out.put_json("/effect/risk_ratio", ratio_json(p / q, risks.treated_variance / (p * p) +
                                                           risks.control_variance / (q * q) -
                                                           2 * risks.covariance / (p * q)));
  const double spread_p = p * (1 - p), spread_q = q * (1 - q);
  out.put_json("/effect/odds_ratio", ratio_json(p / (1 - p) / (q / (1 - q)),
                                                risks.treated_variance / (spread_p * spread_p) +
                                                    risks.control_variance / (spread_q * spread_q) -
                                                    2 * risks.covariance / (spread_p * spread_q)));
}

void put_effect(const Answering& from,
                const PropensityAnalysis& propensity,
                const WeightedSums& sums,
                const std::vector<double>& information,
                Answer& out) {
  const bool is_event = from.outcomes.plan().variable(*propensity.outcome).is_categorical();
  const std::string mean = is_event ? "/effect/risk" : "/effect/mean";
  const auto means =
      weighted_means(sums, Factor(information, sums.control.values.size()).inverse());
  const double centre = response_centre(from.outcomes.plan(), from.analysis, from.pool);
  out.put_json("/effect/outcome", *propensity.outcome);
  out.put_number(mean + "_treated", centre + means.treated);
  out.put_number(mean + "_control", centre + means.control);
  out.put_json(mean + "_difference",
               with_error(means.treated - means.control,
                          means.treated_variance + means.control_variance - 2 * means.covariance));
  if (is_event) put_ratios(means, out);
}

void put_groups(const Answering& from, const PropensityAnalysis& propensity, Answer& out) {
  const auto& exposure = from.outcomes.plan().variable(propensity.model.outcome);
  out.put_count("/n", from.pool.rows(rows_of(from.analysis)));
  for (const bool is_exposed : {true, false}) {
    const auto* side = declared_side(exposure, is_exposed);
    out.put_count(is_exposed ? "/treated" : "/control",
                  from.pool.rows(with(rows_of(from.analysis), exposure.name, side->name)));
  }
}

}  // namespace

void want(const Outcomes& outcomes,
          const State& state,
          const Analysis& analysis,
          const PropensityAnalysis& propensity,
          Wants& wants) {
  want(outcomes, state, analysis, propensity.model, wants);
  want_response(outcomes, state, analysis, propensity, wants);
}

void answer(const Answering& from, const PropensityAnalysis& propensity, Answer& out) {
  const auto& plan = from.outcomes.plan();
  put_groups(from, propensity, out);
  out.put_json("/estimand",
               propensity.estimand == PropensityAnalysis::Estimand::ate ? "ATE" : "ATT");
  const auto& fit = from.state.glm_fits.at(from.analysis.id);
  if (fit.newton.status == NewtonFit::Status::failed) {
    return out.fail(fit.newton.reason, fit.newton.aliased);
  }
  const auto coefficients = coefficients_of(plan, from.analysis);
  const auto model = glm_model(plan, from.analysis, from.pool);
  if (fit.newton.status == NewtonFit::Status::converged) {
    Json block = Json::object();
    Answer written(block);
    put_glm(propensity.model, coefficients, *model, fit, written);
    out.put_json("/model", std::move(block));
  } else {
    out.withhold("/model");
  }
  const auto weighting = from.state.weightings.find(from.analysis.id);
  if (weighting == from.state.weightings.end() || !weighting->second) {
    out.withhold("/weights");
    out.withhold("/balance");
    if (propensity.outcome) out.withhold("/effect");
    return out.withhold_all();
  }
  const auto& sums = *weighting->second;
  put_weights("/weights/treated", sums.treated, out);
  put_weights("/weights/control", sums.control, out);
  put_balance(coefficients, model->columns.empty, sums, out);
  if (propensity.outcome) {
    put_effect(from, propensity, sums, fit.newton.best.information, out);
  }
}

}  // namespace passerelle::analysis
