#include "metadata/rdf/documents.h"
#include "node/catalogue/errors.h"
#include "node/catalogue/records.h"

namespace passerelle::catalogue_store {
namespace {

Result<VersionInfo> version_from(const store::Row& row) {
  const auto kind = parse_change_kind(row.text(1));
  if (!kind) return kind.error();
  VersionInfo version{row.integer(0),
                      *kind,
                      row.text(2),
                      row.text(3),
                      std::nullopt,
                      {row.text(5), row.text(6)},
                      {}};
  if (!row.is_null(4)) {
    const auto in_force_from = row.instant(4);
    if (!in_force_from) return in_force_from.error();
    version.in_force_from = *in_force_from;
  }
  const auto recorded = row.instant(7);
  if (!recorded) return recorded.error();
  version.recorded = *recorded;
  return version;
}

}  // namespace

Result<std::vector<VersionInfo>> versions(store::Reader& reader, const DatasetId& dataset) {
  const auto rows = reader.query(
      "select version, kind, source, digest, in_force_from, act, citation, recorded"
      " from dataset_versions where dataset = ? order by version",
      dataset);
  if (!rows) return rows.error();
  if (rows->empty()) return unknown_dataset(dataset);
  std::vector<VersionInfo> found;
  for (const auto& row : *rows) {
    auto version = version_from(row);
    if (!version) return version.error();
    found.push_back(*std::move(version));
  }
  return found;
}

Result<rdf::Graph> description(store::Reader& reader,
                               const DatasetId& dataset,
                               std::optional<std::int64_t> version) {
  const auto row = reader.query_one(
      "select description from dataset_versions where dataset = ?1 and version ="
      " coalesce(?2, (select version from catalogue_records where dataset = ?1))",
      dataset, version);
  if (!row) return row.error();
  if (*row) {
    auto graph = rdf::read_graph((*row)->text(0), rdf::Syntax::n_triples);
    if (graph) return graph;
    return Error{RecordError::unreadable, dataset.text() + ": " + graph.error().detail};
  }
  if (auto known = get(reader, dataset); !known) return known.error();
  return Error{RecordError::unknown,
               dataset.text() + " has no version " + std::to_string(version.value_or(0))};
}

}  // namespace passerelle::catalogue_store
