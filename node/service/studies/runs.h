// The requesting node's side of a study: check, run, follow, read the answer.
#pragma once

#include <string>

#include "node/base/json.h"
#include "node/service/node.h"

namespace passerelle::service {

// What would run at every node, without touching data: {"study", "application"?}. Names what the
// permits lack, and the tables that are likely too sparse by the published sizes of the datasets.
Result<Json> check_study(Node& node, const identity::Caller& caller, const Json& request);

// {"study": document, "application": id} → {"run": id, …}
Result<Json> submit_study(Node& node, const identity::Caller& caller, const Json& request);

Result<Json> list_studies(Node& node, const identity::Caller& caller);
Result<Json> study_status(Node& node, const identity::Caller& caller, const RunId& run);
Result<Json> cancel_study(Node& node, const identity::Caller& caller, const RunId& run);

// Returns the result bundle as a zip archive.
Result<std::string> study_bundle(Node& node, const identity::Caller& caller, const RunId& run);

// What this node does when one of its runs ends: logs, seals and keeps the pooled answer, or keeps
// why there is none. Lifetime: the node outlives the hooks.
federation::DriverHooks run_hooks(Node& node);

// Goes on with runs that a stop interrupted.
Result<void> resume_runs(Node& node);

}  // namespace passerelle::service
