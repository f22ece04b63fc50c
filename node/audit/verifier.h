// Reads a whole log and says what is wrong with it: entries that were edited, deleted, put in
// another order, added by somebody without the log key, or cut off.
//
// What it cannot find: somebody with the log key who rewrites everything, or who puts back an old
// database together with the old head file. Against both stand the heads that others have seen
// (receipts in bundles, copies of the head file): `verify_receipt`, `verify_consistency`.
//
// Thread safety: any thread; reads one state of the database.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "node/audit/note.h"
#include "node/store/database.h"

namespace passerelle::audit {

struct LogReport {
  std::uint64_t entries = 0;
  std::uint64_t signed_heads = 0;
  std::uint64_t published = 0;        // the size that the head file covers
  std::vector<std::string> findings;  // one sentence each, in the order in which they were found

  bool is_whole() const { return findings.empty(); }
};

// Returns the report on the log of that key. An error means that it could not be read at all.
Result<LogReport> verify_log(const store::Database& database,
                             const NoteKey& key,
                             const std::filesystem::path& head_file);

}  // namespace passerelle::audit
