#include "node/ledger/kept_persons.h"

namespace passerelle::ledger_store {

std::shared_ptr<const Met> KeptPersons::find(const RunId& run, std::int64_t version) const {
  const std::lock_guard lock(mutex_);
  return run == run_ && version == version_ ? met_ : nullptr;
}

void KeptPersons::keep(const RunId& run, std::int64_t version, std::shared_ptr<const Met> met) {
  const std::lock_guard lock(mutex_);
  run_ = run;
  version_ = version;
  met_ = std::move(met);
}

}  // namespace passerelle::ledger_store
