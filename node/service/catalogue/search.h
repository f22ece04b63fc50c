// Search over the datasets of this node and over what its peers told of theirs.
//
// A dataset is found once. Its record says whose word it is: this node's, else a peer's, else that
// of another source (metadata/harvest/plan.h). What a peer tells when it is asked brings its
// records up to date and adds what no record speaks for.
#pragma once

#include <memory>

#include "node/base/json.h"
#include "node/identity/trust_list.h"
#include "node/search/query.h"
#include "node/service/node.h"

namespace passerelle::service {

// What the index tells beside descriptions: the countries of this node and of its peers.
struct Indexing {
  const Config& config;
  std::shared_ptr<const identity::TrustList> peers;  // null: none are known
};

// Brings what the index says of a dataset into line with its record, in the transaction that
// changed the record: its newest description, or nothing when it is withdrawn.
Result<void> index_record(store::Transaction& tx, const Indexing& how, const DatasetId& dataset);

// Makes the index of a database that has none, or one of another version of the program: from its
// own documents and from the records of the catalogue. Costs one look-up otherwise.
Result<void> prepare_search(store::Database& database, const Config& config);

// Searches, by the parameters of `search::query_from`. With "peers" = "known" only the index is
// asked; without it every peer is asked first what is new in its catalogue, and one that does not
// answer is named, not waited for: what it told before is still found.
Result<Json> search_catalogues(Node& node,
                               const identity::Caller& caller,
                               search::Parameters parameters);

}  // namespace passerelle::service
