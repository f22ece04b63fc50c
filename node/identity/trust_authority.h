// The folder of whoever signs the trust list, kept away from any node: the anchor key and the draft
// of the next list.
//   anchor.key   the signing key, mode 0600
//   draft.json   {"sequence": of the last signed list, "entries": [ … ]}
//
// Thread safety: one thread, one process.
// Invariant: a sequence is used for one list only, also when the program dies while signing.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "node/base/clock.h"
#include "node/base/json.h"
#include "node/crypto/signing.h"
#include "node/identity/trust_list.h"

namespace passerelle::identity {

// What a card did to the draft.
enum class Addition {
  first,    // a node that was not there
  renewed,  // the same node with the same seal key
  rekeyed,  // the same id with another seal key: somebody should ask whether this is meant
};

class TrustAuthority {
 public:
  // Makes the folder and a new anchor key. Refuses a folder that holds one.
  static Result<TrustAuthority> create(const std::filesystem::path& folder);
  static Result<TrustAuthority> open(const std::filesystem::path& folder);

  // Takes a node's card into the draft, in place of an older one with the same id. During a change
  // of keys `keep_older_pins_until` keeps the pins of the older card valid up to that time.
  Result<Addition> add(const Json& card_envelope,
                       std::optional<Instant> keep_older_pins_until = std::nullopt);

  // Takes a node out of the draft.
  Result<void> remove(const NodeId& id);

  // Signs the draft as the next list and returns its envelope.
  Result<Json> sign(int valid_days, Instant now);

  const crypto::PublicKey& anchor() const { return key_.public_key(); }
  const std::vector<PeerEntry>& entries() const { return entries_; }
  std::int64_t last_sequence() const { return sequence_; }

 private:
  TrustAuthority(std::filesystem::path folder, crypto::SigningKey key);
  Result<void> read_draft();
  Result<void> write_draft(std::int64_t sequence, const std::vector<PeerEntry>& entries);

  std::filesystem::path folder_;
  crypto::SigningKey key_;
  std::int64_t sequence_ = 0;
  std::vector<PeerEntry> entries_;
};

}  // namespace passerelle::identity
