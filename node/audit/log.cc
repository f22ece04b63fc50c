#include "node/audit/log.h"

#include <mutex>
#include <utility>

#include "node/audit/errors.h"
#include "node/audit/head_file.h"

namespace passerelle::audit {
namespace {

using store::Blob;
using store::Reader;
using store::Row;
using store::Transaction;

Error tampered(std::string why) { return Error{AuditError::tampered, std::move(why)}; }

// The complete subtrees as the tables hold them.
Subtrees stored_subtrees(Reader& reader) {
  return [&reader](int level, std::uint64_t index) -> Result<Hash> {
    auto row = level == 0
                   ? reader.query_one("select leaf_hash from audit_entries where idx = ?", index)
                   : reader.query_one("select hash from audit_nodes where level = ? and idx = ?",
                                      level, index);
    if (!row) return std::move(row).error();
    if (!*row) return tampered("a hash of the log's tree is missing");
    return (*row)->blob(0);
  };
}

// Returns how many entries there are, and refuses a log whose newest entry no head covers.
Result<std::uint64_t> signed_size(Reader& reader) {
  auto row = reader.query_one(
      "select (select coalesce(max(idx) + 1, 0) from audit_entries),"
      " (select coalesce(max(size), 0) from audit_heads)");
  if (!row) return std::move(row).error();
  if ((*row)->integer(0) != (*row)->integer(1)) {
    return tampered("the newest entry and the newest signed head do not belong together");
  }
  return static_cast<std::uint64_t>((*row)->integer(0));
}

// Writes the subtrees that a new leaf completes: one for each time its index divides evenly.
Result<void> complete_subtrees(Transaction& transaction, std::uint64_t index, Hash hash) {
  const auto subtrees = stored_subtrees(transaction);
  for (int level = 0; (index & 1) == 1; ++level, index >>= 1) {
    auto left = subtrees(level, index - 1);
    if (!left) return std::move(left).error();
    hash = node_hash(*left, hash);
    auto saved = transaction.run("insert into audit_nodes (level, idx, hash) values (?, ?, ?)",
                                 level + 1, index >> 1, Blob{hash});
    if (!saved) return saved;
  }
  return {};
}

}  // namespace

struct Log::Publishing {
  std::mutex one_at_a_time;
};

Log::Log(store::Database& database,
         crypto::SigningKey key,
         NoteKey note_key,
         std::filesystem::path head_file)
    : database_(&database),
      key_(std::move(key)),
      note_key_(std::move(note_key)),
      head_file_(std::move(head_file)),
      publishing_(std::make_unique<Publishing>()) {}

Log::Log(Log&&) noexcept = default;
Log& Log::operator=(Log&&) noexcept = default;
Log::~Log() = default;

Result<Log> Log::open(store::Database& database,
                      crypto::SigningKey key,
                      std::string origin,
                      std::filesystem::path head_file) {
  auto note_key = NoteKey::make(std::move(origin), key.public_key());
  if (!note_key) return std::move(note_key).error();
  Log log(database, std::move(key), *std::move(note_key), std::move(head_file));

  if (auto published = log.publish_head(); !published) return std::move(published).error();
  return log;
}

Result<AuditReceipt> Log::append(Transaction& transaction, const AuditEntry& entry) const {
  if (!entry.text()) return entry.text().error();
  const auto& text = *entry.text();
  const auto index = signed_size(transaction);
  if (!index) return index.error();
  auto leaf = leaf_hash(text);
  auto saved = transaction.run("insert into audit_entries (idx, entry, leaf_hash) values (?, ?, ?)",
                               *index, text, Blob{leaf});
  if (!saved) return std::move(saved).error();
  if (auto done = complete_subtrees(transaction, *index, leaf); !done) {
    return std::move(done).error();
  }
  auto root = root_of(*index + 1, stored_subtrees(transaction));
  if (!root) return std::move(root).error();
  const auto head = sign(*index + 1, *std::move(root));
  auto signed_now = transaction.run("insert into audit_heads (size, note) values (?, ?)",
                                    head.checkpoint.size, head.note);
  if (!signed_now) return std::move(signed_now).error();
  return AuditReceipt(*index, std::move(leaf), text);
}

Result<void> Log::publish_head() const {
  const std::lock_guard lock(publishing_->one_at_a_time);
  auto file = read_head_file(head_file_);
  if (!file) return std::move(file).error();
  auto head = database_->read([&](Reader& reader) -> Result<SignedHead> {
    if (*file) {
      auto published = verify_checkpoint(**file, note_key_);
      if (!published) return std::move(published).error();
      if (auto extends = check_extends(reader, *published); !extends) return extends.error();
    }
    auto newest = head_in(reader);
    // `open` wrote the file of the empty log; whoever removed it since may have cut the log off.
    if (newest && !*file && newest->checkpoint.size > 0) {
      return tampered(head_file_.string() + " is missing, so nothing shows that the log is whole");
    }
    return newest;
  });
  if (!head) return std::move(head).error();
  if (*file == head->note) return {};
  return write_head_file(head_file_, head->note);
}

// Refuses to go on from a log that lost or changed what a published head covers.
Result<void> Log::check_extends(Reader& reader, const Checkpoint& published) const {
  const auto size = signed_size(reader);
  if (!size) return size.error();
  if (published.size > *size) {
    return tampered("the log has " + std::to_string(*size) +
                    " entries, its published head covers " + std::to_string(published.size));
  }
  const auto root = root_of(published.size, stored_subtrees(reader));
  if (!root) return root.error();
  if (*root != published.root) {
    return tampered("the first " + std::to_string(published.size) +
                    " entries are not those that the published head signs");
  }
  return {};
}

Result<SignedHead> Log::head() const {
  return database_->read([&](Reader& reader) { return head_in(reader); });
}

Result<SignedHead> Log::head_in(Reader& reader) const {
  const auto size = signed_size(reader);
  if (!size) return size.error();
  if (*size == 0) return sign(0, empty_root());
  auto row = reader.query_one("select note from audit_heads where size = ?", *size);
  if (!row) return std::move(row).error();
  const auto note = (*row)->text(0);
  auto checkpoint = verify_checkpoint(note, note_key_);
  if (!checkpoint) return std::move(checkpoint).error();
  return SignedHead{*std::move(checkpoint), note};
}

SignedHead Log::sign(std::uint64_t size, Hash root) const {
  Checkpoint checkpoint{note_key_.name(), size, std::move(root)};
  auto note = sign_note(checkpoint.text(), note_key_, key_);
  return SignedHead{std::move(checkpoint), std::move(note)};
}

Result<Receipt> Log::prove(std::uint64_t index) const {
  return database_->read([&](Reader& reader) -> Result<Receipt> {
    auto head = head_in(reader);
    if (!head) return std::move(head).error();
    if (index >= head->checkpoint.size) {
      return Error{AuditError::unknown_entry, "the log has no entry " + std::to_string(index)};
    }
    auto row = reader.query_one("select entry from audit_entries where idx = ?", index);
    if (!row) return std::move(row).error();
    if (!*row) return tampered("entry " + std::to_string(index) + " is missing");
    auto proof = inclusion_proof(index, head->checkpoint.size, stored_subtrees(reader));
    if (!proof) return std::move(proof).error();
    Receipt receipt{(*row)->text(0), index, *std::move(proof), std::move(head->note)};
    // What we hand out must hold: an edited table is found here and not by the reader.
    if (auto holds = verify_receipt(receipt, note_key_); !holds)
      return tampered(holds.error().detail);
    return receipt;
  });
}

Result<std::vector<StoredEntry>> Log::entries(std::uint64_t first, std::size_t most) const {
  return database_->read([&](Reader& reader) -> Result<std::vector<StoredEntry>> {
    std::vector<StoredEntry> list;
    auto read = reader.each(
        [&](const Row& row) -> Result<void> {
          list.push_back({static_cast<std::uint64_t>(row.integer(0)), row.text(1)});
          return {};
        },
        "select idx, entry from audit_entries where idx >= ? order by idx limit ?", first, most);
    if (!read) return std::move(read).error();
    return list;
  });
}

}  // namespace passerelle::audit
