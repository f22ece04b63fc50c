#include "node/audit/receipt.h"

#include <nlohmann/json.hpp>

#include "node/audit/errors.h"
#include "node/base/encoding.h"
#include "node/base/fields.h"

namespace passerelle::audit {
namespace {

constexpr const char* kFormat = "audit-receipt/1";

// No tree of 2^63 leaves has a longer path.
constexpr std::size_t kMaximumProof = 64;

}  // namespace

Json to_json(const Receipt& receipt) {
  auto proof = Json::array();
  for (const auto& hash : receipt.proof) proof.push_back(to_base64(hash));
  return Json{{"passerelle", kFormat},
              {"entry", receipt.entry},
              {"index", receipt.index},
              {"proof", std::move(proof)},
              {"head", receipt.head}};
}

Result<Receipt> receipt_from_json(const Json& json) {
  Fields fields(json, "");
  if (fields.text("passerelle") != kFormat) fields.fail("passerelle", "is not a log receipt");
  Receipt receipt;
  receipt.entry = fields.text("entry");
  const auto index = fields.integer("index");
  if (index < 0) fields.fail("index", "is negative");
  receipt.index = static_cast<std::uint64_t>(index);
  const auto proof = fields.texts("proof");
  if (proof.size() > kMaximumProof) fields.fail("proof", "is too long");
  receipt.head = fields.text("head");
  for (const auto& text : proof) {
    auto hash = from_base64(text);
    if (!hash || hash->size() != empty_root().size()) {
      fields.fail("proof", "holds something else than hashes");
      break;
    }
    receipt.proof.push_back(*std::move(hash));
  }
  if (auto read = fields.done(); !read) return std::move(read).error();
  return receipt;
}

Result<Checkpoint> verify_receipt(const Receipt& receipt, const NoteKey& log) {
  return verify_receipt(receipt.entry, receipt.index, receipt.proof, receipt.head, log);
}

Result<Checkpoint> verify_receipt(std::string_view entry,
                                  std::uint64_t index,
                                  const std::vector<Hash>& proof,
                                  std::string_view head,
                                  const NoteKey& log) {
  auto checkpoint = verify_checkpoint(head, log);
  if (!checkpoint) return checkpoint;
  if (!verify_inclusion(leaf_hash(entry), index, checkpoint->size, proof, checkpoint->root)) {
    return Error{AuditError::not_included, "the entry is not in the log that " + log.name() +
                                               " signed, or not at index " + std::to_string(index)};
  }
  return checkpoint;
}

}  // namespace passerelle::audit
