#include "node/identity/node_card.h"

#include <nlohmann/json.hpp>
#include <string>

#include "node/crypto/signed_document.h"
#include "node/identity/errors.h"

namespace passerelle::identity {
Result<Json> make_node_card(const PeerEntry& entry, const crypto::SigningKey& seal_key) {
  auto body = to_json(entry);
  if (auto readable = read_peer_entry(body, ""); !readable) {
    return document_error("node card", readable.error());
  }
  if (entry.seal_key != seal_key.public_key()) {
    return Error{IdentityError::bad_signature, "node card: signed with another key than its own"};
  }
  return crypto::SignedDocument::sign(std::string(kNodeCardType), body, seal_key).envelope();
}

Result<PeerEntry> read_node_card(const Json& envelope) {
  const auto document = crypto::SignedDocument::parse(envelope, kNodeCardType);
  if (!document) return document_error("node card", document.error());
  const auto body = document->verify_self_signed();
  if (!body) return document_error("node card", body.error());
  auto entry = read_peer_entry(*body, "");
  if (!entry) return document_error("node card", entry.error());
  if (entry->seal_key != document->claimed_key()) {
    return Error{IdentityError::bad_signature,
                 "node card: not signed by the seal key that stands in it"};
  }
  return entry;
}

}  // namespace passerelle::identity
