// The one way into the catalogue: every change of a dataset's description, whoever brings it, goes
// through here, so that the record and all that is made from it change in one transaction.
//
// Thread safety: each function runs inside the transaction it is given.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "node/catalogue/records.h"
#include "node/service/catalogue/validation.h"
#include "node/service/node.h"
#include "policies/access/application.h"

namespace passerelle::service {

// Keeps a description, validated with the profile it means; violations are kept with it. Datasets
// that it names are looked for in the catalogue and by `is_companion`, such as in a harvest.
Result<catalogue_store::Change> keep_record(Node& node,
                                            store::Transaction& tx,
                                            const catalogue_store::Submission& submission,
                                            const IsDataset& is_companion);

// The same for a description that was validated before, so that the transaction is short.
struct Verdict {
  std::optional<Assessment> assessment;  // none: no profile applies
  bool is_accepted = false;              // the operator takes its violations
};
Result<catalogue_store::Change> keep_record(Node& node,
                                            store::Transaction& tx,
                                            const catalogue_store::Submission& submission,
                                            const Verdict& verdict);

Result<catalogue_store::Change> withdraw_record(Node& node,
                                                store::Transaction& tx,
                                                const DatasetId& dataset,
                                                const catalogue_store::LegalBasis& basis);

// Refuse with `service.dataset_not_in_force` when one of the datasets is announced or withdrawn.
// The holding node asks `require_orderable`, whose word counts: where the catalogue is fixed by
// acts
// (`catalogue.entry`), it also refuses what the catalogue does not know. The requesting node asks
// `require_in_force`, which spares its people a refusal by another node.
Result<void> require_orderable(const Node& node,
                               store::Reader& reader,
                               const std::vector<DatasetId>& datasets);
Result<void> require_in_force(const Node& node,
                              store::Reader& reader,
                              const std::vector<DatasetId>& datasets);

// Returns whether this node publishes the dataset: it is its own, and not withdrawn.
Result<bool> is_published(store::Reader& reader, const DatasetId& dataset);

std::vector<DatasetId> datasets_of(const access::Application& application);

// Returns how many persons the published description of a dataset says that it holds; nothing when
// it says nothing, or the catalogue has no description.
Result<std::optional<std::int64_t>> published_persons(store::Reader& reader,
                                                      const DatasetId& dataset);

// Refuses a legal basis that lacks where the catalogue is fixed by acts.
Result<void> require_act(const Node& node, const catalogue_store::LegalBasis& basis);

}  // namespace passerelle::service
