#include "node/audit/verifier.h"

#include <algorithm>
#include <utility>

#include "node/audit/checkpoint.h"
#include "node/audit/head_file.h"
#include "node/audit/merkle.h"

namespace passerelle::audit {
namespace {

using store::Reader;
using store::Row;

// A damaged log has thousands of wrong hashes for one cause; the first few name it.
constexpr std::size_t kMaximumOfOneKind = 10;

// An index far beyond the others is a finding, not a reason to count up to it.
constexpr std::int64_t kMaximumGap = 1'000'000;

std::string range_text(std::int64_t first, std::int64_t last) {
  return first == last
             ? "entry " + std::to_string(first) + " is"
             : "entries " + std::to_string(first) + " to " + std::to_string(last) + " are";
}

class Verification {
 public:
  Verification(const NoteKey& key, const std::filesystem::path& head_file)
      : key_(key), head_file_(head_file) {}

  Result<LogReport> run(Reader& reader) {
    if (auto read = read_entries(reader); !read) return std::move(read).error();
    if (auto read = compare_nodes(reader); !read) return std::move(read).error();
    if (auto read = compare_heads(reader); !read) return std::move(read).error();
    if (auto read = compare_file(); !read) return std::move(read).error();
    return std::move(report_);
  }

 private:
  // One kind of finding, told at most `kMaximumOfOneKind` times and counted beyond.
  class Kind {
   public:
    explicit Kind(LogReport& report) : report_(report) {}
    Kind(const Kind&) = delete;
    Kind& operator=(const Kind&) = delete;
    ~Kind() {
      if (count_ > kMaximumOfOneKind) {
        report_.findings.push_back(std::to_string(count_ - kMaximumOfOneKind) +
                                   " more findings like the last one");
      }
    }
    void found(std::string sentence) {
      if (++count_ <= kMaximumOfOneKind) report_.findings.push_back(std::move(sentence));
    }

   private:
    LogReport& report_;
    std::size_t count_ = 0;
  };

  // Rebuilds the tree from the texts alone: what the tables say about hashes is only compared.
  Result<void> read_entries(Reader& reader) {
    Kind gaps(report_);
    Kind edits(report_);
    bool is_beyond = false;
    return reader.each(
        [&](const Row& row) -> Result<void> {
          const auto index = row.integer(0);
          const auto expected = static_cast<std::int64_t>(tree_.size());
          if (is_beyond) return {};
          if (index < expected || index - expected > kMaximumGap) {
            gaps.found("entry " + std::to_string(index) + " has an index that no log gives");
            is_beyond = index > expected;
            return {};
          }
          if (index > expected) gaps.found(range_text(expected, index - 1) + " missing");
          // A missing entry keeps its place, so that what follows is compared with its own hashes.
          for (auto i = expected; i < index; ++i) tree_.append(Hash(32, '\0'));
          auto leaf = leaf_hash(row.text(1));
          if (leaf != row.blob(2)) {
            edits.found("entry " + std::to_string(index) +
                        " was edited: its text does not have the hash that was written with it");
          }
          tree_.append(std::move(leaf));
          ++report_.entries;
          return {};
        },
        "select idx, entry, leaf_hash from audit_entries order by idx");
  }

  Result<void> compare_nodes(Reader& reader) {
    Kind wrong(report_);
    const auto& levels = tree_.levels();
    std::size_t expected = 0;
    for (std::size_t level = 1; level < levels.size(); ++level) expected += levels[level].size();
    std::size_t known = 0;
    auto read = reader.each(
        [&](const Row& row) -> Result<void> {
          const auto level = static_cast<std::size_t>(row.integer(0));
          const auto index = static_cast<std::size_t>(row.integer(1));
          if (level < 1 || level >= levels.size() || index >= levels[level].size()) {
            wrong.found("the tree has a hash that belongs to no entry, at " + place(level, index));
            return {};
          }
          ++known;
          if (row.blob(2) == levels[level][index]) return {};
          wrong.found("the tree's hash over the entries " + leaves(level, index) +
                      " is not that of their texts");
          return {};
        },
        "select level, idx, hash from audit_nodes order by level, idx");
    if (!read) return read;
    if (known < expected) {
      wrong.found("the tree lacks " + std::to_string(expected - known) + " hashes");
    }
    return {};
  }

  // Every entry was signed in its own transaction: the heads have the sizes 1 to n.
  Result<void> compare_heads(Reader& reader) {
    Kind wrong(report_);
    std::uint64_t next = 1;
    auto read = reader.each(
        [&](const Row& row) -> Result<void> {
          const auto size = static_cast<std::uint64_t>(row.integer(0));
          ++report_.signed_heads;
          if (size > next) wrong.found(missing_heads(next, size - 1));
          next = size + 1;
          if (auto sentence = check_head(row.text(1), size); !sentence.empty()) {
            wrong.found(std::move(sentence));
          }
          return {};
        },
        "select size, note from audit_heads order by size");
    if (!read) return read;
    if (next <= tree_.size()) wrong.found(missing_heads(next, tree_.size()));
    return {};
  }

  // Returns what is wrong with the head that stands at `size`, or nothing.
  std::string check_head(const std::string& note, std::uint64_t size) const {
    const auto name = "the signed head over " + std::to_string(size) + " entries";
    const auto head = verify_checkpoint(note, key_);
    if (!head) return name + " is not one of this log: " + head.error().detail;
    if (head->size != size) return name + " is another one, over " + std::to_string(head->size);
    if (size > tree_.size()) {
      return name + " covers more than the " + std::to_string(tree_.size()) +
             " entries there are: the log was cut off";
    }
    if (head->root != tree_.root_at(size)) {
      return name + " signs other texts than the first " + std::to_string(size) + " entries have";
    }
    return {};
  }

  Result<void> compare_file() {
    const auto note = read_head_file(head_file_);
    if (!note) return note.error();
    if (!*note) {
      if (tree_.size() > 0 || report_.signed_heads > 0) {
        report_.findings.push_back("the head file " + head_file_.string() +
                                   " is missing: nothing shows that the log was not cut off");
      }
      return {};
    }
    const auto head = verify_checkpoint(**note, key_);
    if (!head) {
      report_.findings.push_back("the head file is not one of this log: " + head.error().detail);
      return {};
    }
    report_.published = head->size;
    if (auto sentence = check_head(**note, head->size); !sentence.empty()) {
      report_.findings.push_back("in the head file " + sentence);
    }
    return {};
  }

  static std::string missing_heads(std::uint64_t first, std::uint64_t last) {
    return range_text(static_cast<std::int64_t>(first) - 1, static_cast<std::int64_t>(last) - 1) +
           " not signed: the head was deleted, or the entry was not written by this node";
  }
  static std::string place(std::size_t level, std::size_t index) {
    return "level " + std::to_string(level) + ", index " + std::to_string(index);
  }
  static std::string leaves(std::size_t level, std::size_t index) {
    return std::to_string(index << level) + " to " + std::to_string(((index + 1) << level) - 1);
  }

  const NoteKey& key_;
  const std::filesystem::path& head_file_;
  LogReport report_;
  MerkleTree tree_;
};

}  // namespace

Result<LogReport> verify_log(const store::Database& database,
                             const NoteKey& key,
                             const std::filesystem::path& head_file) {
  return database.read([&](Reader& reader) { return Verification(key, head_file).run(reader); });
}

}  // namespace passerelle::audit
