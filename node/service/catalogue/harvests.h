// Harvest of the catalogues of others, for the operator: sources, harvests and their reports, and
// datasets that look like one.
#pragma once

#include <string>

#include "node/base/json.h"
#include "node/service/node.h"
#include "node/sources/run.h"

namespace passerelle::service {

// {"source", "kind", "url", "every"?, "allow_http"?, "allow_private"?, "patience"?}: `every` is a
// period such as "6h", `patience` the seconds to wait for a page.
Result<Json> add_source(Node& node, const identity::Caller& caller, const Json& request);

// → {"sources": […]}, each with its last harvest.
Result<Json> list_sources(Node& node, const identity::Caller& caller);

// {"keep_datasets"?}: forgets a source; what it gave is withdrawn unless it is kept.
Result<Json> remove_source(Node& node,
                           const identity::Caller& caller,
                           const sources::SourceId& source,
                           const Json& request);

// {"source"} or {"peers": true}, "dry_run"?, "accept_loss"? → {"harvests": [{"source",
// "harvest"}]}: harvests begin, one after the other.
Result<Json> begin_harvests(Node& node, const identity::Caller& caller, const Json& request);

// The report of a harvest; nothing while it is under way.
Result<std::optional<Json>> show_harvest(Node& node,
                                         const identity::Caller& caller,
                                         const sources::HarvestId& harvest,
                                         const std::string& language);

// → {"harvests": […]}, newest first, without their reports.
Result<Json> list_harvests(Node& node,
                           const identity::Caller& caller,
                           const sources::SourceId& source);

// → {"pairs": […]} of datasets that look like one.
Result<Json> list_same(Node& node, const identity::Caller& caller);

// {"one", "other", "same": true | false}: what a person says of a pair.
Result<Json> decide_same(Node& node, const identity::Caller& caller, const Json& request);

}  // namespace passerelle::service
