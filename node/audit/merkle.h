// The Merkle tree of RFC 9162 section 2.1 over SHA-256: hashing, proofs and their verification.
//
// The proofs are computed from the hashes of complete subtrees, wherever they are kept: in memory
// (MerkleTree) or in a table (Log). Complete subtree `index` of `level` covers the leaves from
// index * 2^level to (index + 1) * 2^level - 1; level 0 is the leaves' own hashes. A complete
// subtree never changes again, so an append writes the subtrees it completes and touches no other.
//
// Thread safety: values and pure functions; any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/result.h"

namespace passerelle::audit {

// 32 bytes. Verifiers refuse a hash of any other length.
using Hash = std::string;

Hash leaf_hash(std::string_view entry);
Hash node_hash(std::string_view left, std::string_view right);

// Returns the root of the tree without leaves.
Hash empty_root();

// Tells the hash of a complete subtree, or why it cannot.
using Subtrees = std::function<Result<Hash>(int level, std::uint64_t index)>;

// Returns the root of the tree of the first `size` leaves.
Result<Hash> root_of(std::uint64_t size, const Subtrees& subtrees);

// Returns the inclusion proof of RFC 9162 section 2.1.3.1. Requires: index < size.
Result<std::vector<Hash>> inclusion_proof(std::uint64_t index,
                                          std::uint64_t size,
                                          const Subtrees& subtrees);

// Returns the consistency proof of section 2.1.4.1. Requires: 0 < old_size <= size.
Result<std::vector<Hash>> consistency_proof(std::uint64_t old_size,
                                            std::uint64_t size,
                                            const Subtrees& subtrees);

// Whether the leaf stands at `index` in the tree of that size and root (section 2.1.3.2).
bool verify_inclusion(std::string_view leaf,
                      std::uint64_t index,
                      std::uint64_t size,
                      const std::vector<Hash>& proof,
                      std::string_view root);

// Whether the tree of `size` only adds leaves to the tree of `old_size` (section 2.1.4.2).
bool verify_consistency(std::uint64_t old_size,
                        std::uint64_t size,
                        std::string_view old_root,
                        std::string_view root,
                        const std::vector<Hash>& proof);

// A tree in memory: two hashes per leaf.
class MerkleTree {
 public:
  void append(Hash leaf);
  std::uint64_t size() const { return levels_.empty() ? 0 : levels_[0].size(); }

  // Requires for all: sizes and indexes are within the tree.
  Hash root() const { return root_at(size()); }
  Hash root_at(std::uint64_t size) const;
  std::vector<Hash> prove_inclusion(std::uint64_t index, std::uint64_t size) const;
  std::vector<Hash> prove_consistency(std::uint64_t old_size, std::uint64_t size) const;

  // Returns the hashes of the complete subtrees, by level and index.
  const std::vector<std::vector<Hash>>& levels() const { return levels_; }

 private:
  Subtrees subtrees() const;
  std::vector<std::vector<Hash>> levels_;
};

}  // namespace passerelle::audit
