// What a study asks each node for, with every curve on its finest breaks: then there is the most.
// The intervals of quantiles are not among it, since nobody knows them before.
//
// Thread safety: pure functions.
#pragma once

#include <set>

#include "node/analysis/cells.h"
#include "node/analysis/layout.h"
#include "node/analysis/plan.h"

namespace passerelle::explanation {

std::set<analysis::CellKey> finest_cells(const analysis::StudyPlan& plan);

// The cells and sums of the round `first` that one analysis asks for; others may share its cells.
analysis::Wants finest_wants(const analysis::StudyPlan& plan, const analysis::Analysis& analysis);

}  // namespace passerelle::explanation
