// The cells of one Kaplan-Meier analysis at one level of its breaks.
#pragma once

#include <string>
#include <vector>

#include "node/analysis/fold.h"
#include "node/analysis/outcomes.h"

namespace passerelle::analysis {

struct CurveGroup {
  std::string name;               // a level of `by`, or "all"
  std::vector<CellKey> events;    // by break
  std::vector<CellKey> censored;  // by censor break
};

struct CurveCells {
  std::vector<double> breaks, censor_breaks;
  std::vector<CurveGroup> groups;
  std::vector<CellKey> all() const;
};

// Requires: `analysis` is a kaplan_meier analysis and has that level.
CurveCells curve_cells(const Outcomes& outcomes, const Analysis& analysis, int level);

// Returns the level all nodes agreed on, -1 when the curve is withheld.
int agreed_level(const State& state, const Analysis& analysis);

}  // namespace passerelle::analysis
