// The numbers of persons: whoever was in a released cohort has one, for ever. Pseudonyms stand in
// chunks of 65,536, each sealed; the number of a person is the chunk and the place in it, so that a
// chunk is a container of the bitmaps.
//
// Thread safety: pure but for the transaction they are given.
#pragma once

#include <cstdint>
#include <vector>

#include "node/analysis/cohorts.h"
#include "node/crypto/storage_key.h"
#include "node/store/database.h"
#include "policies/ledger/judge.h"

namespace passerelle::ledger_store {

// The atoms of a release as the ledger knows them: who has a number, and who has none yet.
struct Met {
  std::vector<ledger::Atom> atoms;
  std::vector<std::vector<std::uint64_t>> without_number;  // by atom
};

// Reads every chunk once, whatever the size of the ledger; keeps what the release holds.
Result<Met> meet_persons(store::Reader& reader,
                         const crypto::StorageKey& key,
                         const analysis::Cohorts& cohorts);

// Gives the pseudonyms numbers, in their order.
// Errors: ledger.full.
Result<ledger::PersonSet> add_persons(store::Transaction& tx,
                                      const crypto::StorageKey& key,
                                      const std::vector<std::uint64_t>& pseudonyms);

}  // namespace passerelle::ledger_store
