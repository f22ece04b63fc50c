// Where permits stand, between nodes: what this node tells others of the permits of its body, and
// what it has heard of the permits that others gave it. The rule is
// policies/access/permit_status.h.
//
// The permits of this node's own body need none of it: an order is held against the node's own
// store (permits.h), which holds no permit of another issuer.
//
// Thread safety: any thread but the I/O one, outside of any transaction; functions that take a
// reader or a transaction inside it.
#pragma once

#include <string>
#include <vector>

#include "node/base/json.h"
#include "node/federation/run_store.h"
#include "node/service/node.h"
#include "policies/access/permit_status.h"

namespace passerelle::service {

// To another node: the signed "permit_status/1" of the permits that concern it.
Result<Json> tell_permit_status(Node& node, const identity::Caller& caller);

// Keeps what an issuer told when it was asked. What is not to be believed is refused, logged and
// changes nothing: another seal, another issuer or recipient, an older word than is known.
Result<void> take_permit_status(Node& node, const NodeId& issuer, const std::string& document);

// Keeps what an issuer said of one permit in a message, unless something newer is known.
Result<void> hear_of_permit(Node& node,
                            store::Transaction& tx,
                            const NodeId& issuer,
                            const access::PermitStanding& standing,
                            Instant said_at);

// Success only when every title of the run is known to be in force.
Result<void> titles_hold(const Node& node, store::Reader& reader, const federation::Run& run);

// Asks the issuers of the permits that this node was given, those whose last word is not quite new,
// and ends the runs whose titles are not known to be in force. Takes some seconds when an issuer
// does not answer.
void refresh_permit_status(Node& node);

}  // namespace passerelle::service
