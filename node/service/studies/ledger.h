// The ledger of releases, for people: which releases there were and of what size classes, never who
// is in them.
#pragma once

#include "node/base/json.h"
#include "node/service/node.h"

namespace passerelle::service {

// For output checkers, auditors and whoever operates the node.
Result<Json> list_ledger(Node& node, const identity::Caller& caller);

}  // namespace passerelle::service
