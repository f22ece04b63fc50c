// propensity: two groups made comparable by weights or by matching, how well, and the effect that
// they show.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/analysis/analyses.h"
#include "node/analysis/effect_answer.h"
#include "node/analysis/glm_answer.h"
#include "node/analysis/matching_answer.h"
#include "node/analysis/matrix.h"
#include "node/analysis/propensity_estimate.h"

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

// Exposed less others, in units of the spread before weighting.
void put_differences(const std::vector<Coefficient>& coefficients,
                     const std::vector<std::size_t>& empty,
                     const WeightedSums& sums,
                     Answer& out) {
  for (std::size_t j = 0; j < coefficients.size(); ++j) {
    if (std::binary_search(empty.begin(), empty.end(), j + 1)) {
      put_no_balance(coefficients[j], out);
    } else {
      put_balance(coefficients[j], column_means(sums.control, j + 1),
                  column_means(sums.treated, j + 1), out);
    }
  }
}

void put_weighted_effect(const Answering& from,
                         const PropensityAnalysis& propensity,
                         const WeightedSums& sums,
                         const std::vector<double>& information,
                         Answer& out) {
  const auto& plan = from.outcomes.plan();
  const auto means =
      weighted_means(sums, Factor(information, sums.control.values.size()).inverse());
  const auto centre = response_centre(plan, from.analysis, Pool(from.state.first));
  put_effect(plan.variable(*propensity.outcome), centre, means, out);
}

// Nothing when a node withholds them, or the model gives none. The model is of all nodes, also
// where a node answers for itself: so is the error of its coefficients.
std::optional<WeightedSums> sums_of(const Answering& from) {
  const auto found = from.state.weightings.find(from.analysis.id);
  if (found == from.state.weightings.end()) return std::nullopt;
  const Slot slot{from.analysis.id, "", ""};
  const auto pooled = Pool(found->second).weighted(slot);
  if (!pooled) return std::nullopt;
  auto sums = pool_of(from, found->second).weighted(slot);
  sums->residuals = pooled->residuals;
  return sums;
}

void put_model(const Answering& from,
               const PropensityAnalysis& propensity,
               const GlmModel& model,
               const GlmFit& fit,
               Answer& out) {
  Json block = Json::object();
  Answer written(block);
  put_glm(propensity.model, coefficients_of(from.outcomes.plan(), from.analysis), model, fit,
          written);
  out.put_json("/model", std::move(block));
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
  auto of_all = analysis;
  of_all.per_node = false;
  want(outcomes, state, of_all, propensity.model, wants);
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
  const bool is_of_all = from.node == nullptr;
  if (fit.newton.status != NewtonFit::Status::converged) {
    out.withhold("/model");
  } else if (is_of_all) {
    put_model(from, propensity, *model, fit, out);
  }
  if (releases_sample(from)) return put_matching(from, propensity, model->columns.empty, out);
  const auto sums = sums_of(from);
  if (!sums) {
    out.withhold(propensity.matching ? "/matching" : "/weights");
    out.withhold("/balance");
    if (propensity.outcome) out.withhold("/effect");
    return out.withhold_all();
  }
  put_weights("/weights/treated", sums->treated, out);
  put_weights("/weights/control", sums->control, out);
  put_differences(coefficients, model->columns.empty, *sums, out);
  if (propensity.outcome) {
    put_weighted_effect(from, propensity, *sums, fit.newton.best.information, out);
  }
}

}  // namespace passerelle::analysis
