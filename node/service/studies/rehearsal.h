// A study tried on the data of this node, for the people who work here: would the worker read the
// rows, and what would the gate hold back? Nothing of it leaves, no permit is asked and nothing is
// recorded as released; the log says who tried it.
//
// Thread safety: any thread.
#pragma once

#include "node/base/json.h"
#include "node/service/node.h"

namespace passerelle::service {

// {"study": {…}} -> {"digest", "datasets", "min_cell", "rounds": [{"phase", "cells",
// "withheld_cells", "sums", "withheld_sums", "reasons", "too_close": [{"rule", "run",
// "released"}]}], "stopped_by"?}: the data checks that the study requires, the levels of its breaks
// and the round of its counts, as the node's own rules decide them now. `reasons` name cells and
// rules, no number. `stopped_by` is the check that the data fail. Errors: a person without a role
// of the body that decides here; what the worker refuses, by its code: `data.outside_levels` and
// the like.
Result<Json> rehearse_study(Node& node, const identity::Caller& caller, const Json& request);

}  // namespace passerelle::service
