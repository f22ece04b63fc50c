#include "node/catalogue/reports.h"

#include "metadata/rdf/documents.h"
#include "node/catalogue/errors.h"
#include "node/catalogue/records.h"

namespace passerelle::catalogue_store {
namespace {

// Adds a line to the history of a dataset's label.
Result<void> keep_entry(store::Transaction& tx, const DatasetId& dataset, const LabelEntry& entry) {
  if (auto kept =
          tx.run("insert into quality_labels (dataset, statements, revoked_because, recorded)"
                 " values (?, ?, ?, ?)",
                 dataset, rdf::write(entry.statements, rdf::Syntax::n_triples),
                 entry.revoked_because, entry.recorded);
      !kept) {
    return kept;
  }
  return tx.run("update catalogue_records set modified = ? where dataset = ?", entry.recorded,
                dataset);
}

}  // namespace

Result<void> keep_validation(store::Transaction& tx, const Validation& validation) {
  return tx.run(
      "insert into validations (dataset, version, profile, release, violations, warnings,"
      " accepted, report, validated) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      validation.dataset, validation.version, validation.profile, validation.release,
      validation.violations, validation.warnings, validation.is_accepted, validation.report,
      validation.validated);
}

Result<std::vector<Validation>> validations_of(store::Reader& reader, const DatasetId& dataset) {
  const auto rows = reader.query(
      "select version, profile, release, violations, warnings, accepted, report, validated"
      " from validations where dataset = ? order by number desc",
      dataset);
  if (!rows) return rows.error();
  std::vector<Validation> found;
  for (const auto& row : *rows) {
    const auto validated = row.instant(7);
    if (!validated) return validated.error();
    found.push_back({dataset, row.integer(0), row.text(1), row.text(2), row.integer(3),
                     row.integer(4), row.boolean(5), row.text(6), *validated});
  }
  return found;
}

Result<void> keep_quality(store::Transaction& tx, const Quality& quality) {
  return tx.run(
      "insert into quality (dataset, version, mqa, mqa_applicable, mqa_reachable, statements,"
      " measured) values (?, ?, ?, ?, ?, ?, ?) on conflict (dataset, version) do update set"
      " mqa = excluded.mqa, mqa_applicable = excluded.mqa_applicable,"
      " mqa_reachable = excluded.mqa_reachable, statements = excluded.statements,"
      " measured = excluded.measured",
      quality.dataset, quality.version, quality.mqa, quality.mqa_applicable, quality.mqa_reachable,
      rdf::write(quality.statements, rdf::Syntax::n_triples), quality.measured);
}

Result<std::vector<Quality>> quality_of(store::Reader& reader, const DatasetId& dataset) {
  const auto rows = reader.query(
      "select version, mqa, mqa_applicable, mqa_reachable, statements, measured from quality"
      " where dataset = ? order by version desc",
      dataset);
  if (!rows) return rows.error();
  std::vector<Quality> found;
  for (const auto& row : *rows) {
    auto statements = rdf::read_graph(row.text(4), rdf::Syntax::n_triples);
    if (!statements) return statements.error();
    const auto measured = row.instant(5);
    if (!measured) return measured.error();
    found.push_back({dataset, row.integer(0), row.integer(1), row.integer(2), row.integer(3),
                     *std::move(statements), *measured});
  }
  return found;
}

Result<void> keep_label(store::Transaction& tx,
                        const DatasetId& dataset,
                        const rdf::Graph& statements,
                        Instant now) {
  if (auto known = get(tx, dataset); !known) return known.error();
  return keep_entry(tx, dataset, {statements, "", now});
}

Result<void> revoke_label(store::Transaction& tx,
                          const DatasetId& dataset,
                          const std::string& reason,
                          Instant now) {
  if (auto known = get(tx, dataset); !known) return known.error();
  const auto label = label_in_force(tx, dataset);
  if (!label) return label.error();
  if (!*label) return Error{RecordError::no_label, dataset.text() + " has no label to revoke"};
  return keep_entry(tx, dataset, {{}, reason, now});
}

Result<std::vector<LabelEntry>> labels_of(store::Reader& reader, const DatasetId& dataset) {
  const auto rows = reader.query(
      "select statements, revoked_because, recorded from quality_labels where dataset = ?"
      " order by number desc",
      dataset);
  if (!rows) return rows.error();
  std::vector<LabelEntry> found;
  for (const auto& row : *rows) {
    auto statements = rdf::read_graph(row.text(0), rdf::Syntax::n_triples);
    if (!statements) return statements.error();
    const auto recorded = row.instant(2);
    if (!recorded) return recorded.error();
    found.push_back({*std::move(statements), row.text(1), *recorded});
  }
  return found;
}

Result<std::vector<std::pair<DatasetId, rdf::Graph>>> labels_between(store::Reader& reader,
                                                                     Instant from,
                                                                     Instant until) {
  const auto rows = reader.query(
      "select dataset, statements from quality_labels where revoked_because = ''"
      " and recorded >= ? and recorded < ? order by number",
      from, until);
  if (!rows) return rows.error();
  std::vector<std::pair<DatasetId, rdf::Graph>> found;
  for (const auto& row : *rows) {
    auto statements = rdf::read_graph(row.text(1), rdf::Syntax::n_triples);
    if (!statements) return statements.error();
    found.emplace_back(DatasetId(row.text(0)), *std::move(statements));
  }
  return found;
}

Result<std::optional<rdf::Graph>> label_in_force(store::Reader& reader, const DatasetId& dataset) {
  auto labels = labels_of(reader, dataset);
  if (!labels) return labels.error();
  if (labels->empty() || labels->front().is_revocation()) return std::optional<rdf::Graph>();
  return std::optional(std::move(labels->front().statements));
}

}  // namespace passerelle::catalogue_store
