// Proof that an entry stands in a node's log, for somebody who has only the node's log key: the
// entry, its index, the path to the root and the signed head. Travels in result bundles.
//
// Thread safety: values; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "node/audit/checkpoint.h"
#include "node/base/json.h"

namespace passerelle::audit {

struct Receipt {
  std::string entry;  // the canonical text, byte for byte
  std::uint64_t index = 0;
  std::vector<Hash> proof;
  std::string head;  // the signed note

  bool operator==(const Receipt&) const = default;
};

// {"passerelle": "audit-receipt/1", "entry": "…", "index": 3, "proof": ["<base64>", …], "head":
// "…"}
Json to_json(const Receipt& receipt);
Result<Receipt> receipt_from_json(const Json& json);

// Returns the head under which the entry is proved to stand at its index in the log of that key.
// Says nothing about what the entry claims, nor whether it is an entry of ours: read it afterwards.
Result<Checkpoint> verify_receipt(const Receipt& receipt, const NoteKey& log);

// The same in parts.
Result<Checkpoint> verify_receipt(std::string_view entry,
                                  std::uint64_t index,
                                  const std::vector<Hash>& proof,
                                  std::string_view head,
                                  const NoteKey& log);

}  // namespace passerelle::audit
