// Whom the rounds of one run met in the ledger, kept from one round to the next: a model that
// iterates asks for the same persons again and again. Of the last run alone, and only while nothing
// was released since.
//
// Thread safety: any thread.
#pragma once

#include <memory>
#include <mutex>

#include "node/base/strong_id.h"
#include "node/ledger/persons.h"

namespace passerelle::ledger_store {

class KeptPersons {
 public:
  // Null when they are not those of the run, or the ledger is of another version.
  std::shared_ptr<const Met> find(const RunId& run, std::int64_t version) const;
  void keep(const RunId& run, std::int64_t version, std::shared_ptr<const Met> met);

 private:
  mutable std::mutex mutex_;
  RunId run_;
  std::int64_t version_ = 0;
  std::shared_ptr<const Met> met_;  // shared: a round may use them while the next is kept
};

}  // namespace passerelle::ledger_store
