#include "node/identity/federation_test.h"

#include <nlohmann/json.hpp>

#include "node/crypto/signed_document.h"

namespace passerelle::identity {

Json TestNode::card() const {
  auto envelope = make_node_card(entry, seal);
  REQUIRE(envelope);
  return *envelope;
}

Json list_body(std::int64_t sequence, const std::vector<PeerEntry>& entries) {
  Json list = Json::array();
  for (const auto& one : entries) list.push_back(to_json(one));
  return {{"sequence", sequence},
          {"issued", passerelle::to_text(kNow)},
          {"expires", passerelle::to_text(kNow + 30 * kDay)},
          {"entries", std::move(list)}};
}

Json sign_list(const Json& body, const crypto::SigningKey& anchor) {
  return crypto::SignedDocument::sign(std::string(kTrustListType), body, anchor).envelope();
}

}  // namespace passerelle::identity
