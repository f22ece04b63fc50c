// The ledger of releases, for people: which releases there were and of what size classes, never who
// is in them.
#pragma once

#include <vector>

#include "node/base/json.h"
#include "node/service/node.h"
#include "policies/ledger/judge.h"

namespace passerelle::service {

// What the ledger refused, for the node's own log and people: the rule and the earlier release, by
// run and date; no number, no name of a cell.
Json to_json(const std::vector<ledger::Refusal>& refusals);

// For output checkers, auditors and whoever operates the node.
Result<Json> list_ledger(Node& node, const identity::Caller& caller);

}  // namespace passerelle::service
