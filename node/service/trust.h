// The federation as this node sees it: its own card, the trust list in force, its peers.
#pragma once

#include "node/base/json.h"
#include "node/service/node.h"

namespace passerelle::service {

// Returns the node's self-signed card, for the authority that signs the trust list.
Result<Json> node_card(Node& node, const identity::Caller& caller);

// {"list": envelope, "anchor": fingerprint?}
Result<Json> install_trust_list(Node& node, const identity::Caller& caller, const Json& request);
Result<Json> show_trust_list(Node& node, const identity::Caller& caller);

// Calls a peer and returns what it says of itself, or why it cannot be reached.
Result<Json> check_peer(Node& node, const identity::Caller& caller, const NodeId& peer);

// What a peer may know of this node: {"id", "name", "version"}.
Result<Json> introduce(Node& node, const identity::Caller& caller);

}  // namespace passerelle::service
