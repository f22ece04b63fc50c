// Taking descriptions into the catalogue, and making a first one.
#pragma once

#include "node/base/json.h"
#include "node/service/node.h"

namespace passerelle::service {

// {"document", "media_type"?, "basis": {"act", "citation"}?, "in_force_from" | "announced"?,
// "agreement"?, "profile"?, "accept_violations"?} → {"imported": [IRIs], "changes": […]}. Every
// dataset of the document is validated and kept with its report; one that cannot be kept, or whose
// violations the node's policy refuses (`catalogue.violations`), refuses the document as a whole.
Result<Json> import_catalogue(Node& node, const identity::Caller& caller, const Json& request);

// {"dataset", "table", "titles", "columns": [{"name", "titles"}], …} → {"turtle"}: a first
// description for an operator who has none.
Result<Json> draft_description(Node& node, const identity::Caller& caller, const Json& request);

}  // namespace passerelle::service
