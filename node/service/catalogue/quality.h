// How good the entries of the catalogue are: the score of their metadata, and the data quality and
// utility label (Art. 78) that a holder gives and a body may revoke.
#pragma once

#include "node/base/json.h"
#include "node/catalogue/record.h"
#include "node/service/node.h"

namespace passerelle::service {

// Measures a version and keeps the result. `conforms` is the outcome of its validation, if it was
// validated.
Result<void> measure_version(store::Transaction& tx,
                             const catalogue_store::Change& change,
                             std::optional<bool> conforms,
                             Instant now);

// The score of the newest version, indicator by indicator, when its holder checked it last, and the
// label in force.
Result<Json> show_quality(Node& node, const DatasetId& dataset, const std::string& language);

// The label as JSON (metadata/catalogue/quality_label.h); it takes the place of an earlier one.
Result<Json> label_dataset(Node& node,
                           const identity::Caller& caller,
                           const DatasetId& dataset,
                           const Json& request);

// {"reason": …}: the body revokes the label (Art. 78).
Result<Json> revoke_label(Node& node,
                          const identity::Caller& caller,
                          const DatasetId& dataset,
                          const Json& request);

}  // namespace passerelle::service
