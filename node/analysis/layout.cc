#include "node/analysis/layout.h"

#include <algorithm>
#include <cmath>

#include "node/analysis/analyses.h"
#include "node/analysis/cox_breaks.h"
#include "node/analysis/curves.h"
#include "node/analysis/design.h"
#include "node/analysis/glm_family.h"
#include "node/analysis/linear_system.h"
#include "node/analysis/matching_layout.h"
#include "node/analysis/ranks.h"

namespace passerelle::analysis {
namespace {

// The analysis set itself and the rows it leaves out stand in every result (contracts, section 3).
void want_analysis_set(const StudyPlan& plan, Wants& wants) {
  if (plan.named_set) wants.cells.insert({kAnalysisSet, {}});
  for (const auto& [name, row_set] : plan.row_sets) {
    if (!row_set.is_left_out) continue;
    wants.cells.insert({name, {}});
    for (const auto& [other, set] : plan.row_sets) {
      if (other == kAnalysisSet) wants.cells.insert({other, {}});
    }
  }
}

// A model that is running, or what it weights once it has converged.
std::optional<SlotNeeds> glm_needs(const Analysis& analysis,
                                   const GlmFit& fit,
                                   const State& state) {
  using Kind = SlotNeeds::Kind;
  using Beside = SlotNeeds::Beside;
  const auto parameters = fit.newton.beta.size();
  if (fit.newton.status == NewtonFit::Status::running) {
    if (GlmFamily(*glm_of(analysis)).has_shape()) {
      return SlotNeeds{.kind = Kind::glm, .size = parameters - 1, .beside = Beside::shape};
    }
    return SlotNeeds{.kind = Kind::glm, .size = parameters};
  }
  const auto* propensity = std::get_if<PropensityAnalysis>(&analysis.what);
  const bool is_due = propensity != nullptr && !propensity->matching &&
                      !state.weightings.contains(analysis.id) &&
                      fit.newton.status == NewtonFit::Status::converged;
  if (!is_due) return std::nullopt;
  return SlotNeeds{.kind = Kind::weighted,
                   .size = parameters,
                   .beside = propensity->outcome ? Beside::response : Beside::nothing};
}

SlotNeeds cox_needs(const Analysis& analysis, const State& state, std::size_t size) {
  const auto* curve = common_risk_sets(analysis);
  if (curve == nullptr) return {SlotNeeds::Kind::cox, size, {}};
  const auto level = static_cast<std::size_t>(agreed_level(state, analysis));
  const auto breaks = curve->levels.at(level).size();
  const bool has_events = sends_events(std::get<CoxAnalysis>(analysis.what));
  return {SlotNeeds::Kind::cox_breaks, size, {}, breaks, has_events ? breaks : 0};
}

}  // namespace

Wants wants_of(const Outcomes& outcomes, const State& state) {
  const auto& plan = outcomes.plan();
  Wants wants;
  want_analysis_set(plan, wants);
  wants.cells.insert({kOptedOut, {}});
  for (const auto& analysis : plan.analyses) {
    if (state.phase == Phase::checks && !is_required(analysis)) continue;
    std::visit([&](const auto& what) { want(outcomes, state, analysis, what, wants); },
               analysis.what);
  }
  return wants;
}

Layout layout_of(const Outcomes& outcomes, const State& state) {
  auto wants = wants_of(outcomes, state);
  Layout layout;
  layout.wanted = std::move(wants.cells);
  layout.slots = std::move(wants.slots);
  layout.bundles = std::move(wants.bundles);
  complete_system(outcomes, state, layout);
  return layout;
}

std::map<Slot, SlotNeeds> running_slots(const StudyPlan& plan, const State& state) {
  std::map<Slot, SlotNeeds> slots;
  for (const auto& [id, fit] : state.fits) {
    if (fit.status != NewtonFit::Status::running) continue;
    slots[{id, "", ""}] = cox_needs(find_analysis(plan, id), state, fit.beta.size());
  }
  for (const auto& [id, checks] : state.cox_checks) {
    if (checks.status != CoxChecks::Status::running) continue;
    const auto& cox = std::get<CoxAnalysis>(find_analysis(plan, id).what);
    if (cox.has_concordance) slots[{id, kConcordance, ""}] = {SlotNeeds::Kind::concordance, 0, {}};
    if (cox.tests_hazards) {
      slots[{id, kProportionalHazards, ""}] = {
          SlotNeeds::Kind::proportional_hazards, state.fits.at(id).best_beta.size(), {}};
    }
  }
  for (const auto& analysis : plan.analyses) {
    const auto fit = state.glm_fits.find(analysis.id);
    if (fit == state.glm_fits.end()) continue;
    if (const auto needs = glm_needs(analysis, fit->second, state)) {
      slots[{analysis.id, "", ""}] = *needs;
    }
  }
  slots.merge(matching_layout(plan, state).slots);
  for (const auto& analysis : plan.analyses) {
    if (state.ranked.contains(analysis.id) || !are_ranked(plan, state, analysis)) continue;
    slots[{analysis.id, "", ""}] = {SlotNeeds::Kind::ranks, correlated(analysis).size(), {}};
  }
  for (const auto& analysis : plan.analyses) {
    const auto fit = state.linear_fits.find(analysis.id);
    if (fit == state.linear_fits.end() || fit->second.status != LinearFit::Status::running)
      continue;
    slots[{analysis.id, "", ""}] = {
        SlotNeeds::Kind::residuals, coefficients_of(plan, analysis).size() + 1, {}};
  }
  return slots;
}

}  // namespace passerelle::analysis
