// The Merkle and signed-note vectors of the shared folder: trees computed from the RFC, probes of
// another implementation that must be refused, notes of the C2SP texts.
#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "node/audit/checkpoint.h"
#include "node/audit/merkle.h"
#include "node/audit/receipt.h"
#include "node/base/encoding.h"
#include "node/base/json.h"

namespace passerelle::audit {
namespace {

// Returns the document, or null when the folder of vectors is not on this machine.
Json vectors(const char* name) {
  const char* shared = ::getenv("PASSERELLE_SHARED");
  const auto root = shared != nullptr
                        ? std::filesystem::path(shared)
                        : std::filesystem::path(PASSERELLE_SOURCE_DIR) / ".." / "shared";
  const auto folder = root / "data" / "merkle";
  if (!std::filesystem::is_directory(folder)) {
    std::cout << "skipped: merkle vectors (" << name << ")\n";
    return nullptr;
  }
  std::ifstream file(folder / name, std::ios::binary);
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  auto json = parse_json(text.str());
  REQUIRE(json);
  return *std::move(json);
}

std::string hex(const Json& json) { return *from_hex(json.get_ref<const std::string&>()); }
std::string base64(const Json& json) { return *from_base64(json.get_ref<const std::string&>()); }

std::vector<Hash> hashes(const Json& list, std::string (*decode)(const Json&)) {
  std::vector<Hash> decoded;
  if (list.is_null()) return decoded;
  for (const auto& item : list) decoded.push_back(decode(item));
  return decoded;
}

// Checks roots and proofs of a tree against those that the file has for it.
void check_tree(const Json& expected, const MerkleTree& tree) {
  for (const auto& probe : expected.at("inclusion")) {
    const auto index = probe.at("index").get<std::uint64_t>();
    const auto size = probe.at("size").get<std::uint64_t>();
    CHECK(tree.prove_inclusion(index, size) == hashes(probe.at("proof"), hex));
  }
  for (const auto& probe : expected.at("consistency")) {
    const auto old_size = probe.at("old").get<std::uint64_t>();
    const auto size = probe.at("new").get<std::uint64_t>();
    CHECK(tree.prove_consistency(old_size, size) == hashes(probe.at("proof"), hex));
  }
}

TEST_CASE("vectors: hashes, roots and proofs are those of the RFC's definitions") {
  const auto file = vectors("tree.json");
  if (file.is_null()) return;
  for (const auto& vector : file.at("hash_vectors")) {
    const auto wanted = hex(vector.at("hash"));
    if (vector.contains("leaf_hex")) {
      CHECK(leaf_hash(hex(vector.at("leaf_hex"))) == wanted);
    } else if (vector.contains("left_hex")) {
      CHECK(node_hash(hex(vector.at("left_hex")), hex(vector.at("right_hex"))) == wanted);
    } else {
      CHECK(empty_root() == wanted);
    }
  }

  const auto& reference = file.at("reference8");
  MerkleTree eight;
  CHECK(eight.root() == hex(reference.at("roots")[0]));
  for (std::size_t i = 0; i < 8; ++i) {
    eight.append(leaf_hash(hex(reference.at("leaves")[i])));
    CHECK(eight.levels()[0][i] == hex(reference.at("leaf_hashes")[i]));
    CHECK(eight.root() == hex(reference.at("roots")[i + 1]));
  }
  check_tree(reference, eight);

  const auto& decimal = file.at("decimal300");
  MerkleTree many;
  for (int i = 0; i < 300; ++i) many.append(leaf_hash(std::to_string(i)));
  for (const auto& [size, root] : decimal.at("roots").items()) {
    CHECK(many.root_at(std::stoull(size)) == hex(root));
  }
  CHECK(decimal.at("roots").size() > 1);
  check_tree(decimal, many);
}

TEST_CASE("vectors: exactly the inclusion probes that must be refused are refused") {
  const auto file = vectors("inclusion.json");
  if (file.is_null()) return;
  int refused = 0;
  for (const auto& probe : file.at("probes")) {
    CAPTURE(probe.at("file").get<std::string>());
    const bool is_accepted =
        verify_inclusion(base64(probe.at("leafHash")), probe.at("leafIdx").get<std::uint64_t>(),
                         probe.at("treeSize").get<std::uint64_t>(),
                         hashes(probe.at("proof"), base64), base64(probe.at("root")));
    CHECK(is_accepted != probe.at("wantErr").get<bool>());
    if (!is_accepted) ++refused;
  }
  CHECK(refused == 92);
}

TEST_CASE("vectors: exactly the consistency probes that must be refused are refused") {
  const auto file = vectors("consistency.json");
  if (file.is_null()) return;
  int refused = 0;
  for (const auto& probe : file.at("probes")) {
    CAPTURE(probe.at("file").get<std::string>());
    const bool is_accepted = verify_consistency(
        probe.at("size1").get<std::uint64_t>(), probe.at("size2").get<std::uint64_t>(),
        base64(probe.at("root1")), base64(probe.at("root2")), hashes(probe.at("proof"), base64));
    CHECK(is_accepted != probe.at("wantErr").get<bool>());
    if (!is_accepted) ++refused;
  }
  CHECK(refused == 92);
}

TEST_CASE("vectors: the specification's note verifies under its verifier key") {
  const auto file = vectors("notes.json");
  if (file.is_null()) return;
  const auto& example = file.at("spec_example");
  const auto vkey = example.at("vkey").get<std::string>();
  const auto key = NoteKey::parse(vkey);
  REQUIRE(key);
  CHECK(key->text() == vkey);
  const auto text = verify_note(example.at("note").get<std::string>(), *key);
  REQUIRE(text);
  CHECK(*text == "This is an example message.\n");
}

TEST_CASE("vectors: checkpoints are accepted and refused as they must be") {
  const auto file = vectors("notes.json");
  if (file.is_null()) return;
  const auto key = NoteKey::parse(file.at("keys").at("log").at("vkey").get<std::string>());
  REQUIRE(key);
  Checkpoint of_eight;
  for (const auto& vector : file.at("checkpoints")) {
    const auto head = verify_checkpoint(vector.at("note").get<std::string>(), *key);
    if (vector.at("valid") == false) {
      CHECK_FALSE(head);
      continue;
    }
    REQUIRE(head);
    if (vector.at("valid") == true) {
      CHECK(head->size == vector.at("size").get<std::uint64_t>());
      CHECK(head->root == hex(vector.at("root_hex")));
      CHECK(head->text() == vector.at("body").get<std::string>());
      if (head->size == 8) of_eight = *head;
    } else {
      // Two signed heads of one size: each is good alone, together they show a split view.
      CHECK(head->size == of_eight.size);
      CHECK_FALSE(verify_consistency(8, 8, of_eight.root, head->root, {}));
    }
  }
}

TEST_CASE("vectors: a verifier key of another algorithm is refused") {
  const auto file = vectors("notes.json");
  if (file.is_null()) return;
  CHECK_FALSE(NoteKey::parse(file.at("keys").at("witness1").at("vkey").get<std::string>()));
}

TEST_CASE("vectors: proofs with their heads are accepted and refused as they must be") {
  const auto file = vectors("notes.json");
  if (file.is_null()) return;
  const auto key = NoteKey::parse(file.at("keys").at("log").at("vkey").get<std::string>());
  REQUIRE(key);
  for (const auto& vector : file.at("tlog_proofs")) {
    // C2SP tlog-proof: a title, "index N", one base64 hash per line, an empty line, the head.
    const auto text = vector.at("text").get<std::string>();
    const auto end = text.find("\n\n");
    std::istringstream lines(text.substr(0, end));
    Receipt receipt;
    receipt.entry = hex(vector.at("leaf_hex"));
    receipt.head = text.substr(end + 2);
    std::string line;
    std::getline(lines, line);
    std::getline(lines, line);
    receipt.index = std::stoull(line.substr(6));
    while (std::getline(lines, line)) receipt.proof.push_back(*from_base64(line));
    CHECK(verify_receipt(receipt, *key).has_value() == vector.at("valid").get<bool>());
  }
}

}  // namespace
}  // namespace passerelle::audit
