// The catalogue: what this node holds, described for others, and what others hold.
#pragma once

#include <string>

#include "node/base/json.h"
#include "node/service/node.h"

namespace passerelle::service {

// {"turtle": document}. Every dataset of the document is checked and kept; one that is not valid
// refuses the document as a whole.
Result<Json> import_catalogue(Node& node, const identity::Caller& caller, const Json& request);

// {"dataset", "table", "titles", "columns": [{"name", "titles"}], …} → {"turtle"}: a first
// description for an operator who has none.
Result<Json> draft_description(Node& node, const identity::Caller& caller, const Json& request);

// The catalogue or one dataset as "text/turtle" or "application/n-triples"; for everybody.
Result<std::string> export_catalogue(Node& node, const std::string& media_type);
Result<std::string> export_dataset(Node& node, const DatasetId& id, const std::string& media_type);

// Searches this node and every peer; a peer that does not answer is named, not waited for.
Result<Json> search_catalogues(Node& node,
                               const identity::Caller& caller,
                               const std::string& words);

}  // namespace passerelle::service
