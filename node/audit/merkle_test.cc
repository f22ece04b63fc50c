#include "node/audit/merkle.h"

#include <doctest/doctest.h>

#include "node/base/encoding.h"

namespace passerelle::audit {
namespace {

MerkleTree tree_of(int size) {
  MerkleTree tree;
  for (int i = 0; i < size; ++i) tree.append(leaf_hash(std::to_string(i)));
  return tree;
}

// The definition of RFC 9162 section 2.1.1, written down without any of our shortcuts.
Hash defined_root(const std::vector<std::string>& entries) {
  if (entries.empty()) return empty_root();
  if (entries.size() == 1) return leaf_hash(entries[0]);
  std::size_t split = 1;
  while (split * 2 < entries.size()) split *= 2;
  const auto middle = entries.begin() + static_cast<std::ptrdiff_t>(split);
  return node_hash(defined_root({entries.begin(), middle}), defined_root({middle, entries.end()}));
}

TEST_CASE("the root of every size is that of the definition, also after more leaves came") {
  const auto tree = tree_of(70);
  std::vector<std::string> entries;
  for (int size = 0; size <= 70; ++size) {
    CHECK(tree.root_at(static_cast<std::uint64_t>(size)) == defined_root(entries));
    entries.push_back(std::to_string(size));
  }
}

TEST_CASE("every leaf of every tree is proved, and at no other index and for no other leaf") {
  const auto tree = tree_of(33);
  for (std::uint64_t size = 1; size <= 33; ++size) {
    const auto root = tree.root_at(size);
    for (std::uint64_t index = 0; index < size; ++index) {
      const auto proof = tree.prove_inclusion(index, size);
      const auto leaf = leaf_hash(std::to_string(index));
      REQUIRE(verify_inclusion(leaf, index, size, proof, root));
      CHECK_FALSE(verify_inclusion(leaf_hash("x"), index, size, proof, root));
      CHECK_FALSE(verify_inclusion(leaf, index, size, proof, leaf_hash("x")));
      for (std::uint64_t other = 0; other <= size; ++other) {
        if (other != index) CHECK_FALSE(verify_inclusion(leaf, other, size, proof, root));
      }
    }
  }
}

TEST_CASE("a proof with a hash more, less, changed or shortened is refused") {
  const auto tree = tree_of(13);
  const auto leaf = leaf_hash("6");
  const auto proof = tree.prove_inclusion(6, 13);
  for (std::size_t i = 0; i < proof.size(); ++i) {
    auto changed = proof;
    changed[i][0] = static_cast<char>(changed[i][0] ^ 1);
    CHECK_FALSE(verify_inclusion(leaf, 6, 13, changed, tree.root()));
    changed = proof;
    changed[i].pop_back();
    CHECK_FALSE(verify_inclusion(leaf, 6, 13, changed, tree.root()));
    changed = proof;
    changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK_FALSE(verify_inclusion(leaf, 6, 13, changed, tree.root()));
  }
  auto longer = proof;
  longer.push_back(leaf);
  CHECK_FALSE(verify_inclusion(leaf, 6, 13, longer, tree.root()));
}

TEST_CASE("every tree is consistent with all its beginnings and with nothing else") {
  const auto tree = tree_of(33);
  for (std::uint64_t size = 1; size <= 33; ++size) {
    for (std::uint64_t old_size = 1; old_size <= size; ++old_size) {
      const auto proof = tree.prove_consistency(old_size, size);
      const auto old_root = tree.root_at(old_size);
      const auto root = tree.root_at(size);
      REQUIRE(verify_consistency(old_size, size, old_root, root, proof));
      CHECK_FALSE(verify_consistency(old_size, size, leaf_hash("x"), root, proof));
      CHECK_FALSE(verify_consistency(old_size, size, old_root, leaf_hash("x"), proof));
      auto longer = proof;
      longer.push_back(root);
      CHECK_FALSE(verify_consistency(old_size, size, old_root, root, longer));
    }
  }
}

TEST_CASE("a tree never shrinks, and the empty tree proves nothing") {
  const auto tree = tree_of(5);
  CHECK_FALSE(verify_consistency(5, 4, tree.root(), tree.root_at(4), {}));
  CHECK_FALSE(verify_consistency(5, 5, tree.root(), tree.root_at(4), {}));
  CHECK_FALSE(verify_consistency(0, 5, empty_root(), tree.root(), {}));
  CHECK_FALSE(verify_consistency(0, 0, empty_root(), empty_root(), {}));
}

TEST_CASE("sizes at the end of 64 bits end in a refusal, not in a loop") {
  const auto leaf = leaf_hash("");
  CHECK_FALSE(verify_inclusion(leaf, UINT64_MAX - 1, UINT64_MAX, {leaf}, leaf));
  CHECK_FALSE(verify_inclusion(leaf, UINT64_MAX, UINT64_MAX, {}, leaf));
  CHECK_FALSE(verify_consistency(UINT64_MAX - 1, UINT64_MAX, leaf, leaf, {leaf, leaf}));
  CHECK_FALSE(verify_consistency(std::uint64_t{1} << 63, UINT64_MAX, leaf, leaf, {leaf}));
}

TEST_CASE("a hash that cannot be had ends the proof with its reason") {
  const Subtrees none = [](int, std::uint64_t) -> Result<Hash> {
    return Error{BaseError::unavailable, "lost"};
  };
  CHECK_FALSE(root_of(3, none));
  CHECK_FALSE(inclusion_proof(1, 3, none));
  const auto proof = consistency_proof(2, 3, none);
  REQUIRE_FALSE(proof);
  CHECK(proof.error().detail == "lost");
}

}  // namespace
}  // namespace passerelle::audit
