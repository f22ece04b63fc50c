// The trust list: which nodes exist, and by which keys they are known. Signed by the federation's
// anchor key as "trust-list/1" with the body
//   {"sequence": 3, "issued": "…Z", "expires": "…Z", "entries": [ … see peer_entry.h … ]}
//
// Thread safety: a value; any thread.
// Invariants: (1) the anchor signed it; (2) no node id, pin or signing key stands in it twice, so
// a certificate or a signature belongs to at most one node; (3) it ends.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "node/base/clock.h"
#include "node/base/json.h"
#include "node/crypto/signing.h"
#include "node/identity/peer_entry.h"

namespace passerelle::identity {

inline constexpr std::string_view kTrustListType = "trust-list/1";
inline constexpr std::size_t kMaximumEntries = 500;

class TrustList {
 public:
  // Reads and verifies an envelope. Checks everything but the time and what was seen before.
  static Result<TrustList> read(const Json& envelope, const crypto::PublicKey& anchor);

  // Refuses a list that ended.
  Result<void> check_time(Instant now) const;

  // Returns the node with that id, or null. Lifetime: as long as the list.
  const PeerEntry* find(const NodeId& id) const;

  // Returns the node whose certificate this is now, or null.
  const PeerEntry* find_by_pin(std::string_view pin, Instant now) const;

  std::int64_t sequence() const { return sequence_; }
  Instant issued() const { return issued_; }
  Instant expires() const { return expires_; }
  const std::vector<PeerEntry>& entries() const { return entries_; }
  const crypto::PublicKey& anchor() const { return anchor_; }

 private:
  explicit TrustList(crypto::PublicKey anchor) : anchor_(std::move(anchor)) {}
  Result<void> read_body(const Json& body);
  Result<void> refuse_duplicates() const;

  crypto::PublicKey anchor_;
  std::int64_t sequence_ = 0;
  Instant issued_;
  Instant expires_;
  std::vector<PeerEntry> entries_;
};

}  // namespace passerelle::identity
