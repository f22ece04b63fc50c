// The released cohorts as the judge asks for them, out of the database of the node.
//
// Thread safety: any thread; every question is a read of its own. Whoever records what was judged
// asks for the version of the ledger before and after (releases.h).
#pragma once

#include "node/crypto/storage_key.h"
#include "node/store/database.h"
#include "policies/ledger/judge.h"

namespace passerelle::ledger_store {

class DatabaseArchive final : public ledger::Archive {
 public:
  // Lifetime: database and key outlive the archive.
  DatabaseArchive(const store::Database& database, const crypto::StorageKey& key)
      : database_(database), key_(key) {}

  Result<void> each(std::int64_t least, std::int64_t most, const Show& show) const override;
  Result<void> populations(const Show& show) const override;

 private:
  const store::Database& database_;
  const crypto::StorageKey& key_;
};

// Where the bytes of a cohort and of a population stand, for their seal.
std::string place_of_cohort(std::int64_t number);
std::string place_of_population(std::int64_t number);

// Shows the recorded populations in their order.
Result<void> each_population(store::Reader& reader,
                             const crypto::StorageKey& key,
                             const ledger::Archive::Show& show);

}  // namespace passerelle::ledger_store
