#include "node/analysis/grouping.h"

#include <algorithm>

#include "node/analysis/layout.h"

namespace passerelle::analysis {

Groupings coarsest_groupings(const StudyPlan& plan) {
  Groupings coarsest;
  for (const auto& [name, variable] : plan.variables) {
    if (!variable.collapse.empty()) coarsest[name] = static_cast<int>(variable.collapse.size());
  }
  return coarsest;
}

StudyPlan grouped(StudyPlan plan, const Groupings& groupings) {
  for (const auto& [name, number] : groupings) {
    if (number == 0) continue;
    auto& variable = plan.variables.at(name);
    const auto& grouping = variable.collapse.at(static_cast<std::size_t>(number - 1));
    variable.levels = grouping.levels;
    variable.group_of = grouping.group_of;
  }
  return plan;
}

std::vector<CellKey> cells_of_levels(const Outcomes& outcomes, const std::string& variable) {
  State state;
  state.phase = Phase::first;  // curves and grids agree on their levels behind the groupings
  auto cells = wants_of(outcomes, state).cells;
  const auto& plan = outcomes.plan();
  for (const auto& analysis : plan.analyses) {
    const auto* curve = curve_on_breaks(analysis);
    if (curve == nullptr || curve->by != variable) continue;
    for (const auto& level : levels_in(plan, analysis.row_set, variable)) {
      cells.insert(with(rows_of(analysis), variable, level));
    }
  }
  std::vector<CellKey> deciding;
  for (const auto& cell : cells) {
    const auto of = std::ranges::find(cell.where, variable, &Category::variable);
    if (of != cell.where.end() && of->level != kMissingLevel) deciding.push_back(cell);
  }
  return deciding;
}

Groupings agreed_groupings(const std::map<NodeId, Partial>& partials) {
  Groupings agreed;
  for (const auto& [node, partial] : partials) {
    for (const auto& [name, number] : partial.groupings) {
      agreed[name] = std::max(agreed[name], number);
    }
  }
  return agreed;
}

const StudyPlan& at_agreed_groupings(const StudyPlan& plan, const State& state) {
  return state.grouped == nullptr ? plan : *state.grouped;
}

}  // namespace passerelle::analysis
