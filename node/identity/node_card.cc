#include "node/identity/node_card.h"

#include <nlohmann/json.hpp>
#include <string>

#include "node/crypto/errors.h"
#include "node/crypto/signed_document.h"
#include "node/identity/errors.h"

namespace passerelle::identity {
namespace {

Error card_error(const Error& error) {
  const bool is_signature = error.code == crypto::CryptoError::bad_signature;
  return {is_signature ? IdentityError::bad_signature : IdentityError::malformed,
          "node card: " + error.detail};
}

}  // namespace

Result<Json> make_node_card(const PeerEntry& entry, const crypto::SigningKey& seal_key) {
  auto body = to_json(entry);
  if (auto readable = read_peer_entry(body, ""); !readable) return card_error(readable.error());
  if (entry.seal_key != seal_key.public_key()) {
    return Error{IdentityError::bad_signature, "node card: signed with another key than its own"};
  }
  return crypto::SignedDocument::sign(std::string(kNodeCardType), body, seal_key).envelope();
}

Result<PeerEntry> read_node_card(const Json& envelope) {
  const auto document = crypto::SignedDocument::parse(envelope, kNodeCardType);
  if (!document) return card_error(document.error());
  const auto body = document->verify_self_signed();
  if (!body) return card_error(body.error());
  auto entry = read_peer_entry(*body, "");
  if (!entry) return card_error(entry.error());
  if (entry->seal_key != document->claimed_key()) {
    return Error{IdentityError::bad_signature,
                 "node card: not signed by the seal key that stands in it"};
  }
  return entry;
}

}  // namespace passerelle::identity
