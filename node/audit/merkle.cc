#include "node/audit/merkle.h"

#include <bit>
#include <cassert>
#include <utility>

#include "node/crypto/digest.h"

namespace passerelle::audit {
namespace {

constexpr std::size_t kHashBytes = 32;

bool are_hashes(const std::vector<Hash>& proof) {
  for (const auto& hash : proof) {
    if (hash.size() != kHashBytes) return false;
  }
  return true;
}

// Returns the largest power of two smaller than `size`, where RFC 9162 splits a tree.
// Requires: size >= 2.
std::uint64_t split_of(std::uint64_t size) { return std::bit_floor(size - 1); }

// Returns MTH(D[begin : begin + size]). Requires: size >= 1, and `begin` is a multiple of the
// smallest power of two that is not smaller than `size`, as it is for every range RFC 9162 asks
// for.
Result<Hash> range_hash(std::uint64_t begin, std::uint64_t size, const Subtrees& subtrees) {
  if (std::has_single_bit(size)) {
    const int level = std::countr_zero(size);
    return subtrees(level, begin >> level);
  }
  const auto split = split_of(size);
  auto left = range_hash(begin, split, subtrees);
  if (!left) return left;
  auto right = range_hash(begin + split, size - split, subtrees);
  if (!right) return right;
  return node_hash(*left, *right);
}

// Adds MTH(D[begin : begin + size]) to the proof.
Result<void> add(std::vector<Hash>& proof,
                 std::uint64_t begin,
                 std::uint64_t size,
                 const Subtrees& subtrees) {
  auto hash = range_hash(begin, size, subtrees);
  if (!hash) return std::move(hash).error();
  proof.push_back(*std::move(hash));
  return {};
}

// PATH(m, D[begin : begin + size]) with m = index.
Result<void> add_path(std::vector<Hash>& proof,
                      std::uint64_t index,
                      std::uint64_t begin,
                      std::uint64_t size,
                      const Subtrees& subtrees) {
  if (size == 1) return {};
  const auto split = split_of(size);
  if (index < split) {
    if (auto path = add_path(proof, index, begin, split, subtrees); !path) return path;
    return add(proof, begin + split, size - split, subtrees);
  }
  if (auto path = add_path(proof, index - split, begin + split, size - split, subtrees); !path) {
    return path;
  }
  return add(proof, begin, split, subtrees);
}

// SUBPROOF(m, D[begin : begin + size], b): `is_known` is b, the verifier has this subtree's hash.
Result<void> add_subproof(std::vector<Hash>& proof,
                          std::uint64_t old_size,
                          std::uint64_t begin,
                          std::uint64_t size,
                          bool is_known,
                          const Subtrees& subtrees) {
  if (old_size == size) {
    if (is_known) return {};
    return add(proof, begin, size, subtrees);
  }
  const auto split = split_of(size);
  if (old_size <= split) {
    auto left = add_subproof(proof, old_size, begin, split, is_known, subtrees);
    if (!left) return left;
    return add(proof, begin + split, size - split, subtrees);
  }
  auto right = add_subproof(proof, old_size - split, begin + split, size - split, false, subtrees);
  if (!right) return right;
  return add(proof, begin, split, subtrees);
}

}  // namespace

Hash leaf_hash(std::string_view entry) {
  crypto::Sha256 digest;
  digest.update(std::string_view("\x00", 1));
  digest.update(entry);
  return digest.finish();
}

Hash node_hash(std::string_view left, std::string_view right) {
  crypto::Sha256 digest;
  digest.update("\x01");
  digest.update(left);
  digest.update(right);
  return digest.finish();
}

Hash empty_root() { return crypto::sha256(""); }

Result<Hash> root_of(std::uint64_t size, const Subtrees& subtrees) {
  if (size == 0) return empty_root();
  return range_hash(0, size, subtrees);
}

Result<std::vector<Hash>> inclusion_proof(std::uint64_t index,
                                          std::uint64_t size,
                                          const Subtrees& subtrees) {
  assert(index < size);
  std::vector<Hash> proof;
  if (auto path = add_path(proof, index, 0, size, subtrees); !path) {
    return std::move(path).error();
  }
  return proof;
}

Result<std::vector<Hash>> consistency_proof(std::uint64_t old_size,
                                            std::uint64_t size,
                                            const Subtrees& subtrees) {
  assert(0 < old_size && old_size <= size);
  std::vector<Hash> proof;
  if (auto added = add_subproof(proof, old_size, 0, size, true, subtrees); !added) {
    return std::move(added).error();
  }
  return proof;
}

bool verify_inclusion(std::string_view leaf,
                      std::uint64_t index,
                      std::uint64_t size,
                      const std::vector<Hash>& proof,
                      std::string_view root) {
  if (index >= size || leaf.size() != kHashBytes || !are_hashes(proof)) return false;
  auto position = index;  // "fn" of the RFC
  auto last = size - 1;   // "sn"
  Hash hash(leaf);        // "r"
  for (const auto& sibling : proof) {
    if (last == 0) return false;
    if ((position & 1) == 1 || position == last) {
      hash = node_hash(sibling, hash);
      while ((position & 1) == 0 && position != 0) {
        position >>= 1;
        last >>= 1;
      }
    } else {
      hash = node_hash(hash, sibling);
    }
    position >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

bool verify_consistency(std::uint64_t old_size,
                        std::uint64_t size,
                        std::string_view old_root,
                        std::string_view root,
                        const std::vector<Hash>& proof) {
  // A proof from the empty tree proves nothing; the RFC defines none.
  if (old_size == 0 || old_size > size || !are_hashes(proof)) return false;
  if (old_size == size) return proof.empty() && old_root == root;
  if (proof.empty()) return false;

  // Step 2: the subtree of a power of two is known, its hash is not repeated in the proof.
  auto next = proof.begin();
  Hash old_hash(std::has_single_bit(old_size) ? old_root : std::string_view(*next++));
  Hash hash = old_hash;
  auto position = old_size - 1;  // "fn"
  auto last = size - 1;          // "sn"
  while ((position & 1) == 1) {
    position >>= 1;
    last >>= 1;
  }
  for (; next != proof.end(); ++next) {
    if (last == 0) return false;
    if ((position & 1) == 1 || position == last) {
      old_hash = node_hash(*next, old_hash);
      hash = node_hash(*next, hash);
      while ((position & 1) == 0 && position != 0) {
        position >>= 1;
        last >>= 1;
      }
    } else {
      hash = node_hash(hash, *next);
    }
    position >>= 1;
    last >>= 1;
  }
  return last == 0 && old_hash == old_root && hash == root;
}

void MerkleTree::append(Hash leaf) {
  if (levels_.empty()) levels_.emplace_back();
  levels_[0].push_back(std::move(leaf));
  for (std::size_t level = 0; levels_[level].size() % 2 == 0; ++level) {
    const auto& below = levels_[level];
    auto joined = node_hash(below[below.size() - 2], below.back());
    if (levels_.size() == level + 1) levels_.emplace_back();
    levels_[level + 1].push_back(std::move(joined));
  }
}

Subtrees MerkleTree::subtrees() const {
  return [this](int level, std::uint64_t index) -> Result<Hash> {
    return levels_[static_cast<std::size_t>(level)][index];
  };
}

Hash MerkleTree::root_at(std::uint64_t size) const {
  assert(size <= this->size());
  return *root_of(size, subtrees());
}

std::vector<Hash> MerkleTree::prove_inclusion(std::uint64_t index, std::uint64_t size) const {
  assert(size <= this->size());
  return *inclusion_proof(index, size, subtrees());
}

std::vector<Hash> MerkleTree::prove_consistency(std::uint64_t old_size, std::uint64_t size) const {
  assert(size <= this->size());
  return *consistency_proof(old_size, size, subtrees());
}

}  // namespace passerelle::audit
