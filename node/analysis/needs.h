// A round's partial as the gate sees it: the study's cells as one linear system, and what each sum
// depends on. The rules themselves are in policies/disclosure, which knows no analysis.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "node/analysis/fold.h"
#include "node/analysis/partial.h"
#include "policies/disclosure/programme.h"

namespace passerelle::analysis {

// The programme, and where each of its parts stands in the partial.
struct GateView {
  disclosure::Programme programme;
  std::vector<CellKey> cells;  // cells[i] is programme.cells[i]
  std::vector<Slot> items;     // items[i] is programme.items[i]
};

GateView describe_for_gate(const StudyPlan& plan, const State& state, const StepOutput& output);

// Returns the partial with everything withheld that the decision hides.
Partial apply(const disclosure::Decision& decision, const GateView& view, StepOutput output);

}  // namespace passerelle::analysis
