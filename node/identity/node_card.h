// A node's card: how it introduces itself to the trust authority. Signed with the node's own seal
// key as "node-card/1", the body is an entry as in peer_entry.h. The signature proves that whoever
// made the card holds the seal key; it says nothing about who they are.
#pragma once

#include <string_view>

#include "node/base/json.h"
#include "node/crypto/signing.h"
#include "node/identity/peer_entry.h"

namespace passerelle::identity {

inline constexpr std::string_view kNodeCardType = "node-card/1";

// Returns the envelope. Refuses an entry that no reader would accept, and a seal key that is not
// the entry's.
Result<Json> make_node_card(const PeerEntry& entry, const crypto::SigningKey& seal_key);

// Reads and verifies an envelope.
Result<PeerEntry> read_node_card(const Json& envelope);

}  // namespace passerelle::identity
