// The log of a node: every act leaves an entry, in the transaction of the act itself.
//
//   auto logged = database.write([&](store::Transaction& tx) -> Result<AuditReceipt> {
//     if (auto saved = save(tx, permit); !saved) return saved.error();
//     return log.append(tx, AuditEntry(Event::permit_issued, now, {{"permit", id.text()}}));
//   });
//   auto published = log.publish_head();
//
// Invariants: (1) an act and its entry are both there or both not, nothing about the log is kept in
// memory; (2) every entry has a head signed in its transaction, so an entry that we did not write
// has none; (3) a log that does not extend the published head is neither opened nor published:
// evidence is not overwritten.
//
// Thread safety: any thread; the database orders the writers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "node/audit/checkpoint.h"
#include "node/audit/entry.h"
#include "node/audit/receipt.h"
#include "node/audit/schema.h"
#include "node/crypto/signing.h"
#include "node/store/database.h"

namespace passerelle::audit {

// Says that an entry was appended; only the log makes one. It counts from the commit of its
// transaction on: return it from the function given to `Database::write`, keep it nowhere before.
class AuditReceipt {
 public:
  std::uint64_t index() const { return index_; }
  const Hash& leaf() const { return leaf_; }
  const std::string& entry() const { return entry_; }

 private:
  friend class Log;
  AuditReceipt(std::uint64_t index, Hash leaf, std::string entry)
      : index_(index), leaf_(std::move(leaf)), entry_(std::move(entry)) {}
  std::uint64_t index_;
  Hash leaf_;
  std::string entry_;
};

struct SignedHead {
  Checkpoint checkpoint;
  std::string note;
};

struct StoredEntry {
  std::uint64_t index = 0;
  std::string text;
};

class Log {
 public:
  // Opens the log of a node; `origin` is its public name, "passerelle/" + node id. A new log gets
  // its head file; for any other the file must be there and the log must extend what it signs.
  // Requires: the database has `kAuditMigration` and outlives the log.
  static Result<Log> open(store::Database& database,
                          crypto::SigningKey key,
                          std::string origin,
                          std::filesystem::path head_file);

  Log(Log&&) noexcept;
  Log& operator=(Log&&) noexcept;
  ~Log();

  // Appends an entry and signs the head that covers it.
  Result<AuditReceipt> append(store::Transaction& transaction, const AuditEntry& entry) const;

  // Writes the newest head to the head file. Call after every commit that appended; a crash between
  // leaves a file that is older than the log, which is fine.
  // Requires: not inside a transaction.
  Result<void> publish_head() const;

  // Returns the newest signed head; of the empty log when nothing was appended.
  Result<SignedHead> head() const;

  // Returns the entry with its proof under the newest head.
  Result<Receipt> prove(std::uint64_t index) const;

  // Returns at most `most` entries from index `first` on.
  Result<std::vector<StoredEntry>> entries(std::uint64_t first, std::size_t most) const;

  // Returns whom a verifier of this log trusts.
  const NoteKey& key() const { return note_key_; }

 private:
  struct Publishing;
  Log(store::Database& database,
      crypto::SigningKey key,
      NoteKey note_key,
      std::filesystem::path head_file);
  Result<SignedHead> head_in(store::Reader& reader) const;
  SignedHead sign(std::uint64_t size, Hash root) const;
  Result<void> check_extends(store::Reader& reader, const Checkpoint& published) const;

  store::Database* database_;
  crypto::SigningKey key_;
  NoteKey note_key_;
  std::filesystem::path head_file_;
  std::unique_ptr<Publishing> publishing_;  // one thread at a time writes the file
};

}  // namespace passerelle::audit
