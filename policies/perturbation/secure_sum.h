// A sum of which nobody sees the parts: every two nodes agree on a mask that one adds and the other
// subtracts, so that in the sum of what they send all masks are gone (Bonawitz et al., 2017,
// without recovery: a missing node ends the run; shared notes on disclosure, section 7).
//
// Words are modulo 2^64. The masks of two nodes are the stream of ChaCha20 under
// HKDF-SHA-256(salt: run id, X25519 of both, "passerelle-secagg-v1|LOWER ID|HIGHER ID"), read as
// words with the lowest byte first; the node with the lower id adds. A commitment is SHA-256 of a
// zero, the run id, the node's id, "|" and its words.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/result.h"
#include "node/base/secret.h"

namespace passerelle::perturbation {

inline constexpr std::size_t kRunIdBytes = 32;

using Words = std::vector<std::uint64_t>;
using Values = std::vector<std::int64_t>;

// Returns the key of the masks between two nodes, the same for both.
Result<Secret> pair_key(std::string_view run_id,
                        const std::string& own_id,
                        const Secret& own_secret,
                        const std::string& other_id,
                        std::string_view other_public_key);

// Returns the values under the masks of all pairs of the node. `keys`: by the other node's id.
Words masked(const Values& values,
             const std::string& own_id,
             const std::map<std::string, Secret>& keys);

// Returns what binds a node to its words before it sees those of others.
std::string commitment(std::string_view run_id, const std::string& id, const Words& words);

// Returns the largest size of a value at which a sum over so many nodes cannot wrap.
std::int64_t greatest_value(std::size_t nodes);

// Returns the sum of all nodes' values. Requires: words of every node of the run, of one length;
// values within `greatest_value`.
Values opened(const std::vector<Words>& masked);

}  // namespace passerelle::perturbation
