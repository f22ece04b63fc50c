// `disclosure suppress`: which cells of a table stay hidden so that the primary ones cannot be told
// too closely (suppression.json of the shared vectors).
#pragma once

#include "node/base/json.h"
#include "node/base/result.h"

namespace passerelle::disclosure::outputs {

// Returns {"results": [{"id", "hidden": [cell, …], "cost"}]} for tables {"id", "cells",
// "relations", "primary"?, "threshold"?, "audit_width"?}. Hidden are the primary cells (where none
// are named, those below the threshold) and others, until an attacker must leave `audit_width`
// (where it is not given, the threshold) between the ends of every primary cell. The cost is n + 1
// of each hidden cell.
Result<Json> suppress(const Json& document);

}  // namespace passerelle::disclosure::outputs
