// The cells of a diagnostic analysis.
#pragma once

#include <vector>

#include "node/analysis/outcomes.h"

namespace passerelle::analysis {

// Of those with the condition, or those without.
struct DiagnosticSide {
  CellKey all;
  std::vector<CellKey> bins;  // the score ascending; or the test negative, positive
};
struct DiagnosticCells {
  DiagnosticSide without, with;
};

DiagnosticCells diagnostic_cells(const StudyPlan& plan,
                                 const Analysis& analysis,
                                 const DiagnosticAnalysis& diagnostic);

// Returns how many bins are below the threshold. Requires: it is one of `thresholds`.
std::size_t bins_below(const DiagnosticAnalysis& diagnostic, double threshold);

}  // namespace passerelle::analysis
