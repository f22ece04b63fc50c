#include "node/analysis/fold.h"

#include <algorithm>
#include <cmath>

#include "node/analysis/cox_breaks.h"
#include "node/analysis/cox_model.h"
#include "node/analysis/data_checks.h"
#include "node/analysis/glm_fit.h"
#include "node/analysis/grid.h"
#include "node/analysis/grouping.h"
#include "node/analysis/layout.h"
#include "node/analysis/linear_model.h"
#include "node/analysis/matching_layout.h"
#include "node/analysis/newton.h"
#include "node/analysis/pool.h"
#include "node/analysis/risk_sums.h"

namespace passerelle::analysis {
namespace {

Error unexpected(const std::string& what) {
  return Error{BaseError::malformed, "the partial does not fit the study: " + what};
}

bool is_symmetric(const std::vector<double>& matrix, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (matrix[i * size + j] != matrix[j * size + i]) return false;
    }
    if (matrix[i * size + i] < 0) return false;
  }
  return true;
}

bool is_cox(const Sums& sums, std::size_t size) {
  const auto* cox = std::get_if<LikelihoodSums>(&sums);
  return cox != nullptr && cox->score.size() == size && cox->information.size() == size * size &&
         is_symmetric(cox->information, size);
}

bool is_own_fit(const Sums& sums, std::size_t size) {
  const auto* fit = std::get_if<CoxOwnFit>(&sums);
  return fit != nullptr && fit->coefficients.size() == size &&
         fit->information.size() == size * size && is_symmetric(fit->information, size);
}

bool is_cross_products(const Sums& sums, std::size_t size) {
  const auto* products = std::get_if<CrossProducts>(&sums);
  return products != nullptr && products->mean.size() == size &&
         is_symmetric(products->products, size);
}

bool is_log_rank(const Sums& sums, const SlotNeeds& needs) {
  const auto* test = std::get_if<LogRankSums>(&sums);
  const bool is_weighted = needs.kind == SlotNeeds::Kind::weighted_log_rank;
  return test != nullptr && test->expected.size() == needs.size &&
         test->variance.size() == needs.size * needs.size &&
         is_symmetric(test->variance, needs.size) &&
         test->observed.size() == (is_weighted ? needs.size : 0);
}

bool is_residuals(const Sums& sums, std::size_t size) {
  const auto* residuals = std::get_if<ResidualSums>(&sums);
  return residuals != nullptr && residuals->score.size() == size &&
         is_symmetric(residuals->squares, size);
}

bool is_glm(const GlmSums& glm, const SlotNeeds& needs) {
  return glm.shape.has_value() == (needs.beside == SlotNeeds::Beside::shape) &&
         (glm.shape || !glm.without_terms) && glm.score.size() == needs.size &&
         glm.information.size() == needs.size * needs.size &&
         is_symmetric(glm.information, needs.size);
}

bool is_own_glm(const GlmOwnFit& own, const SlotNeeds& needs) {
  return own.parameters.size() == needs.size + (own.sums.shape ? 1 : 0) && is_glm(own.sums, needs);
}

bool is_arm(const ArmSums& arm, const SlotNeeds& needs) {
  if (arm.values.size() != needs.size) return false;
  if (needs.beside != SlotNeeds::Beside::response) return !arm.response;
  return arm.response && arm.response->score.size() == needs.size;
}

bool is_weighted(const WeightedSums& weighted, const SlotNeeds& needs) {
  return is_arm(weighted.control, needs) && is_arm(weighted.treated, needs) &&
         weighted.residuals.size() == needs.size * needs.size &&
         is_symmetric(weighted.residuals, needs.size);
}

bool is_matched(const MatchedSums& matched, const SlotNeeds& needs) {
  return matched.control.values.size() == needs.size && matched.treated.values.size() == needs.size;
}

// Of a place beyond doubles there are no lists.
bool is_break_sums(const Sums& sums, const SlotNeeds& needs) {
  const auto* breaks = std::get_if<BreakSums>(&sums);
  if (breaks == nullptr) return false;
  if (breaks->leaving.empty() && breaks->events.empty()) return true;
  const auto is_list = [&](const std::vector<double>& list) {
    return list.size() == RiskSums::length(needs.size) && list[0] >= 0;
  };
  return breaks->leaving.size() == needs.leaving && breaks->events.size() == needs.events &&
         std::all_of(breaks->leaving.begin(), breaks->leaving.end(), is_list) &&
         std::all_of(breaks->events.begin(), breaks->events.end(), is_list);
}

bool is_hazards(const Sums& sums, std::size_t size) {
  const auto* hazards = std::get_if<HazardSums>(&sums);
  return hazards != nullptr && hazards->score.size() == size &&
         hazards->information.size() == size * size && hazards->squared.size() == size * size &&
         is_symmetric(hazards->squared, size);
}

bool fits(const Sums& sums, const SlotNeeds& needs) {
  if (const auto* glm = std::get_if<GlmSums>(&sums)) {
    return needs.kind == SlotNeeds::Kind::glm && is_glm(*glm, needs);
  }
  if (const auto* own = std::get_if<GlmOwnFit>(&sums)) {
    return needs.kind == SlotNeeds::Kind::glm_fit && is_own_glm(*own, needs);
  }
  if (const auto* weighted = std::get_if<WeightedSums>(&sums)) {
    return needs.kind == SlotNeeds::Kind::weighted && is_weighted(*weighted, needs);
  }
  if (const auto* matched = std::get_if<MatchedSums>(&sums)) {
    return needs.kind == SlotNeeds::Kind::matched && is_matched(*matched, needs);
  }
  if (needs.kind == SlotNeeds::Kind::cross_products || needs.kind == SlotNeeds::Kind::ranks) {
    return is_cross_products(sums, needs.size);
  }
  if (needs.kind == SlotNeeds::Kind::residuals) return is_residuals(sums, needs.size);
  if (needs.kind == SlotNeeds::Kind::cox) return is_cox(sums, needs.size);
  if (needs.kind == SlotNeeds::Kind::cox_fit) return is_own_fit(sums, needs.size);
  if (needs.kind == SlotNeeds::Kind::proportional_hazards) return is_hazards(sums, needs.size);
  if (needs.kind == SlotNeeds::Kind::cox_breaks) return is_break_sums(sums, needs);
  if (needs.kind == SlotNeeds::Kind::concordance) {
    return std::holds_alternative<ConcordanceSums>(sums);
  }
  if (needs.kind == SlotNeeds::Kind::moments) return std::holds_alternative<Moments>(sums);
  return is_log_rank(sums, needs);
}

bool has_levels(const Partial& partial) {
  return !partial.curve_levels.empty() || !partial.grid_ranges.empty();
}

Result<void> check_levels(const StudyPlan& plan, const Partial& partial) {
  if (!partial.cells.empty() || !partial.sums.empty()) return unexpected("only levels are due");
  std::size_t curves = 0, ranges = 0;
  const auto level_of = [&](const std::string& name, std::size_t levels) {
    ++curves;
    const auto level = partial.curve_levels.find(name);
    const bool is_one = level != partial.curve_levels.end() && level->second >= -1 &&
                        level->second < static_cast<int>(levels);
    return is_one ? std::optional(level->second) : std::nullopt;
  };
  for (const auto& analysis : plan.analyses) {
    const auto* curve = curve_on_breaks(analysis);
    if (curve != nullptr && !level_of(analysis.id, curve->levels.size())) {
      return unexpected("the level of " + analysis.id);
    }
    for (const auto& quantiles : quantiles_in(analysis)) {
      const auto name = grid_name(analysis, quantiles);
      const auto level = level_of(name, kCoarsestGrid + 1);
      if (!level) return unexpected("the level of " + name);
      if (*level < 0) continue;
      ++ranges;
      const auto range = partial.grid_ranges.find(name);
      if (range == partial.grid_ranges.end() || !are_ranges_at(*level, range->second)) {
        return unexpected("the range of " + name);
      }
    }
  }
  if (partial.curve_levels.size() != curves) return unexpected("levels of unknown curves");
  if (partial.grid_ranges.size() != ranges) return unexpected("ranges of unknown grids");
  return {};
}

Result<void> check_groupings(const StudyPlan& plan, const Partial& partial) {
  if (has_levels(partial) || !partial.cells.empty() || !partial.sums.empty()) {
    return unexpected("only groupings are due");
  }
  const auto coarsest = coarsest_groupings(plan);
  for (const auto& [name, most] : coarsest) {
    const auto number = partial.groupings.find(name);
    if (number == partial.groupings.end() || number->second > most) {
      return unexpected("the grouping of " + name);
    }
  }
  if (partial.groupings.size() != coarsest.size())
    return unexpected("groupings of other variables");
  return {};
}

bool has_cells(const std::set<CellKey>& wanted, const Partial& partial) {
  return std::equal(wanted.begin(), wanted.end(), partial.cells.begin(), partial.cells.end(),
                    [](const CellKey& key, const auto& cell) { return key == cell.first; });
}

Result<void> check_first(const StudyPlan& plan, const State& state, const Partial& partial) {
  if (has_levels(partial)) return unexpected("levels are settled");
  const auto wants = wants_of(Outcomes(plan), state);
  if (!has_cells(wants.cells, partial)) return unexpected("its cells");
  if (partial.sums.size() != wants.slots.size()) return unexpected("its sums");
  for (const auto& [slot, needs] : wants.slots) {
    const auto found = partial.sums.find(slot);
    if (found == partial.sums.end()) return unexpected("a sum of " + slot.analysis);
    if (found->second && !fits(*found->second, needs)) {
      return unexpected("the form of a sum of " + slot.analysis);
    }
  }
  return {};
}

Result<void> check_iterate(const StudyPlan& plan, const State& state, const Partial& partial) {
  if (has_levels(partial)) return unexpected("only models are due");
  if (!has_cells(matching_layout(plan, state).wanted, partial)) return unexpected("its cells");
  const auto running = running_slots(plan, state);
  for (const auto& [slot, needs] : running) {
    const auto found = partial.sums.find(slot);
    if (found == partial.sums.end()) return unexpected("the sums of " + slot.analysis);
    if (found->second && !fits(*found->second, needs)) {
      return unexpected("the form of the sums of " + slot.analysis);
    }
  }
  if (partial.sums.size() != running.size()) return unexpected("sums of other models");
  return {};
}

// Nothing when a node withholds a count that the model stands on.
std::optional<ModelColumns> pooled_model(const Outcomes& outcomes,
                                         const Analysis& analysis,
                                         const std::map<NodeId, Partial>& first) {
  const Pool pool(first);
  return cox_model(outcomes, analysis, [&](const CellKey& key) { return pool.cell(key); });
}

// What cuts a variable on one set of rows cuts it alike in all analyses: their counts are sums of
// each other.
void agree_on_grids(const StudyPlan& plan,
                    const std::map<NodeId, Partial>& partials,
                    State& state) {
  std::map<std::pair<std::string, std::string>, std::vector<Grid>> answered;
  const auto for_each_grid = [&](const auto& act) {
    for (const auto& analysis : plan.analyses) {
      for (const auto& quantiles : quantiles_in(analysis)) {
        act(grid_name(analysis, quantiles), answered[{analysis.row_set, quantiles.variable}]);
      }
    }
  };
  for_each_grid([&](const std::string& name, std::vector<Grid>& grids) {
    for (const auto& [node, partial] : partials) {
      const auto ranges = partial.grid_ranges.find(name);
      grids.push_back({partial.curve_levels.at(name),
                       ranges == partial.grid_ranges.end() ? GridRanges{} : ranges->second});
    }
  });
  for_each_grid([&](const std::string& name, const std::vector<Grid>& grids) {
    state.grids[name] = agreed_grid(grids, most_held(plan));
  });
}

void agree_on_levels(const StudyPlan& plan,
                     const std::map<NodeId, Partial>& partials,
                     State& state) {
  agree_on_grids(plan, partials, state);
  for (const auto& analysis : plan.analyses) {
    if (curve_on_breaks(analysis) == nullptr) continue;
    int& agreed = state.curve_levels[analysis.id];
    agreed = 0;
    for (const auto& [node, partial] : partials) {
      const int level = partial.curve_levels.at(analysis.id);
      agreed = agreed < 0 || level < 0 ? -1 : std::max(agreed, level);
    }
  }
}

void start_fits(const StudyPlan& plan, State& state) {
  const Outcomes outcomes(plan);
  for (const auto& analysis : plan.analyses) {
    if (!std::holds_alternative<CoxAnalysis>(analysis.what)) continue;
    auto& fit = state.fits[analysis.id];
    if (common_risk_sets(analysis) != nullptr) {
      const auto model = break_model(outcomes, state, analysis);
      if (model) fit = start_break_fit(*model);
      else fit.status = NewtonFit::Status::withheld;
      continue;
    }
    auto pooled = Pool(state.first).cox({analysis.id, "", ""});
    const auto model = pooled_model(outcomes, analysis, state.first);
    if (pooled && model) {
      fit = start_fit(*model, *std::move(pooled), std::vector<double>(model->names.size()));
    } else {
      fit.status = NewtonFit::Status::withheld;
    }
  }
}

void start_linear_fits(const StudyPlan& plan, State& state) {
  for (const auto& analysis : plan.analyses) {
    const auto* linear = std::get_if<LinearAnalysis>(&analysis.what);
    if (linear == nullptr) continue;
    auto& fit = state.linear_fits[analysis.id];
    const auto model = linear_model(plan, analysis, Pool(state.first));
    if (!model) {
      fit.status = LinearFit::Status::withheld;
      continue;
    }
    fit.aliased = collinear(model->columns, model->solution.aliased);
    if (!fit.aliased.empty()) {
      fit.status = LinearFit::Status::failed;
      fit.reason = "collinearity";
    } else if (linear->errors == LinearAnalysis::Errors::classical &&
               !model->solution.is_ill_conditioned) {
      fit.status = LinearFit::Status::finished;
    }
  }
}

void start_glm_fits(const StudyPlan& plan, State& state) {
  for (const auto& analysis : plan.analyses) {
    if (glm_of(analysis) == nullptr) continue;
    auto& fit = state.glm_fits[analysis.id];
    const auto model = glm_model(plan, analysis, Pool(state.first));
    if (model) fit = start_glm_fit(*model);
    else fit.newton.status = NewtonFit::Status::withheld;
  }
}

void continue_glm_fits(const StudyPlan& plan,
                       const std::map<NodeId, Partial>& partials,
                       State& state) {
  for (const auto& analysis : plan.analyses) {
    const auto found = state.glm_fits.find(analysis.id);
    if (found == state.glm_fits.end()) continue;
    auto& fit = found->second;
    if (fit.newton.status != NewtonFit::Status::running) continue;
    const auto pooled = Pool(partials).glm({analysis.id, "", ""});
    const auto model = glm_model(plan, analysis, Pool(state.first));
    if (pooled && model) continue_glm_fit(*model, *pooled, fit);
    else fit.newton.status = NewtonFit::Status::withheld;
  }
}

// Before the models go on: the weighted sums are of models that had converged.
void finish_weightings_and_ranks(const StudyPlan& plan,
                                 const std::map<NodeId, Partial>& partials,
                                 State& state) {
  for (const auto& [slot, needs] : running_slots(plan, state)) {
    if (needs.kind == SlotNeeds::Kind::weighted) state.weightings[slot.analysis] = partials;
    if (needs.kind == SlotNeeds::Kind::ranks) state.ranked[slot.analysis] = partials;
  }
}

void finish_matchings(const StudyPlan& plan,
                      const std::map<NodeId, Partial>& partials,
                      State& state) {
  for (const auto* analysis : matching_now(plan, state)) state.matched[analysis->id] = partials;
}

void finish_linear_fits(const std::map<NodeId, Partial>& partials, State& state) {
  for (auto& [id, fit] : state.linear_fits) {
    if (fit.status != LinearFit::Status::running) continue;
    fit.residuals = Pool(partials).residuals({id, "", ""});
    fit.status = fit.residuals ? LinearFit::Status::finished : LinearFit::Status::withheld;
  }
}

void continue_fits(const StudyPlan& plan, const std::map<NodeId, Partial>& partials, State& state) {
  const Outcomes outcomes(plan);
  for (const auto& analysis : plan.analyses) {
    const auto found = state.fits.find(analysis.id);
    if (found == state.fits.end() || found->second.status != NewtonFit::Status::running) continue;
    auto& fit = found->second;
    if (common_risk_sets(analysis) != nullptr) {
      auto sums = Pool(partials).breaks({analysis.id, "", ""});
      const auto model = break_model(outcomes, state, analysis);
      if (sums && model) {
        continue_break_fit(*model, *std::move(sums), fit, state.break_sums[analysis.id]);
      } else fit.status = NewtonFit::Status::withheld;
      continue;
    }
    auto pooled = Pool(partials).cox({analysis.id, "", ""});
    const auto model = pooled_model(outcomes, analysis, state.first);
    if (pooled && model) continue_fit(*model, *std::move(pooled), fit);
    else fit.status = NewtonFit::Status::withheld;
  }
}

Phase after_groupings(const StudyPlan& plan) {
  return agrees_on_levels(plan) ? Phase::levels : Phase::first;
}

Phase after_checks(const StudyPlan& plan) {
  return agrees_on_groupings(plan) ? Phase::groupings : after_groupings(plan);
}

void start_cox_checks(const StudyPlan& plan, State& state) {
  for (const auto& analysis : plan.analyses) {
    const auto* cox = std::get_if<CoxAnalysis>(&analysis.what);
    if (cox == nullptr || cox->breaks || !(cox->has_concordance || cox->tests_hazards)) continue;
    if (state.fits.at(analysis.id).status != NewtonFit::Status::converged) continue;
    state.cox_checks.try_emplace(analysis.id);
  }
}

void finish_cox_checks(const std::map<NodeId, Partial>& partials, State& state) {
  const Pool pool(partials);
  for (auto& [id, checks] : state.cox_checks) {
    if (checks.status != CoxChecks::Status::running) continue;
    checks.concordance = pool.concordance({id, kConcordance, ""});
    checks.hazards = pool.hazards({id, kProportionalHazards, ""});
    checks.status = CoxChecks::Status::finished;
  }
}

}  // namespace

bool agrees_on_groupings(const StudyPlan& plan) { return !coarsest_groupings(plan).empty(); }

bool agrees_on_levels(const StudyPlan& plan) {
  return std::any_of(plan.analyses.begin(), plan.analyses.end(), [](const Analysis& analysis) {
    return curve_on_breaks(analysis) != nullptr || !quantiles_in(analysis).empty();
  });
}

State start(const StudyPlan& plan) {
  State state;
  const bool has_checks = std::any_of(plan.analyses.begin(), plan.analyses.end(), is_required);
  state.phase = has_checks ? Phase::checks : after_checks(plan);
  return state;
}

Result<void> check_shape(const StudyPlan& study, const State& state, const Partial& partial) {
  const auto& plan = at_agreed_groupings(study, state);
  if (!partial.groupings.empty() && state.phase != Phase::groupings) {
    return unexpected("groupings are settled");
  }
  switch (state.phase) {
    case Phase::groupings: return check_groupings(plan, partial);
    case Phase::levels: return check_levels(plan, partial);
    case Phase::checks:
    case Phase::first: return check_first(plan, state, partial);
    case Phase::iterate: return check_iterate(plan, state, partial);
    case Phase::finished: break;
  }
  return unexpected("the study is finished");
}

Result<State> advance(const StudyPlan& study,
                      State state,
                      const std::map<NodeId, Partial>& partials) {
  const auto& plan = at_agreed_groupings(study, state);
  if (partials.empty()) return unexpected("no node takes part");
  for (const auto& [node, partial] : partials) {
    if (auto checked = check_shape(plan, state, partial); !checked) {
      return Error{checked.error().code, node.text() + ": " + checked.error().detail};
    }
  }
  if (state.phase == Phase::iterate) {
    const bool same_nodes =
        std::equal(partials.begin(), partials.end(), state.first.begin(), state.first.end(),
                   [](const auto& a, const auto& b) { return a.first == b.first; });
    if (!same_nodes) return unexpected("other nodes than in the first round");
  }
  ++state.round;
  if (state.phase == Phase::checks) {
    state.failed_check = failed_check(plan, Pool(partials));
    if (!state.failed_check.empty()) state.first = partials;
    state.phase = state.failed_check.empty() ? after_checks(plan) : Phase::finished;
    return state;
  }
  if (state.phase == Phase::groupings) {
    state.groupings = agreed_groupings(partials);
    state.grouped = std::make_shared<const StudyPlan>(grouped(plan, state.groupings));
    state.phase = after_groupings(*state.grouped);
    return state;
  }
  if (state.phase == Phase::levels) {
    agree_on_levels(plan, partials, state);
    state.phase = Phase::first;
    return state;
  }
  if (state.phase == Phase::first) {
    state.first = partials;
    start_fits(plan, state);
    start_linear_fits(plan, state);
    start_glm_fits(plan, state);
  } else {
    finish_weightings_and_ranks(plan, partials, state);
    finish_matchings(plan, partials, state);
    finish_cox_checks(partials, state);
    continue_fits(plan, partials, state);
    finish_linear_fits(partials, state);
    continue_glm_fits(plan, partials, state);
  }
  start_cox_checks(plan, state);
  state.phase = !running_slots(plan, state).empty() ? Phase::iterate : Phase::finished;
  return state;
}

}  // namespace passerelle::analysis
