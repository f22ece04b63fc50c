// Heads and receipts come from other nodes and from bundles of strangers: whatever they hold, they
// are refused or mean what they say. Nobody can sign for this key, so nothing may verify.
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>

#include "node/audit/checkpoint.h"
#include "node/audit/merkle.h"
#include "node/audit/receipt.h"
#include "tests/fuzz/target.h"

namespace {

using namespace passerelle;

// A head that is read is written again as the lines that were read.
void check_head(std::string_view text) {
  const auto head = audit::Checkpoint::parse(text);
  if (head) require(text.starts_with(head->text()));
}

void check_receipt(std::string_view text, const audit::NoteKey& key) {
  const auto json = parse_json(text);
  if (!json) return;
  const auto receipt = audit::receipt_from_json(*json);
  if (!receipt) return;
  const auto again = audit::receipt_from_json(audit::to_json(*receipt));
  require(again.has_value() && *again == *receipt);
  require(!audit::verify_receipt(*receipt, key).has_value());
}

// The first bytes choose the sizes, the rest are hashes of a proof for a root nobody can meet.
void check_proof(std::string_view bytes) {
  if (bytes.size() < 16) return;
  std::uint64_t index = 0;
  std::uint64_t size = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    index = index << 8 | static_cast<unsigned char>(bytes[i]);
    size = size << 8 | static_cast<unsigned char>(bytes[8 + i]);
  }
  std::vector<audit::Hash> proof;
  for (std::size_t i = 16; i + 32 <= bytes.size(); i += 32) proof.emplace_back(bytes.substr(i, 32));
  const auto root = audit::empty_root();
  const auto leaf = audit::leaf_hash(bytes);
  require(!audit::verify_inclusion(leaf, index, size, proof, root));
  require(!audit::verify_consistency(index, size, leaf, root, proof));
}

}  // namespace

PASSERELLE_FUZZ_TARGET(audit_proof, bytes) {
  static const auto key = audit::NoteKey::parse(
      "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
  require(key.has_value());
  static_cast<void>(audit::verify_note(bytes, *key));
  if (const auto parsed = audit::NoteKey::parse(bytes)) require(parsed->text() == bytes);
  check_head(bytes);
  check_receipt(bytes, *key);
  check_proof(bytes);
}
