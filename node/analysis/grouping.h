// Levels taken together where a node has too few persons in one of them: a variable may declare
// coarser groupings of its levels (`collapse`), and all nodes use the finest one that none of them
// finds too fine.
//
// Of one variable, a node finds a grouping fine enough when no cell of the study that speaks of it
// is too small to be shown, while the other variables with groupings are at their coarsest. The
// coarsest grouping is taken as it is: what is too small there is withheld like anything else.
//
// Thread safety: pure functions.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "node/analysis/fold.h"
#include "node/analysis/outcomes.h"
#include "node/analysis/partial.h"

namespace passerelle::analysis {

// The number of a grouping: 0 is every declared level by itself.
using Groupings = std::map<std::string, int>;  // by variable

// Returns the coarsest grouping of every variable that declares some.
Groupings coarsest_groupings(const StudyPlan& plan);

// Returns the plan with the levels of these groupings.
// Requires: `plan` is as it was compiled, and its variables have the groupings.
StudyPlan grouped(StudyPlan plan, const Groupings& groupings);

// Returns the cells that decide about a variable at the grouping that `outcomes` have of it.
std::vector<CellKey> cells_of_levels(const Outcomes& outcomes, const std::string& variable);

// Returns for every variable the coarsest grouping that a node answers.
Groupings agreed_groupings(const std::map<NodeId, Partial>& partials);

}  // namespace passerelle::analysis
