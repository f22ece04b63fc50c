// `disclosure check`: outputs of a file, each decided by itself (cases.json of the shared vectors).
#pragma once

#include "node/base/json.h"
#include "node/base/result.h"

namespace passerelle::disclosure::outputs {

// Returns {"results": [{"id", "decision", "reasons", "primary"?, …}]} for cases {"id", "kind",
// "settings"?, "input"}.
Result<Json> check(const Json& document);

}  // namespace passerelle::disclosure::outputs
