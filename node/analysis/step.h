// One round on one node's own rows.
#pragma once

#include "node/analysis/fold.h"
#include "node/analysis/frame.h"
#include "node/analysis/kept_rows.h"
#include "node/analysis/partial.h"

namespace passerelle::analysis {

// Returns everything that the round `state.round` asks of this node. Pure: the same frame, plan
// and state give the same bits.
Result<StepOutput> step(const StudyPlan& plan, const State& state, const Frame& frame);

// The same with what earlier rounds kept. A later round whose persons an earlier output of the same
// `kept` told says so instead of telling them again (Evidence::are_cohorts_as_before).
Result<StepOutput> step(const StudyPlan& plan,
                        const State& state,
                        const Frame& frame,
                        KeptRows& kept);

}  // namespace passerelle::analysis
