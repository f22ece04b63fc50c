// The ledger of releases at rest: who is in what was released, sealed in the database of the node
// and nowhere else (FORMAT.md). It belongs to the data, not to a study or a user, and is only added
// to.
//
// Thread safety: pure but for the transaction they are given.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "node/base/clock.h"
#include "node/base/strong_id.h"
#include "node/ledger/persons.h"

namespace passerelle::ledger_store {

struct Release {
  RunId run;
  int round = 0;
  PermitId permit;
  NodeId requesting_node;
  std::string study;  // digest
  Instant at;
};

// By space of persons, the column that tells persons apart.
using PersonColumns = std::map<std::string, std::string>;

// Returns a number that grows with every release that is recorded.
Result<std::int64_t> version(store::Reader& reader);

// Refuses persons who are told apart by another column than earlier releases of their space were:
// they could not be held against each other.
// Errors: ledger.not_in_space.
Result<void> check_columns(store::Reader& reader, const PersonColumns& columns);

// What a release tells of: cohorts that were not released before, those that were, and who is in
// the data where the number of persons in them is public; else nobody.
struct Released {
  std::vector<ledger::Cohort> cohorts;
  std::vector<ledger::Cohort> known;
  ledger::Cohort population;
};

// Records what a release with new cohorts tells of, the population unless it was recorded before;
// no other person leaves a trace.
// Requires: `met` and the verdict on the cohorts are of this version of the ledger, which the
// caller has compared within the transaction.
Result<void> record(store::Transaction& tx,
                    const crypto::StorageKey& key,
                    const Release& release,
                    const PersonColumns& columns,
                    const Met& met,
                    const Released& released);

// How many numbers of some datasets the ledger refused since an output checker last let something
// of them leave, of the dataset with the most.
Result<std::int64_t> refusals_since_check(store::Reader& reader,
                                          const std::vector<DatasetId>& datasets);
Result<void> add_refusals(store::Transaction& tx,
                          const std::vector<DatasetId>& datasets,
                          std::int64_t numbers);
Result<void> forget_refusals(store::Transaction& tx, const std::vector<DatasetId>& datasets);

// For people: what was released, by size class, and nothing of persons.
struct ListedRelease {
  std::string run, permit, requesting_node, study, released;
  std::int64_t round = 0;
  std::map<std::string, std::int64_t> cohorts;  // how many, by size class: "10-99"
};
Result<std::vector<ListedRelease>> list(store::Reader& reader);

}  // namespace passerelle::ledger_store
