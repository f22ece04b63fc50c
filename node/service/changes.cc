#include "node/service/changes.h"

#include <vector>

namespace passerelle::service {

std::uint64_t Changes::expect(const std::string& thing, Wake wake) {
  const std::lock_guard lock(mutex_);
  waiting_.emplace(std::pair(thing, ++last_ticket_), std::move(wake));
  return last_ticket_;
}

void Changes::forget(const std::string& thing, std::uint64_t ticket) {
  const std::lock_guard lock(mutex_);
  waiting_.erase({thing, ticket});
}

void Changes::notify(const std::string& thing) {
  std::vector<Wake> awake;
  {
    const std::lock_guard lock(mutex_);
    auto entry = waiting_.lower_bound({thing, 0});
    while (entry != waiting_.end() && entry->first.first == thing) {
      awake.push_back(std::move(entry->second));
      entry = waiting_.erase(entry);
    }
  }
  for (const auto& wake : awake) wake();
}

}  // namespace passerelle::service
