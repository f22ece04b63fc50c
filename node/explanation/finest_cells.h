// The cells that a study asks each node for, with every curve on its finest breaks: then there are
// the most. The intervals of quantiles are not among them, since nobody knows them before.
//
// Thread safety: pure function.
#pragma once

#include <set>

#include "node/analysis/cells.h"
#include "node/analysis/plan.h"

namespace passerelle::explanation {

std::set<analysis::CellKey> finest_cells(const analysis::StudyPlan& plan);

}  // namespace passerelle::explanation
