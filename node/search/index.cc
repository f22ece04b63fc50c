#include "node/search/index.h"

#include <optional>
#include <set>

#include "node/search/migrations.h"
#include "node/search/tables.h"

namespace passerelle::search {
namespace {

// How many documents a rebuild holds in memory at a time.
constexpr std::int64_t kRebuildStep = 1'000;

struct Kept {
  DocumentNumber number;
  std::string text;
};

Result<std::optional<Kept>> kept(store::Reader& reader,
                                 const std::string& origin,
                                 const DatasetId& dataset) {
  const auto row = reader.query_one(
      "select number, document from search_documents where origin = ? and dataset = ?", origin,
      dataset);
  if (!row) return row.error();
  if (!*row) return std::optional<Kept>();
  return std::optional(Kept{static_cast<DocumentNumber>((*row)->integer(0)), (*row)->text(1)});
}

Result<void> take_out(TableChanges& changes, DocumentNumber number, const std::string& text) {
  const auto document = document_from_text(text);
  if (!document) return document.error();
  return changes.take_out(number, *document);
}

Result<void> put_one(store::Transaction& tx,
                     TableChanges& changes,
                     const SearchDocument& document) {
  const auto before = kept(tx, document.origin, document.dataset);
  if (!before) return before.error();
  const auto text = to_text(document);
  if (*before) {
    if ((*before)->text == text) return {};
    if (auto gone = take_out(changes, (*before)->number, (*before)->text); !gone) return gone;
    if (auto written = tx.run("update search_documents set document = ? where number = ?", text,
                              (*before)->number);
        !written) {
      return written;
    }
    return changes.add((*before)->number, document);
  }
  if (auto written =
          tx.run("insert into search_documents (origin, dataset, document) values (?, ?, ?)",
                 document.origin, document.dataset, text);
      !written) {
    return written;
  }
  return changes.add(static_cast<DocumentNumber>(tx.last_row_id()), document);
}

Result<void> remove_one(store::Transaction& tx,
                        TableChanges& changes,
                        DocumentNumber number,
                        const std::string& text) {
  if (auto gone = take_out(changes, number, text); !gone) return gone;
  return tx.run("delete from search_documents where number = ?", number);
}

// Takes out what the origin said of all datasets but these.
Result<void> remove_others(store::Transaction& tx,
                           const std::string& origin,
                           const std::set<DatasetId>& staying) {
  const auto rows =
      tx.query("select number, dataset from search_documents where origin = ?", origin);
  if (!rows) return rows.error();
  TableChanges changes(tx);
  for (const auto& row : *rows) {
    if (staying.contains(DatasetId(row.text(1)))) continue;
    const auto number = static_cast<DocumentNumber>(row.integer(0));
    const auto text =
        tx.query_one("select document from search_documents where number = ?", number);
    if (!text) return text.error();
    if (auto gone = remove_one(tx, changes, number, (*text)->text(0)); !gone) return gone;
  }
  return changes.finish();
}

Result<void> empty_tables(store::Transaction& tx) {
  for (const char* sql :
       {"delete from search_titles", "delete from search_words", "delete from search_values",
        "delete from search_facts", "delete from search_common", "drop table search_text",
        "drop table search_spelling", kTextMigration.sql, kSpellingMigration.sql}) {
    if (auto done = tx.run(sql); !done) return done;
  }
  return {};
}

}  // namespace

Result<void> put(store::Transaction& tx, std::span<const SearchDocument> documents) {
  if (auto current = require_current(tx); !current) return current;
  TableChanges changes(tx);
  for (const auto& document : documents) {
    if (auto done = put_one(tx, changes, document); !done) return done;
  }
  return changes.finish();
}

Result<void> remove(store::Transaction& tx, const std::string& origin, const DatasetId& dataset) {
  if (auto current = require_current(tx); !current) return current;
  const auto found = kept(tx, origin, dataset);
  if (!found) return found.error();
  if (!*found) return {};
  TableChanges changes(tx);
  if (auto gone = remove_one(tx, changes, (*found)->number, (*found)->text); !gone) return gone;
  return changes.finish();
}

Result<void> remove_origin(store::Transaction& tx, const std::string& origin) {
  if (auto current = require_current(tx); !current) return current;
  return remove_others(tx, origin, {});
}

Result<void> replace_origin(store::Transaction& tx,
                            const std::string& origin,
                            std::span<const SearchDocument> documents) {
  if (auto done = put(tx, documents); !done) return done;
  std::set<DatasetId> staying;
  for (const auto& document : documents) staying.insert(document.dataset);
  return remove_others(tx, origin, staying);
}

Result<std::vector<std::string>> origins(store::Reader& reader) {
  // The index on (origin, dataset) is left by leaps, from one origin to the next.
  const auto rows = reader.query(
      "with recursive named(origin) as ("
      " select min(origin) from search_documents union all"
      " select (select min(origin) from search_documents where origin > named.origin) from named"
      " where named.origin is not null)"
      " select origin from named where origin is not null");
  if (!rows) return rows.error();
  std::vector<std::string> found;
  for (const auto& row : *rows) found.push_back(row.text(0));
  return found;
}

Result<bool> is_current(store::Reader& reader) {
  const auto current = require_current(reader);
  if (current) return true;
  if (current.error().code == SearchError::outdated) return false;
  return current.error();
}

Result<void> rebuild(store::Transaction& tx) {
  if (auto emptied = empty_tables(tx); !emptied) return emptied;
  std::int64_t last = 0;
  for (;;) {
    const auto rows = tx.query(
        "select number, document from search_documents where number > ? order by number limit ?",
        last, kRebuildStep);
    if (!rows) return rows.error();
    if (rows->empty()) break;
    TableChanges changes(tx);
    for (const auto& row : *rows) {
      last = row.integer(0);
      const auto document = document_from_text(row.text(1));
      if (!document) return document.error();
      if (auto added = changes.add(static_cast<DocumentNumber>(last), *document); !added) {
        return added;
      }
    }
    if (auto written = changes.finish(); !written) return written;
  }
  return tx.run("update search_state set analysis = ?", kAnalysis);
}

}  // namespace passerelle::search
