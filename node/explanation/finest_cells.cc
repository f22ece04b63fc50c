#include "node/explanation/finest_cells.h"

#include "node/analysis/analyses.h"
#include "node/analysis/curves.h"

namespace passerelle::explanation {
namespace {

analysis::State at_finest_breaks(const analysis::StudyPlan& plan) {
  analysis::State state;
  state.phase = analysis::Phase::first;
  for (const auto& one : plan.analyses) {
    if (analysis::curve_on_breaks(one) != nullptr) state.curve_levels[one.id] = 0;
  }
  return state;
}

}  // namespace

std::set<analysis::CellKey> finest_cells(const analysis::StudyPlan& plan) {
  return analysis::wants_of(analysis::Outcomes(plan), at_finest_breaks(plan)).cells;
}

analysis::Wants finest_wants(const analysis::StudyPlan& plan, const analysis::Analysis& one) {
  analysis::Wants wants;
  const auto wanted_by = [&](const auto& what) {
    want(analysis::Outcomes(plan), at_finest_breaks(plan), one, what, wants);
  };
  std::visit(wanted_by, one.what);
  return wants;
}

}  // namespace passerelle::explanation
