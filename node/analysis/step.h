// One round on one node's own rows.
#pragma once

#include "node/analysis/fold.h"
#include "node/analysis/frame.h"
#include "node/analysis/partial.h"

namespace passerelle::analysis {

// Returns everything that the round `state.round` asks of this node. Pure: the same frame, plan
// and state give the same bits.
Result<StepOutput> step(const StudyPlan& plan, const State& state, const Frame& frame);

}  // namespace passerelle::analysis
