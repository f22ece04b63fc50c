// The tables of one analysis' answer: first the one named after the analysis, then those for tests
// and for nodes that answered for themselves ("rank", "rank/tests", "rank/node-fr").
//
// Thread safety: pure functions.
#pragma once

#include <vector>

#include "node/analysis/plan.h"
#include "node/base/json.h"
#include "node/bundle/result_table.h"
#include "node/bundle/words.h"

namespace passerelle::bundle {

// Requires: `answer` is the answer to that analysis (contracts, section 4).
std::vector<Table> tables_of(const analysis::StudyPlan& plan,
                             const analysis::Analysis& analysis,
                             const Json& answer,
                             const Messages& words);

}  // namespace passerelle::bundle
