// The use cases of messages between nodes: what another node brings, and what an operator sees and
// does. What a message does is its handler's (post.h).
#pragma once

#include "node/base/json.h"
#include "node/service/node.h"

namespace passerelle::service {

// From another node: takes a signed message in, once. Returns the acknowledgement, the same one
// whenever the message comes again. A refusal is logged.
Result<Json> receive_message(Node& node, const identity::Caller& caller, const Json& envelope);

// To another node: the messages that are for it, from behind a position on, some at a time; so that
// a node that was restored from a backup can catch up.
Result<Json> messages_for_peer(Node& node, const identity::Caller& caller, std::int64_t after);

// For the operator: what was sent and received, of one node or all (`peer` empty).
Result<Json> list_messages(Node& node,
                           const identity::Caller& caller,
                           const NodeId& peer,
                           federation::Which which);

// Has a message that was refused, or that waits, sent again now.
Result<Json> retry_message(Node& node,
                           const identity::Caller& caller,
                           const federation::MessageId& id);

// Asks a node for all it ever sent to this one and takes in what is not here.
Result<Json> fetch_messages(Node& node, const identity::Caller& caller, const NodeId& peer);

// Has messages that wait sent now; returns when each was tried, at the latest after 15 s.
void send_now(Node& node, const std::vector<federation::SentMessage>& messages);

}  // namespace passerelle::service
