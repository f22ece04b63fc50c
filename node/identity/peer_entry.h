// What the federation knows of one node: the same words in its card and in the trust list.
//
// {"id": "fr", "kind": "national_platform", "country": "FR", "name": "…",
//  "federation_url": "https://…", "public_url": "https://…",
//  "pins": [{"sha256": "<64 hex>", "valid_from": "…Z", "valid_until": "…Z"}],
//  "seal_key": "<base64url>", "log_key": "<base64url>"}
//
// Thread safety: values; any thread.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/clock.h"
#include "node/base/json.h"
#include "node/base/strong_id.h"
#include "node/crypto/signing.h"

namespace passerelle::identity {

inline constexpr std::array<std::string_view, 3> kNodeKinds{"national_platform", "eu_agency",
                                                            "research_infrastructure"};

// One for everyday use, a second during a change of keys, and room for those that ended.
inline constexpr std::size_t kMaximumPins = 4;

// The key of a TLS certificate that a node may use during a time.
struct Pin {
  std::string sha256;  // of SubjectPublicKeyInfo, 64 lower-case hex characters
  Instant valid_from;
  Instant valid_until;

  bool holds(Instant now) const { return valid_from <= now && now < valid_until; }
  bool operator==(const Pin&) const = default;
};

struct PeerEntry {
  NodeId id;            // a small letter, then small letters, digits and '-', at most 32 characters
  std::string kind;     // one of kNodeKinds
  std::string country;  // two capital letters of ISO 3166-1, or "EU"
  std::string name;
  std::string federation_url;  // https, no query, no fragment, no user
  std::string public_url;
  std::vector<Pin> pins;  // one to kMaximumPins
  crypto::PublicKey seal_key;
  crypto::PublicKey log_key;

  bool allows(std::string_view pin, Instant now) const;
  bool operator==(const PeerEntry&) const = default;
};

Json to_json(const PeerEntry& entry);

// Reads an entry and refuses whatever the comments above exclude; `path` begins the place that a
// refusal names.
Result<PeerEntry> read_peer_entry(const Json& json, std::string path);

// Says whether a text can be a node id.
bool is_node_id(std::string_view text);

}  // namespace passerelle::identity
