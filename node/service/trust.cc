#include "node/service/trust.h"

#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/crypto/certificate.h"
#include "node/identity/node_card.h"
#include "node/search/index.h"
#include "node/service/callers.h"
#include "node/service/version.h"

namespace passerelle::service {
namespace {

constexpr std::chrono::seconds kCheckDeadline{10};

Json summary_of(const identity::TrustList& list, Instant now) {
  Json entries = Json::array();
  for (const auto& entry : list.entries()) entries.push_back(identity::to_json(entry));
  return {{"sequence", list.sequence()},           {"issued", to_text(list.issued())},
          {"expires", to_text(list.expires())},    {"in_force", now < list.expires()},
          {"anchor", list.anchor().fingerprint()}, {"nodes", entries}};
}

// What a node told of its datasets is not found any more once it has left the list.
Result<void> forget_leavers(store::Transaction& tx,
                            const identity::TrustList& before,
                            const identity::TrustList& now) {
  for (const auto& entry : before.entries()) {
    if (now.find(entry.id) != nullptr) continue;
    if (auto gone = search::remove_origin(tx, entry.id.text()); !gone) return gone;
  }
  return {};
}

}  // namespace

Result<Json> node_card(Node& node, const identity::Caller& caller) {
  if (auto allowed = require_operator(caller); !allowed) return allowed.error();
  const auto certificate = crypto::read_certificate_file(node.home.tls_certificate());
  if (!certificate) return certificate.error();
  const identity::PeerEntry entry{
      node.config.id,
      node.config.kind,
      node.config.country,
      node.config.name,
      node.config.federation_url,
      node.config.public_url,
      {{certificate->pin, certificate->valid_from, certificate->valid_until}},
      node.seal_key.public_key(),
      node.log.key().key()};
  return identity::make_node_card(entry, node.seal_key);
}

Result<Json> install_trust_list(Node& node, const identity::Caller& caller, const Json& request) {
  if (auto allowed = require_operator(caller); !allowed) return allowed.error();
  Fields f(request, "");
  const auto& envelope = f.object("list");
  std::optional<std::string> anchor;
  if (f.has("anchor")) anchor = f.text("anchor");
  else f.find("anchor");
  if (auto read = f.done(); !read) return read.error();
  const auto document = crypto::SignedDocument::parse(envelope, identity::kTrustListType);
  if (!document) return document.error();
  const auto before = node.trust.newest();
  const auto list = node.commit(audit::Event::trust_list_installed, {{"list", document->digest()}},
                                [&](store::Transaction& tx) -> Result<identity::TrustList> {
                                  auto installed = identity::TrustStore::install(
                                      tx, envelope, anchor, node.now());
                                  if (!installed || !before) return installed;
                                  if (auto gone = forget_leavers(tx, **before, *installed); !gone)
                                    return gone.error();
                                  return installed;
                                });
  if (!list) return list.error();
  return summary_of(*list, node.now());
}

Result<Json> show_trust_list(Node& node, const identity::Caller& caller) {
  if (auto allowed = require_insider(caller); !allowed) return allowed.error();
  const auto list = node.trust.newest();
  if (!list) return list.error();
  return summary_of(**list, node.now());
}

Result<Json> check_peer(Node& node, const identity::Caller& caller, const NodeId& peer) {
  if (auto allowed = require_insider(caller); !allowed) return allowed.error();
  const auto peers = node.peers();
  if (!peers) return peers.error();
  auto request = http::make_request(http::Method::get, "/federation/v1/node");
  if (!request) return request.error();
  const auto response = (*peers)->ask(peer, *std::move(request), kCheckDeadline);
  if (!response) return response.error();
  auto said = parse_json(response->body);
  if (!said) return said.error();
  return Json{{"reachable", true}, {"node", *said}};
}

Result<Json> introduce(Node& node, const identity::Caller& caller) {
  if (auto peer = require_peer(caller); !peer) return peer.error();
  return Json{{"id", node.id().text()},
              {"name", node.config.name},
              {"country", node.config.country},
              {"kind", node.config.kind},
              {"version", kVersion}};
}

}  // namespace passerelle::service
