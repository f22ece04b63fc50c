// Whole numbers numbered as they are met: a table of open addressing, since persons are many and
// each costs an allocation in the standard containers.
//
// Thread safety: one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace passerelle::analysis {

class DistinctNumbers {
 public:
  // Returns which number it is, counted from 0 in the order of their first coming.
  std::uint32_t place_of(std::int64_t number) {
    if (2 * (numbers_.size() + 1) > slots_.size()) grow();
    auto& slot = slot_of(number);
    if (slot == kFree) {
      slot = static_cast<std::uint32_t>(numbers_.size());
      numbers_.push_back(number);
    }
    return slot;
  }

  std::size_t size() const { return numbers_.size(); }
  std::int64_t operator[](std::uint32_t place) const { return numbers_[place]; }

 private:
  static constexpr std::uint32_t kFree = 0xFFFF'FFFF;

  // The place of a number that is there, or a free one.
  std::uint32_t& slot_of(std::int64_t number) {
    // Identifiers come in sequences; the finaliser of splitmix64 scatters them.
    auto z = static_cast<std::uint64_t>(number);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    const auto mask = slots_.size() - 1;
    auto at = (z ^ (z >> 31)) & mask;
    while (slots_[at] != kFree && numbers_[slots_[at]] != number) at = (at + 1) & mask;
    return slots_[at];
  }

  void grow() {
    slots_.assign(slots_.empty() ? 1024 : 2 * slots_.size(), kFree);
    for (std::uint32_t place = 0; place < numbers_.size(); ++place) {
      slot_of(numbers_[place]) = place;
    }
  }

  std::vector<std::int64_t> numbers_;
  std::vector<std::uint32_t> slots_;  // a power of two, at most half full
};

}  // namespace passerelle::analysis
