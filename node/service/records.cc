#include "node/service/records.h"

#include "node/service/errors.h"

namespace passerelle::service {

using catalogue_store::Change;

namespace {

std::string standing_text(const catalogue_store::Record& record) {
  if (record.withdrawn) return " was withdrawn from the catalogue on " + to_text(*record.withdrawn);
  if (!record.in_force_from) return " is announced; the date of its entry into force is not fixed";
  return " is announced; it is in force from " + to_text(*record.in_force_from);
}

}  // namespace

Result<Change> keep_record(Node& node,
                           store::Transaction& tx,
                           const catalogue_store::Submission& submission) {
  return catalogue_store::put(tx, submission, node.now());
}

Result<Change> withdraw_record(Node& node,
                               store::Transaction& tx,
                               const DatasetId& dataset,
                               const catalogue_store::LegalBasis& basis) {
  return catalogue_store::withdraw(tx, dataset, basis, node.now());
}

Result<void> require_in_force(store::Reader& reader,
                              const std::vector<DatasetId>& datasets,
                              Instant now) {
  for (const auto& dataset : datasets) {
    const auto record = catalogue_store::find(reader, dataset);
    if (!record) return record.error();
    if (!*record || (*record)->status(now) == catalogue::Status::in_force) continue;
    const auto& kept = **record;
    auto why = standing_text(kept);
    if (!kept.basis.citation.empty()) why += " (" + kept.basis.citation + ")";
    return Error{ServiceError::dataset_not_in_force, dataset.text() + why};
  }
  return {};
}

Result<void> require_in_force(store::Reader& reader,
                              const access::Application& application,
                              Instant now) {
  std::vector<DatasetId> datasets;
  for (const auto& dataset : application.datasets) datasets.push_back(dataset.id);
  return require_in_force(reader, datasets, now);
}

}  // namespace passerelle::service
