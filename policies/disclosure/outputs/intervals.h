// `disclosure intervals`: what an attacker can conclude about the hidden cells of published tables
// (lp_intervals.json of the shared vectors).
#pragma once

#include "node/base/json.h"
#include "node/base/result.h"

namespace passerelle::disclosure::outputs {

// Returns {"results": [{"id", "intervals": {cell: {"lp", "int", "exact"}}, "audit"?}]} for cases
// {"id", "cells", "relations", "truth"?, "audit"?}: the ends over numbers and over whole counts of
// every cell without a count, null where there is none. With the truth, also which hidden cells are
// small and lie between ends that are too near.
Result<Json> intervals(const Json& document);

}  // namespace passerelle::disclosure::outputs
