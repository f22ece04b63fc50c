// The catalogue: what this node holds, described for others, and what others hold.
#pragma once

#include <string>

#include "node/base/json.h"
#include "node/service/node.h"

namespace passerelle::service {

// The catalogue or one dataset as "text/turtle" or "application/n-triples"; for everybody.
Result<std::string> export_catalogue(Node& node, const std::string& media_type);
Result<std::string> export_dataset(Node& node, const DatasetId& id, const std::string& media_type);

// Searches this node and every peer; a peer that does not answer is named, not waited for.
Result<Json> search_catalogues(Node& node,
                               const identity::Caller& caller,
                               const std::string& words);

}  // namespace passerelle::service
