#include "node/analysis/curves.h"

namespace passerelle::analysis {

std::vector<CellKey> CurveCells::all() const {
  std::vector<CellKey> cells;
  for (const auto& group : groups) {
    cells.insert(cells.end(), group.events.begin(), group.events.end());
    cells.insert(cells.end(), group.censored.begin(), group.censored.end());
  }
  return cells;
}

CurveCells curve_cells(const Outcomes& outcomes, const Analysis& analysis, int level) {
  const auto& plan = outcomes.plan();
  const auto& curve = std::get<KaplanMeierAnalysis>(analysis.what);
  const auto& outcome = outcomes.of(analysis);
  const auto index = static_cast<std::size_t>(level);
  CurveCells cells{curve.levels.at(index), curve.censor_levels.at(index), {}};

  const auto add_group = [&](std::string name, const CellKey& base) {
    CurveGroup group{std::move(name), {}, {}};
    double after = 0;
    for (const double until : cells.breaks) {
      group.events.push_back(outcome.events_in(plan, base, after, until));
      after = until;
    }
    after = 0;
    for (const double until : cells.censor_breaks) {
      group.censored.push_back(outcome.censored_in(plan, base, cells.breaks.back(), after, until));
      after = until;
    }
    cells.groups.push_back(std::move(group));
  };

  const CellKey all{analysis.row_set, {}};
  if (!curve.by) {
    add_group("all", all);
    return cells;
  }
  for (const auto& name : levels_in(plan, analysis.row_set, *curve.by)) {
    add_group(name, with(all, *curve.by, name));
  }
  return cells;
}

int agreed_level(const State& state, const Analysis& analysis) {
  const auto found = state.curve_levels.find(analysis.id);
  return found == state.curve_levels.end() ? -1 : found->second;
}

}  // namespace passerelle::analysis
