// Search over the datasets of this node and over what its peers told of theirs.
#pragma once

#include "node/base/json.h"
#include "node/search/query.h"
#include "node/service/node.h"

namespace passerelle::service {

// Brings what the index says of a dataset into line with its record, in the transaction that
// changed the record: its newest description, or nothing when it is withdrawn.
Result<void> index_record(store::Transaction& tx, const Config& config, const DatasetId& dataset);

// Makes the index of a database that has none, or one of another version of the program: from its
// own documents and from the records of the catalogue. Costs one look-up otherwise.
Result<void> prepare_search(store::Database& database, const Config& config);

// Searches, by the parameters of `search::query_from`. With "peers" = "known" only the index is
// asked; without it every peer is asked for its catalogue first, and one that does not answer is
// named, not waited for: what it told before is still found.
Result<Json> search_catalogues(Node& node,
                               const identity::Caller& caller,
                               search::Parameters parameters);

}  // namespace passerelle::service
