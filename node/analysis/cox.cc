// cox: proportional hazards, stratified by node or with common risk sets on breaks.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/analyses.h"
#include "node/analysis/cox_breaks.h"
#include "node/analysis/cox_checks.h"
#include "node/analysis/cox_model.h"
#include "node/analysis/curves.h"
#include "node/analysis/design.h"
#include "node/analysis/distributions.h"
#include "node/analysis/matrix.h"

namespace passerelle::analysis {
namespace {

// A fit has information along every coefficient but those of levels that nobody has.
std::vector<bool> existing(const NewtonFit& fit) {
  const auto size = fit.best_beta.size();
  std::vector<bool> exists;
  for (std::size_t j = 0; j < size; ++j) exists.push_back(fit.best.information[j * size + j] > 0);
  return exists;
}

void put_fit(const std::vector<Coefficient>& coefficients, const NewtonFit& fit, Answer& out) {
  const auto size = coefficients.size();
  const auto exists = existing(fit);
  const auto& beta = fit.best_beta;
  const auto vcov = Factor(fit.best.information, size).inverse();
  Json estimates, ratios, ratios_low, ratios_high, errors, z, p_values, low, high;
  for (std::size_t j = 0; j < size; ++j) {
    const auto& name = coefficients[j].name;
    if (!exists[j]) {
      for (auto* numbers :
           {&estimates, &ratios, &ratios_low, &ratios_high, &errors, &z, &p_values, &low, &high}) {
        (*numbers)[name] = nullptr;
      }
      continue;
    }
    const double error = std::sqrt(vcov[j * size + j]);
    const double width = kNormal975 * error;
    estimates[name] = beta[j];
    errors[name] = error;
    z[name] = beta[j] / error;
    p_values[name] = normal_two_sided(beta[j] / error);
    low[name] = beta[j] - width;
    high[name] = beta[j] + width;
    ratios[name] = number_or_null(std::exp(beta[j]));
    ratios_low[name] = number_or_null(std::exp(beta[j] - width));
    ratios_high[name] = number_or_null(std::exp(beta[j] + width));
  }
  out.put_json("/coefficients", std::move(estimates));
  out.put_json("/hazard_ratios", std::move(ratios));
  out.put_json("/hazard_ratio_conf_low", std::move(ratios_low));
  out.put_json("/hazard_ratio_conf_high", std::move(ratios_high));
  out.put_json("/standard_errors", std::move(errors));
  out.put_json("/z", std::move(z));
  out.put_json("/p_values", std::move(p_values));
  out.put_json("/conf_low", std::move(low));
  out.put_json("/conf_high", std::move(high));
  out.put_json("/conf_level", kConfidenceLevel);
  out.put_json("/vcov", matrix_json(vcov, exists));
  out.put_json("/loglik", Json::array({fit.at_start.loglik, fit.best.loglik}));
  const auto df = static_cast<double>(std::count(exists.begin(), exists.end(), true));
  const double score =
      dot(fit.at_start.score, Factor(fit.at_start.information, size).solve(fit.at_start.score));
  out.put_json("/score_test", chi_square_test_json(score, df));
  out.put_json("/wald_test",
               chi_square_test_json(dot(beta, times(fit.best.information, beta)), df));
  out.put_json("/likelihood_ratio_test",
               chi_square_test_json(2 * (fit.best.loglik - fit.at_start.loglik), df));
  out.put_json("/iterations", fit.iterations);
}

// What a node's own answer is written from; nothing when the node gives no model of its own.
std::optional<NewtonFit> own_fit(const Answering& from) {
  const auto& id = from.analysis.id;
  const bool has_breaks = common_risk_sets(from.analysis) != nullptr;
  const auto at_zero = from.pool.cox(has_breaks ? Slot{id, kOwnModel, kAtZero} : Slot{id, "", ""});
  const auto& sums = from.state.first.at(*from.node).sums;
  const auto own = sums.find({id, kOwnModel, ""});
  if (!at_zero || own == sums.end() || !own->second) return std::nullopt;
  const auto& sent = std::get<CoxOwnFit>(*own->second);
  NewtonFit fit;
  fit.best_beta = sent.coefficients;
  fit.best = {sent.loglik, std::vector<double>(sent.coefficients.size()), sent.information};
  fit.at_start = *at_zero;
  fit.iterations = static_cast<int>(sent.iterations);
  return fit;
}

CoxChecks checks_of(const Answering& from) {
  const auto found = from.state.cox_checks.find(from.analysis.id);
  return found == from.state.cox_checks.end() ? CoxChecks{} : found->second;
}

void put_checks(const Answering& from,
                const CoxAnalysis& cox,
                const NewtonFit& fit,
                const CoxChecks& checks,
                Answer& out) {
  if (cox.has_concordance) {
    if (checks.concordance) out.put_json("/concordance", concordance_json(*checks.concordance));
    else out.withhold("/concordance");
  }
  if (!cox.tests_hazards) return;
  if (!checks.hazards) return out.withhold("/proportional_hazards_test");
  out.put_json("/proportional_hazards_test",
               hazards_json(coefficients_of(from.outcomes.plan(), from.analysis), existing(fit),
                            fit, *checks.hazards));
}

// What the study asks of a model on breaks is made of the sums that it was fitted from.
void put_on_breaks(const Answering& from,
                   const CoxAnalysis& cox,
                   const NewtonFit& measured,
                   Answer& out) {
  const auto model = *break_model(from.outcomes, from.state, from.analysis);
  const auto& kept = from.state.break_sums.at(from.analysis.id);
  const auto fit = in_units_of_data(model.centring, measured);
  put_fit(coefficients_of(from.outcomes.plan(), from.analysis), fit, out);
  CoxChecks checks;
  if (cox.tests_hazards) checks.hazards = hazard_sums(model, kept);
  put_checks(from, cox, fit, checks, out);
  if (!cox.gives_baseline) return;
  Json hazards = Json::array();
  for (const double hazard : baseline_hazard(model, kept.at_best, measured.best_beta)) {
    hazards.push_back(number_or_null(hazard));
  }
  out.put_json("/baseline", {{"times", model.breaks}, {"cumulative_hazard", std::move(hazards)}});
}

void withhold_fit(Answer& out) {
  for (const char* pointer :
       {"/coefficients", "/hazard_ratios", "/hazard_ratio_conf_low", "/hazard_ratio_conf_high",
        "/standard_errors", "/z", "/p_values", "/conf_low", "/conf_high", "/vcov", "/loglik",
        "/score_test", "/wald_test", "/likelihood_ratio_test", "/iterations"}) {
    out.withhold(pointer);
  }
  out.withhold_all();
}

void want_on_breaks(const Outcomes& outcomes,
                    const State& state,
                    const Analysis& analysis,
                    Wants& wants) {
  const auto& plan = outcomes.plan();
  const auto all = rows_of(analysis);
  const auto events = outcomes.of(analysis).events(plan, all, survival_of(analysis)->horizon);
  wants.cells.insert({all, events});
  const int level = agreed_level(state, analysis);
  if (level < 0) return;
  const auto size = coefficients_of(plan, analysis).size() + 1;
  SlotNeeds needs{SlotNeeds::Kind::cross_products, size, design_cells(plan, analysis)};
  auto intervals = interval_cells(outcomes, analysis, level);
  needs.cells.push_back(events);
  needs.cells.insert(needs.cells.end(), intervals.begin(), intervals.end());
  wants.cells.insert(needs.cells.begin(), needs.cells.end());
  wants.bundles.push_back({analysis.id, std::move(intervals)});
  if (analysis.per_node) {
    const SlotNeeds at_zero{SlotNeeds::Kind::cox, size - 1, needs.cells};
    wants.slots[{analysis.id, kOwnModel, kAtZero}] = at_zero;
    wants.slots[{analysis.id, kOwnModel, ""}] = {SlotNeeds::Kind::cox_fit, size - 1, needs.cells};
  }
  wants.slots[{analysis.id, "", ""}] = std::move(needs);
}

}  // namespace

std::optional<ModelColumns> cox_model(const Outcomes& outcomes,
                                      const Analysis& analysis,
                                      const Counting& count) {
  const auto& plan = outcomes.plan();
  const auto events =
      count(outcomes.of(analysis).events(plan, rows_of(analysis), survival_of(analysis)->horizon));
  auto empty = empty_levels(plan, analysis, count);
  if (!events || !empty) return std::nullopt;
  return ModelColumns{names_of(coefficients_of(plan, analysis)), events->rows, *std::move(empty)};
}

void want(const Outcomes& outcomes,
          const State& state,
          const Analysis& analysis,
          const CoxAnalysis& cox,
          Wants& wants) {
  if (cox.breaks) return want_on_breaks(outcomes, state, analysis, wants);
  const auto& plan = outcomes.plan();
  SlotNeeds needs{SlotNeeds::Kind::cox, coefficients_of(plan, analysis).size(), {}};
  // The information of a dummy column is a function of its level's count; where the other strata
  // compare nobody, of that in one stratum.
  for (const auto& stratum : strata_of(plan, analysis)) {
    needs.cells.push_back(stratum);
    needs.cells.push_back(
        outcomes.of(analysis).events(plan, stratum, survival_of(analysis)->horizon));
    for (const auto& level : level_cells(plan, analysis)) {
      needs.cells.push_back(*intersection(stratum, level));
    }
  }
  wants.cells.insert(needs.cells.begin(), needs.cells.end());
  if (analysis.per_node) {
    auto own = needs;
    own.kind = SlotNeeds::Kind::cox_fit;
    wants.slots[{analysis.id, kOwnModel, ""}] = std::move(own);
  }
  wants.slots[{analysis.id, "", ""}] = std::move(needs);
}

void answer(const Answering& from, const CoxAnalysis& cox, Answer& out) {
  const auto& plan = from.outcomes.plan();
  const CellKey all{from.analysis.row_set, {}};
  const double horizon = survival_of(from.analysis)->horizon;
  out.put_count("/n", from.pool.rows(all));
  out.put_count("/events",
                from.pool.rows(from.outcomes.of(from.analysis).events(plan, all, horizon)));
  if (from.node != nullptr) {
    const auto own = own_fit(from);
    return own ? put_fit(coefficients_of(plan, from.analysis), *own, out) : withhold_fit(out);
  }
  const auto& fit = from.state.fits.at(from.analysis.id);
  switch (fit.status) {
    case NewtonFit::Status::converged: {
      if (cox.breaks) return put_on_breaks(from, cox, fit, out);
      put_fit(coefficients_of(plan, from.analysis), fit, out);
      return put_checks(from, cox, fit, checks_of(from), out);
    }
    case NewtonFit::Status::failed: return out.fail(fit.reason, fit.aliased);
    case NewtonFit::Status::running:
    case NewtonFit::Status::withheld:
      withhold_fit(out);
      if (cox.gives_baseline) out.withhold("/baseline");
      return put_checks(from, cox, fit, CoxChecks{}, out);
  }
}

}  // namespace passerelle::analysis
