#include "node/analysis/analysis_step.h"

#include <algorithm>
#include <cmath>

#include "node/analysis/cox_breaks.h"
#include "node/analysis/cox_model.h"
#include "node/analysis/curves.h"
#include "node/analysis/few_values.h"
#include "node/analysis/glm_fit.h"
#include "node/analysis/linear_model.h"
#include "node/analysis/local_sums.h"
#include "node/analysis/moments.h"
#include "node/analysis/newton.h"
#include "node/analysis/propensity_estimate.h"
#include "node/analysis/ranks.h"
#include "node/analysis/regression_rows.h"
#include "node/analysis/weighting.h"

namespace passerelle::analysis {
namespace {

bool is_finite(const ArmSums& arm) {
  return are_finite(arm.weighted) && std::isfinite(arm.squared_weights) &&
         (!arm.response || std::isfinite(arm.response->of_squares));
}

}  // namespace

Result<void> AnalysisStep::add(const Slot& slot, SlotNeeds::Kind kind) {
  switch (kind) {
    case SlotNeeds::Kind::moments: return add_moments(slot);
    case SlotNeeds::Kind::log_rank:
    case SlotNeeds::Kind::weighted_log_rank: return add_log_rank();
    case SlotNeeds::Kind::cox: return add_cox(slot);
    case SlotNeeds::Kind::cox_fit: return add_own_cox();
    case SlotNeeds::Kind::cox_breaks: return add_breaks();
    case SlotNeeds::Kind::concordance:
    case SlotNeeds::Kind::proportional_hazards: return add_check(slot, kind);
    case SlotNeeds::Kind::cross_products: return add_cross_products();
    case SlotNeeds::Kind::residuals:
      return slot.variable == kOwnModel ? add_own_residuals() : add_residuals();
    case SlotNeeds::Kind::glm: return add_glm();
    case SlotNeeds::Kind::glm_fit: return add_own_glm();
    case SlotNeeds::Kind::weighted: return add_weighted();
    case SlotNeeds::Kind::ranks: return add_ranks(slot);
    case SlotNeeds::Kind::matched: break;  // with its cells (matching_step.h)
  }
  return {};
}

Result<void> AnalysisStep::add_moments(const Slot& slot) {
  Values picked;
  const auto values = values_of(outcomes_, analysis_, slot, frame_, picked);
  const auto moments = moments_of(values.values).moments;
  const auto& plan = outcomes_.plan();
  const auto& number = plan.variable(slot.variable);
  auto evidence = magnitude_of(values, few_of(number, kEquationsOfMoments));
  if (!number.on_the_way.empty()) {
    evidence.rarest_of_few =
        smaller(evidence.rarest_of_few,
                rarest_on_the_way(plan, {number.name}, rows_of(outcomes_, analysis_, slot, frame_),
                                  frame_));
  }
  if (!std::isfinite(moments.mean) || !std::isfinite(moments.m2) || !std::isfinite(moments.m3) ||
      !std::isfinite(evidence.total)) {
    return Error{DataError::not_a_number, slot.variable + ": the sums exceed what doubles hold"};
  }
  output_.partial.sums[slot] = moments;
  output_.evidence.magnitudes[slot] = evidence;
  return {};
}

Result<void> AnalysisStep::add_log_rank() {
  auto round = log_rank_round(outcomes_, analysis_, frame_);
  ModelEvidence evidence;
  evidence.rows = round.rows;
  evidence.parameters = static_cast<std::int64_t>(round.sums.expected.size()) - 1;
  return put(place(), std::move(round.sums), evidence);
}

// The round `first` evaluates the model at zero.
Result<void> AnalysisStep::add_cox(const Slot& slot) {
  const auto strata = this->strata();
  if (!strata) return strata.error();
  const auto fit = state_.fits.find(analysis_.id);
  const auto beta = fit != state_.fits.end()
                        ? fit->second.beta
                        : std::vector<double>(coefficients_of(outcomes_.plan(), analysis_).size());
  return put(slot, (*strata)->at(beta), (*strata)->evidence());
}

// A round of a model with common risk sets.
Result<void> AnalysisStep::add_breaks() {
  const auto rows = regression();
  if (!rows) return rows.error();
  const auto centring = pooled_centring(outcomes_.plan(), analysis_, Pool(state_.first));
  const auto level = agreed_level(state_, analysis_);
  if (!centring || level < 0) return not_running();
  const auto leaving = leaving_of(analysis_, level, **rows, frame_);
  const auto& beta = state_.fits.at(analysis_.id).beta;
  auto round = break_round(**rows, leaving, *centring, beta, std::get<CoxAnalysis>(analysis_.what));
  ModelEvidence evidence;
  evidence.rows = static_cast<std::int64_t>((*rows)->size());
  evidence.parameters = static_cast<std::int64_t>((*rows)->columns);
  const bool is_beyond = round.sums.leaving.empty();  // then nothing is told
  evidence.regression.emplace().effective_rows =
      is_beyond ? static_cast<double>(evidence.rows) : round.effective_rows;
  return put(place(), std::move(round.sums), std::move(evidence));
}

// What the study asks of a Cox model that has converged.
Result<void> AnalysisStep::add_check(const Slot& slot, SlotNeeds::Kind kind) {
  const auto strata = this->strata();
  if (!strata) return strata.error();
  const auto& beta = state_.fits.at(analysis_.id).best_beta;
  if (kind == SlotNeeds::Kind::concordance) {
    return put(slot, (*strata)->concordance_at(beta), (*strata)->evidence());
  }
  auto sums = (*strata)->hazards_at(beta);
  if (!are_finite(sums.squared)) return exceeds_doubles();
  return put(slot, std::move(sums), (*strata)->evidence());
}

Result<void> AnalysisStep::add_cross_products() {
  const auto rows = regression();
  if (!rows) return rows.error();
  auto products = cross_products(**rows);
  if (!are_finite(products.products)) return exceeds_doubles();
  auto evidence =
      products_evidence(**rows, products, outcomes_, analysis_, frame_, parts_of(**rows));
  return put(place(), std::move(products), std::move(evidence));
}

// The second round of a linear model.
Result<void> AnalysisStep::add_residuals() {
  const auto rows = regression();
  if (!rows) return rows.error();
  const auto model = linear_model(outcomes_.plan(), analysis_, Pool(state_.first));
  if (!model) return not_running();
  auto sums = residual_sums(**rows, model->solution);
  if (!are_finite(sums.squares)) return exceeds_doubles();
  return put(place(), std::move(sums), residuals_evidence(**rows, model->solution));
}

Result<void> AnalysisStep::add_glm() {
  const auto rows = regression();
  if (!rows) return rows.error();
  const auto centring = pooled_centring(outcomes_.plan(), analysis_, Pool(state_.first));
  if (!centring) return not_running();
  const auto& glm = *glm_of(analysis_);
  const auto& fit = state_.glm_fits.at(analysis_.id);
  const auto point = point_of(glm, fit.newton.beta);
  auto round = glm_round(**rows, GlmFamily(glm, point.shape), *centring, point.coefficients,
                         fit.null_intercept);
  auto evidence = weights_evidence(**rows, *centring, round);
  return put(place(), std::move(round.sums), std::move(evidence));
}

// After the model of an exposure has converged.
Result<void> AnalysisStep::add_weighted() {
  const auto rows = regression();
  if (!rows) return rows.error();
  const Pool first(state_.first);
  const auto centring = pooled_centring(outcomes_.plan(), analysis_, first);
  if (!centring) return not_running();
  const auto& propensity = std::get<PropensityAnalysis>(analysis_.what);
  const auto& beta = state_.glm_fits.at(analysis_.id).newton.best_beta;
  auto sums = weighted_sums(**rows, propensity, *centring, beta,
                            response_centre(outcomes_.plan(), analysis_, first));
  if (!is_finite(sums.control) || !is_finite(sums.treated)) return exceeds_doubles();
  return put(place(), std::move(sums),
             weighting_evidence(**rows, propensity, *centring, beta, frame_));
}

Result<void> AnalysisStep::add_ranks(const Slot& slot) {
  const bool is_own = slot.variable == kOwnModel;
  const auto rows = ranked_rows(outcomes_, state_, analysis_, frame_,
                                is_own ? Pool(output_.partial) : Pool(state_.first));
  if (!rows) return rows.error();
  if (!*rows) return not_running();
  auto products = cross_products(**rows);
  auto evidence = products_evidence(**rows, products, outcomes_, analysis_, frame_);
  return put(slot, std::move(products), std::move(evidence));
}

Result<void> AnalysisStep::add_own_cox() {
  const auto strata = this->strata();
  if (!strata) return strata.error();
  const Pool own(output_.partial);
  const auto model =
      *cox_model(outcomes_, analysis_, [&](const CellKey& key) { return own.cell(key); });
  auto fit = start_fit(model, (*strata)->at(std::vector<double>(model.names.size())),
                       std::vector<double>(model.names.size()));
  while (fit.status == NewtonFit::Status::running) {
    continue_fit(model, (*strata)->at(fit.beta), fit);
  }
  const Slot slot{analysis_.id, kOwnModel, ""};
  output_.evidence.models[slot] = (*strata)->evidence();
  auto& sums = output_.partial.sums[slot];
  if (fit.status == NewtonFit::Status::converged) {
    sums = CoxOwnFit{fit.best_beta, fit.best.loglik, fit.best.information, fit.iterations};
  }
  return {};
}

Result<void> AnalysisStep::add_own_glm() {
  const auto rows = regression();
  if (!rows) return rows.error();
  const auto& glm = *glm_of(analysis_);
  const auto model = *glm_model(outcomes_.plan(), analysis_, Pool(output_.partial));
  auto fit = start_glm_fit(model);
  GlmRound best;
  while (fit.newton.status == NewtonFit::Status::running) {
    const auto parameters = fit.newton.beta;
    const auto point = point_of(glm, parameters);
    auto round = glm_round(**rows, GlmFamily(glm, point.shape), model.centring, point.coefficients,
                           fit.null_intercept);
    continue_glm_fit(model, round.sums, fit);
    if (fit.newton.best_beta == parameters) best = std::move(round);
  }
  const Slot slot{analysis_.id, kOwnModel, ""};
  if (fit.newton.status != NewtonFit::Status::converged) return put_nothing(slot);
  auto evidence = weights_evidence(**rows, model.centring, best);
  return put(slot,
             GlmOwnFit{fit.newton.best_beta, std::move(best.sums), -2 * fit.newton.at_start.loglik,
                       fit.newton.iterations},
             std::move(evidence));
}

Result<void> AnalysisStep::add_own_residuals() {
  const auto rows = regression();
  if (!rows) return rows.error();
  const auto model = *linear_model(outcomes_.plan(), analysis_, Pool(output_.partial));
  const Slot slot{analysis_.id, kOwnModel, ""};
  if (!collinear(model.columns, model.solution.aliased).empty()) return put_nothing(slot);
  auto sums = residual_sums(**rows, model.solution);
  if (!are_finite(sums.squares)) return exceeds_doubles();
  return put(slot, std::move(sums), residuals_evidence(**rows, model.solution));
}

// The gate wants evidence of every place; nothing leaves.
Result<void> AnalysisStep::put_nothing(const Slot& slot) {
  output_.evidence.models[slot] = output_.evidence.models.at(place());
  output_.partial.sums[slot].reset();
  return {};
}

Result<void> AnalysisStep::put(const Slot& slot, Sums sums, ModelEvidence evidence) {
  output_.partial.sums[slot] = std::move(sums);
  output_.evidence.models[slot] = std::move(evidence);
  return {};
}

Error AnalysisStep::not_running() const {
  return {BaseError::internal, analysis_.id + " is not running"};
}

Error AnalysisStep::exceeds_doubles() const {
  return {DataError::not_a_number, analysis_.id + ": the sums exceed what doubles hold"};
}

Result<std::shared_ptr<const RegressionRows>> AnalysisStep::regression() const {
  return kept_.regression(outcomes_, analysis_, frame_);
}

Result<std::shared_ptr<const CoxStrata>> AnalysisStep::strata() const {
  return kept_.strata(outcomes_, analysis_, frame_, agreed_level(state_, analysis_));
}

std::vector<std::uint32_t> AnalysisStep::parts_of(const RegressionRows& rows) const {
  std::vector<std::uint32_t> parts;
  if (common_risk_sets(analysis_) == nullptr) return parts;
  const auto level = agreed_level(state_, analysis_);
  const auto leaving = leaving_of(analysis_, level, rows, frame_);
  for (std::size_t i = 0; i < leaving.at.size(); ++i) {
    parts.push_back(2 * leaving.at[i] + (rows.outcome[i] == 1 ? 1 : 0));
  }
  return parts;
}

}  // namespace passerelle::analysis
