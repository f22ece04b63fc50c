// The catalogues of all nodes, as one.
#pragma once

#include <string>

#include "node/base/json.h"
#include "node/service/node.h"

namespace passerelle::service {

// Searches this node and every peer; a peer that does not answer is named, not waited for.
Result<Json> search_catalogues(Node& node,
                               const identity::Caller& caller,
                               const std::string& words);

}  // namespace passerelle::service
