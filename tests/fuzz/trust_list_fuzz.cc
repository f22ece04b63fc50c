// Trust lists and node cards: the input is read as an envelope, and once more as a body that the
// anchor did sign, so that the reader behind the signature sees it too. What is read must come back
// the same from its own JSON.
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "node/crypto/signed_document.h"
#include "node/identity/node_card.h"
#include "node/identity/trust_list.h"
#include "tests/fuzz/target.h"

namespace identity = passerelle::identity;
namespace crypto = passerelle::crypto;

PASSERELLE_FUZZ_TARGET(trust_list, text) {
  static const auto anchor = crypto::SigningKey::generate();
  const auto json = passerelle::parse_json(text, std::size_t{1} << 16);
  if (!json) return;
  static_cast<void>(identity::TrustList::read(*json, anchor.public_key()));
  static_cast<void>(identity::read_node_card(*json));

  if (!json->is_object() || !passerelle::canonical(*json)) return;
  const auto envelope =
      crypto::SignedDocument::sign(std::string(identity::kTrustListType), *json, anchor).envelope();
  const auto list = identity::TrustList::read(envelope, anchor.public_key());
  if (!list) return;
  for (const auto& entry : list->entries()) {
    const auto again = identity::read_peer_entry(identity::to_json(entry), "");
    if (!again || *again != entry) std::abort();
  }
}
