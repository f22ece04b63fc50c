// Trust lists and node cards: the input is read as an envelope, and once more as a body that the
// anchor did sign, so that the reader behind the signature sees it too. What is read must come back
// the same from its own JSON.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "node/crypto/signed_document.h"
#include "node/identity/node_card.h"
#include "node/identity/trust_list.h"

namespace identity = passerelle::identity;
namespace crypto = passerelle::crypto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto anchor = crypto::SigningKey::generate();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto json = passerelle::parse_json(text, std::size_t{1} << 16);
  if (!json) return 0;
  static_cast<void>(identity::TrustList::read(*json, anchor.public_key()));
  static_cast<void>(identity::read_node_card(*json));

  if (!json->is_object() || !passerelle::canonical(*json)) return 0;
  const auto envelope =
      crypto::SignedDocument::sign(std::string(identity::kTrustListType), *json, anchor).envelope();
  const auto list = identity::TrustList::read(envelope, anchor.public_key());
  if (!list) return 0;
  for (const auto& entry : list->entries()) {
    const auto again = identity::read_peer_entry(identity::to_json(entry), "");
    if (!again || *again != entry) std::abort();
  }
  return 0;
}
