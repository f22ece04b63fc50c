// The entries of the public register as they were last made. Everybody may look at the register, as
// often as they like, and making its entries folds every case.
//
// Thread safety: any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "node/base/clock.h"
#include "node/base/json.h"

namespace passerelle::service {

class RegisterShelf {
 public:
  using Entries = std::shared_ptr<const std::vector<Json>>;

  // Time alone makes an entry late, and no sooner than a minute after is soon enough to say so.
  static constexpr std::chrono::minutes kFresh{1};

  // Returns the entries made of the cases at that version, or null when there are none that fresh.
  Entries find(std::int64_t version, Instant now) const {
    const std::lock_guard lock(mutex_);
    const bool is_fresh = version == version_ && made_ <= now && now < made_ + kFresh;
    return is_fresh ? entries_ : nullptr;
  }

  void keep(std::int64_t version, Instant now, Entries entries) {
    const std::lock_guard lock(mutex_);
    version_ = version;
    made_ = now;
    entries_ = std::move(entries);
  }

 private:
  mutable std::mutex mutex_;  // guards what follows
  std::int64_t version_ = -1;
  Instant made_{};
  Entries entries_;
};

}  // namespace passerelle::service
