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

// Refuses with `service.dataset_not_in_force` when one of the datasets is announced or withdrawn.
// A dataset that the catalogue does not know is not refused here: the body that grants a permit on
// it decides with open eyes.
Result<void> require_in_force(store::Reader& reader,
                              const std::vector<DatasetId>& datasets,
                              Instant now);
Result<void> require_in_force(store::Reader& reader,
                              const access::Application& application,
                              Instant now);

}  // namespace passerelle::service
