#include "node/catalogue/feed.h"

#include "node/catalogue/records.h"

namespace passerelle::catalogue_store {
namespace {

Result<FeedEntry> entry_from(const store::Row& row) {
  const auto kind = parse_change_kind(row.text(3));
  if (!kind) return kind.error();
  const auto recorded = row.instant(6);
  if (!recorded) return recorded.error();
  return FeedEntry{
      row.integer(0), DatasetId(row.text(1)), row.integer(2), *kind, row.text(4), row.text(5),
      *recorded};
}

Result<std::vector<FeedEntry>> entries_from(const Result<std::vector<store::Row>>& rows) {
  if (!rows) return rows.error();
  std::vector<FeedEntry> entries;
  for (const auto& row : *rows) {
    auto entry = entry_from(row);
    if (!entry) return entry.error();
    entries.push_back(*std::move(entry));
  }
  return entries;
}

}  // namespace

Result<std::vector<FeedEntry>> changes_after(store::Reader& reader,
                                             std::int64_t sequence,
                                             std::size_t limit) {
  return entries_from(reader.query(
      "select sequence, dataset, version, kind, source, digest, recorded from dataset_versions"
      " where sequence > ? order by sequence limit ?",
      sequence, limit));
}

Result<std::int64_t> last_sequence(store::Reader& reader) {
  const auto row = reader.query_one("select coalesce(max(sequence), 0) from dataset_versions");
  if (!row) return row.error();
  return (*row)->integer(0);
}

Result<std::vector<FeedWindow>> feed_windows(store::Reader& reader, std::int64_t size) {
  const auto rows = reader.query(
      "select (sequence - 1) / ? + 1 as page, min(recorded), max(recorded)"
      " from dataset_versions join catalogue_records using (dataset, version)"
      " where dataset_versions.source = '' group by page order by page",
      size);
  if (!rows) return rows.error();
  std::vector<FeedWindow> windows;
  for (const auto& row : *rows) {
    const auto first = row.instant(1);
    if (!first) return first.error();
    const auto last = row.instant(2);
    if (!last) return last.error();
    windows.push_back({row.integer(0), *first, *last});
  }
  return windows;
}

Result<std::vector<FeedEntry>> feed_window(store::Reader& reader,
                                           std::int64_t page,
                                           std::int64_t size) {
  return entries_from(reader.query(
      "select sequence, dataset, version, kind, dataset_versions.source, dataset_versions.digest,"
      " recorded from dataset_versions join catalogue_records using (dataset, version)"
      " where dataset_versions.source = '' and sequence > ? and sequence <= ? order by sequence",
      (page - 1) * size, page * size));
}

Result<std::optional<ChangeSpan>> own_changes(store::Reader& reader) {
  const auto row = reader.query_one(
      "select min(recorded), max(recorded) from dataset_versions where source = ''");
  if (!row) return row.error();
  if (!*row || (*row)->is_null(0)) return std::optional<ChangeSpan>();
  const auto first = (*row)->instant(0);
  if (!first) return first.error();
  const auto last = (*row)->instant(1);
  if (!last) return last.error();
  return std::optional(ChangeSpan{*first, *last});
}

}  // namespace passerelle::catalogue_store
