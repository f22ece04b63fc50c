#include "node/service/catalogue/records.h"

#include "metadata/catalogue/dataset_description.h"
#include "node/search/document.h"
#include "node/service/catalogue/search.h"
#include "node/service/errors.h"

namespace passerelle::service {

using catalogue_store::Change;
using catalogue_store::ChangeKind;

namespace {

// A transaction is under way, so the list is the one that was asked for last.
Indexing indexing(const Node& node) { return {node.config, node.trust.last_read()}; }

bool is_fixed_by_acts(const Node& node) { return node.config.catalogue_entry == "by_act"; }

std::string standing_text(const catalogue_store::Record& record) {
  if (record.withdrawn) return " was withdrawn from the catalogue on " + to_text(*record.withdrawn);
  if (!record.in_force_from) return " is announced; the date of its entry into force is not fixed";
  return " is announced; it is in force from " + to_text(*record.in_force_from);
}

// Keeps a submission; `assess` tells what is found in it, and is asked only when it is new.
template <class Assess>
Result<Change> keep(Node& node,
                    store::Transaction& tx,
                    const catalogue_store::Submission& submission,
                    bool is_accepted,
                    Assess assess) {
  auto change = catalogue_store::put(tx, submission, node.now());
  if (!change || change->kind == ChangeKind::unchanged) return change;
  const Result<std::optional<Assessment>> assessment = assess();
  if (!assessment) return assessment.error();
  if (auto kept = keep_assessment(tx, *change, *assessment, is_accepted, node.now()); !kept) {
    return kept.error();
  }
  if (auto kept = index_record(tx, indexing(node), submission.dataset); !kept) return kept.error();
  return change;
}

}  // namespace

Result<Change> keep_record(Node& node,
                           store::Transaction& tx,
                           const catalogue_store::Submission& submission,
                           const IsDataset& is_companion) {
  return keep(node, tx, submission, false, [&] {
    const rdf::Iri iri{submission.dataset.text()};
    return assess(node, catalogue::part_about(submission.description, iri),
                  [&](const DatasetId& dataset) {
                    return is_companion(dataset) || is_in_catalogue(tx, dataset);
                  });
  });
}

Result<Change> keep_record(Node& node,
                           store::Transaction& tx,
                           const catalogue_store::Submission& submission,
                           const Verdict& verdict) {
  return keep(node, tx, submission, verdict.is_accepted,
              [&]() -> Result<std::optional<Assessment>> { return verdict.assessment; });
}

Result<Change> withdraw_record(Node& node,
                               store::Transaction& tx,
                               const DatasetId& dataset,
                               const catalogue_store::LegalBasis& basis) {
  auto change = catalogue_store::withdraw(tx, dataset, basis, node.now());
  if (!change) return change;
  if (auto gone = index_record(tx, indexing(node), dataset); !gone) return gone.error();
  return change;
}

Result<void> require_orderable(const Node& node,
                               store::Reader& reader,
                               const std::vector<DatasetId>& datasets) {
  if (is_fixed_by_acts(node)) {
    for (const auto& dataset : datasets) {
      const auto record = catalogue_store::find(reader, dataset);
      if (!record) return record.error();
      if (!*record) {
        return Error{ServiceError::dataset_not_in_force,
                     dataset.text() + " is not in the catalogue"};
      }
    }
  }
  return require_in_force(node, reader, datasets);
}

Result<void> require_in_force(const Node& node,
                              store::Reader& reader,
                              const std::vector<DatasetId>& datasets) {
  for (const auto& dataset : datasets) {
    const auto record = catalogue_store::find(reader, dataset);
    if (!record) return record.error();
    if (!*record || (*record)->status(node.now()) == catalogue::Status::in_force) continue;
    auto why = dataset.text() + standing_text(**record);
    const auto& act = (*record)->basis;
    if (!act.empty()) why += " (" + (act.citation.empty() ? act.act : act.citation) + ")";
    return Error{ServiceError::dataset_not_in_force, std::move(why)};
  }
  return {};
}

Result<bool> is_published(store::Reader& reader, const DatasetId& dataset) {
  const auto record = catalogue_store::find(reader, dataset);
  if (!record) return record.error();
  return *record && (*record)->is_own() && !(*record)->withdrawn;
}

std::vector<DatasetId> datasets_of(const access::Application& application) {
  std::vector<DatasetId> datasets;
  for (const auto& dataset : application.datasets) datasets.push_back(dataset.id);
  return datasets;
}

Result<std::optional<std::int64_t>> published_persons(store::Reader& reader,
                                                      const DatasetId& dataset) {
  using Persons = std::optional<std::int64_t>;
  const auto record = catalogue_store::find(reader, dataset);
  if (!record) return record.error();
  if (!*record) return Persons();
  const auto graph = catalogue_store::description(reader, dataset);
  if (!graph) return graph.error();
  const auto described = catalogue::describe(*graph, rdf::Iri{dataset.text()});
  if (!described) return Persons();
  return search::document_of(*described, {}).individuals;
}

Result<void> require_act(const Node& node, const catalogue_store::LegalBasis& basis) {
  if (!is_fixed_by_acts(node) || !basis.empty()) return {};
  return Error{
      ServiceError::bad_request,
      "the catalogue of this node is fixed by acts (catalogue.entry): name the legal act or "
      "decision"};
}

}  // namespace passerelle::service
