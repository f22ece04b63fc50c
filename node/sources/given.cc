#include "node/sources/given.h"

namespace passerelle::sources {

using harvest::Standing;

Result<void> keep_given(store::Transaction& tx, const SourceId& source, const Given& given) {
  return tx.run(
      "insert into harvest_given (source, dataset, digest, is_copy, is_gone, page, record, changed)"
      " values (?, ?, ?, ?, ?, ?, ?, ?)"
      " on conflict (source, dataset) do update set digest = excluded.digest,"
      " is_copy = excluded.is_copy, is_gone = excluded.is_gone, page = excluded.page,"
      " record = excluded.record, changed = excluded.changed",
      source, given.dataset, given.digest, given.is_copy, given.is_gone, given.page, given.record,
      given.changed);
}

Result<void> note_gone(store::Transaction& tx,
                       const SourceId& source,
                       const DatasetId& dataset,
                       Instant now) {
  return tx.run(
      "update harvest_given set is_gone = 1, changed = ? where source = ? and dataset = ?", now,
      source, dataset);
}

Result<std::vector<Given>> given_by(store::Reader& reader, const SourceId& source) {
  const auto rows = reader.query(
      "select dataset, digest, is_copy, is_gone, page, record, changed from harvest_given"
      " where source = ? order by dataset",
      source);
  if (!rows) return rows.error();
  std::vector<Given> all;
  for (const auto& row : *rows) {
    const auto changed = row.instant(6);
    if (!changed) return changed.error();
    all.push_back({DatasetId(row.text(0)), row.text(1), row.boolean(2), row.boolean(3), row.text(4),
                   row.text(5), *changed});
  }
  return all;
}

Result<harvest::Knowledge> knowledge_for(store::Reader& reader, const Source& source) {
  harvest::Knowledge knowledge{source.id.text(), source.kind, {}, {}};
  const auto given = given_by(reader, source.id);
  if (!given) return given.error();
  for (const auto& one : *given) {
    knowledge.earlier.emplace(one.dataset, harvest::Earlier{one.digest, one.is_gone});
  }
  // A record whose source was removed since keeps the standing of an original.
  const auto records = reader.query(
      "select r.dataset, r.source, r.withdrawn is not null, coalesce(s.kind, 'file'),"
      " coalesce(g.is_copy, 0) from catalogue_records r"
      " left join harvest_sources s on s.id = r.source"
      " left join harvest_given g on g.source = r.source and g.dataset = r.dataset");
  if (!records) return records.error();
  for (const auto& row : *records) {
    const auto kept_by = row.text(1);
    const auto kind = harvest::source_kind(row.text(3)).value_or(harvest::SourceKind::file);
    const auto standing =
        kept_by.empty() ? Standing::own : harvest::standing_of(kind, row.boolean(4));
    knowledge.datasets.emplace(DatasetId(row.text(0)),
                               harvest::Known{kept_by, standing, row.boolean(2)});
  }
  return knowledge;
}

}  // namespace passerelle::sources
