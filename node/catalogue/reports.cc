#include "node/catalogue/reports.h"

#include "metadata/rdf/documents.h"

namespace passerelle::catalogue_store {

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

}  // namespace passerelle::catalogue_store
