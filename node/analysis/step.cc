#include "node/analysis/step.h"

#include <algorithm>
#include <set>

#include "node/analysis/analysis_step.h"
#include "node/analysis/cell_counter.h"
#include "node/analysis/cohorts.h"
#include "node/analysis/cox_breaks.h"
#include "node/analysis/curves.h"
#include "node/analysis/grid.h"
#include "node/analysis/grouping.h"
#include "node/analysis/layout.h"
#include "node/analysis/matching_layout.h"
#include "node/analysis/matching_step.h"

namespace passerelle::analysis {
namespace {

// Round `groupings`: the cells of every grouping of every variable stay inside as evidence; the
// gate answers the finest one that it finds fine enough.
StepOutput groupings_round(const StudyPlan& plan, const Frame& frame) {
  StepOutput output;
  const auto coarsest = coarsest_groupings(plan);
  for (const auto& [name, most] : coarsest) {
    output.partial.groupings[name] = 0;
    for (int number = 0; number <= most; ++number) {
      auto groupings = coarsest;
      groupings[name] = number;
      const auto study = grouped(plan, groupings);
      const Outcomes outcomes(study);
      output.evidence.grouping_cells[name].push_back(
          CellCounter(outcomes, frame).count(cells_of_levels(outcomes, name)));
    }
  }
  return output;
}

// Round `levels`: the cells of every level of every curve and grid stay inside as evidence; the
// gate answers the finest level that it may release.
Result<StepOutput> levels_round(const Outcomes& outcomes, const Frame& frame) {
  StepOutput output;
  CellCounter counter(outcomes, frame);
  for (const auto& analysis : outcomes.plan().analyses) {
    for (const auto& quantiles : quantiles_in(analysis)) {
      auto grid = grid_levels(outcomes.plan(), analysis, quantiles, frame);
      if (!grid) return grid.error();
      const auto name = grid_name(analysis, quantiles);
      output.partial.curve_levels[name] = 0;
      output.partial.grid_ranges[name] = grid->ranges.front();
      output.evidence.curve_cells[name] = std::move(grid->counts);
      output.evidence.grid_ranges[name] = std::move(grid->ranges);
    }
    const auto* curve = curve_on_breaks(analysis);
    if (curve == nullptr) continue;
    output.partial.curve_levels[analysis.id] = 0;
    auto& levels = output.evidence.curve_cells[analysis.id];
    for (int level = 0; level < static_cast<int>(curve->levels.size()); ++level) {
      const auto cells = curve_cells(outcomes, analysis, level).all();
      levels.push_back(counter.count(cells));
      if (common_risk_sets(analysis) == nullptr) continue;
      auto parts = interval_cells(outcomes, analysis, level);
      parts.erase(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(cells.size()));
      output.evidence.curve_parts[analysis.id].push_back(counter.count(parts));
    }
  }
  return output;
}

Result<StepOutput> first_round(const Outcomes& outcomes,
                               const State& state,
                               const Frame& frame,
                               KeptRows& kept) {
  const auto layout = layout_of(outcomes, state);
  StepOutput output;
  CellCounter counter(outcomes, frame);
  for (const auto& key : layout.wanted) output.partial.cells[key] = counter.count(key);
  for (const auto& key : layout.unwanted) output.evidence.guarded[key] = counter.count(key);
  for (const auto& analysis : outcomes.plan().analyses) {
    AnalysisStep analysis_step(outcomes, state, analysis, frame, kept, output);
    for (const auto& [slot, needs] : layout.slots) {
      if (slot.analysis != analysis.id) continue;
      if (auto added = analysis_step.add(slot, needs.kind); !added) return added.error();
    }
  }
  output.evidence.cohorts = std::make_shared<const Cohorts>(
      cohorts_of({layout.wanted.begin(), layout.wanted.end()}, counter, frame));
  kept.told(*output.evidence.cohorts);
  return output;
}

Result<StepOutput> iterate(const Outcomes& outcomes,
                           const State& state,
                           const Frame& frame,
                           KeptRows& kept) {
  StepOutput output;
  std::vector<CellKey> rows;
  std::set<std::string> running;
  const auto slots = running_slots(outcomes.plan(), state);
  for (const auto& [slot, needs] : slots) running.insert(slot.analysis);
  kept.keep_only(running);
  for (const auto& analysis : outcomes.plan().analyses) {
    if (!running.contains(analysis.id)) continue;
    AnalysisStep analysis_step(outcomes, state, analysis, frame, kept, output);
    for (const auto& [slot, needs] : slots) {
      if (slot.analysis != analysis.id || slot.variable == kMatching) continue;
      if (auto added = analysis_step.add(slot, needs.kind); !added) return added.error();
    }
    rows.push_back(rows_of(analysis));
  }
  const auto matching = matching_now(outcomes.plan(), state);
  output.evidence.are_cohorts_as_before = matching.empty() && kept.has_told(rows);
  if (output.evidence.are_cohorts_as_before) return output;
  CellCounter counter(outcomes, frame);
  for (const auto* analysis : matching) {
    MatchingStep matching_step(outcomes, state, *analysis, frame, counter, output);
    if (auto added = matching_step.add(kept); !added) return added.error();
  }
  for (const auto& [key, count] : output.partial.cells) rows.push_back(key);
  output.evidence.cohorts = std::make_shared<const Cohorts>(cohorts_of(rows, counter, frame));
  kept.told(*output.evidence.cohorts);
  return output;
}

}  // namespace

Result<StepOutput> step(const StudyPlan& plan, const State& state, const Frame& frame) {
  KeptRows nothing;
  return step(plan, state, frame, nothing);
}

Result<StepOutput> step(const StudyPlan& study,
                        const State& state,
                        const Frame& frame,
                        KeptRows& kept) {
  const auto& plan = at_agreed_groupings(study, state);
  const Outcomes outcomes(plan);
  if (auto checked = check_outcomes(outcomes, frame); !checked) return checked.error();
  switch (state.phase) {
    case Phase::groupings: return groupings_round(plan, frame);
    case Phase::levels: return levels_round(outcomes, frame);
    case Phase::checks:
    case Phase::first: return first_round(outcomes, state, frame, kept);
    case Phase::iterate: return iterate(outcomes, state, frame, kept);
    case Phase::finished: break;
  }
  return Error{BaseError::internal, "a finished study has no further round"};
}

}  // namespace passerelle::analysis
