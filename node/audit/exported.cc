#include "node/audit/exported.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/audit/errors.h"
#include "node/audit/merkle.h"
#include "node/base/fields.h"

namespace passerelle::audit {
namespace {

Result<std::string> entry_of_line(std::string_view line, std::size_t index) {
  const auto value = parse_json(line);
  if (!value) return value.error();
  Fields f(*value, "");
  const auto stands_at = f.integer("index");
  const auto& entry = f.object("entry");
  if (auto read = f.done(); !read) return read.error();
  if (stands_at != static_cast<std::int64_t>(index)) {
    return Error{AuditError::malformed, "/index: " + std::to_string(index) + " is expected"};
  }
  return canonical_text(entry);
}

}  // namespace

Result<std::vector<std::string>> entries_of_export(std::string_view lines) {
  std::vector<std::string> entries;
  while (!lines.empty()) {
    const auto end = std::min(lines.find('\n'), lines.size());
    auto entry = entry_of_line(lines.substr(0, end), entries.size());
    if (!entry) {
      return Error{entry.error().code,
                   "line " + std::to_string(entries.size() + 1) + ": " + entry.error().detail};
    }
    entries.push_back(*std::move(entry));
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return entries;
}

LogReport verify_exported(const std::vector<std::string>& entries, std::vector<Checkpoint> heads) {
  MerkleTree tree;
  for (const auto& entry : entries) tree.append(leaf_hash(entry));
  std::ranges::sort(heads, {}, &Checkpoint::size);
  LogReport report;
  report.entries = entries.size();
  report.signed_heads = heads.size();
  for (const auto& head : heads) {
    const auto size = std::to_string(head.size);
    if (head.size > entries.size()) {
      report.findings.push_back("a head signs " + size + " entries, here are " +
                                std::to_string(entries.size()) +
                                ": entries were cut off or deleted");
    } else if (tree.root_at(head.size) != head.root) {
      report.findings.push_back("the first " + size +
                                " entries are not those that their head signs: entries after the "
                                "first " +
                                std::to_string(report.published) +
                                " were edited, deleted or put in another order");
    } else {
      report.published = head.size;
    }
  }
  return report;
}

}  // namespace passerelle::audit
