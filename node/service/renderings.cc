#include "node/service/renderings.h"

#include <utility>

namespace passerelle::service {

std::shared_ptr<const Rendering> Renderings::find(const std::string& name, Instant now) {
  const std::lock_guard lock(mutex_);
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return nullptr;
  const auto entry = found->second;
  if (entry->rendering->until && *entry->rendering->until <= now) {
    drop(entry);
    return nullptr;
  }
  entries_.splice(entries_.begin(), entries_, entry);
  return entry->rendering;
}

std::uint64_t Renderings::generation() const {
  const std::lock_guard lock(mutex_);
  return generation_;
}

void Renderings::keep(const std::string& name,
                      std::shared_ptr<const Rendering> rendering,
                      std::uint64_t generation) {
  Entry entry{name, std::move(rendering)};
  const auto size = entry.size();
  const std::lock_guard lock(mutex_);
  if (generation != generation_ || size > limit_) return;
  if (const auto known = by_name_.find(name); known != by_name_.end()) drop(known->second);
  while (bytes_ + size > limit_) drop(std::prev(entries_.end()));
  entries_.push_front(std::move(entry));
  by_name_.emplace(name, entries_.begin());
  bytes_ += size;
}

void Renderings::forget() {
  const std::lock_guard lock(mutex_);
  ++generation_;
  bytes_ = 0;
  by_name_.clear();
  entries_.clear();
}

void Renderings::drop(Entries::iterator entry) {
  bytes_ -= entry->size();
  by_name_.erase(entry->name);
  entries_.erase(entry);
}

}  // namespace passerelle::service
