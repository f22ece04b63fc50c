#include "node/explanation/finest_cells.h"

#include "node/analysis/curves.h"
#include "node/analysis/layout.h"

namespace passerelle::explanation {

std::set<analysis::CellKey> finest_cells(const analysis::StudyPlan& plan) {
  analysis::State state;
  state.phase = analysis::Phase::first;
  for (const auto& one : plan.analyses) {
    if (analysis::curve_on_breaks(one) != nullptr) state.curve_levels[one.id] = 0;
  }
  return analysis::layout_of(analysis::Outcomes(plan), state).wanted;
}

}  // namespace passerelle::explanation
