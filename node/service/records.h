// The one way into the catalogue: every change of a dataset's description, whoever brings it, goes
// through here, so that the record and all that is made from it change in one transaction.
//
// Thread safety: each function runs inside the transaction it is given.
#pragma once

#include <vector>

#include "node/catalogue/records.h"
#include "node/service/node.h"
#include "policies/access/application.h"

namespace passerelle::service {

Result<catalogue_store::Change> keep_record(Node& node,
                                            store::Transaction& tx,
                                            const catalogue_store::Submission& submission);

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

std::vector<DatasetId> datasets_of(const access::Application& application);

// Refuses a legal basis that lacks where the catalogue is fixed by acts.
Result<void> require_act(const Node& node, const catalogue_store::LegalBasis& basis);

}  // namespace passerelle::service
