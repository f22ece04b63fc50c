// A set of persons, by the numbers that the ledger gave them, compressed (Roaring bitmaps: Lemire
// et al., Roaring Bitmaps: Implementation of an Optimized Software Library, 2018). The only class
// that knows the library.
//
// Thread safety: values.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "node/base/result.h"

namespace passerelle::ledger {

class PersonSet {
 public:
  PersonSet();
  explicit PersonSet(std::span<const std::uint32_t> numbers);
  PersonSet(const PersonSet& other);
  PersonSet(PersonSet&& other) noexcept;
  PersonSet& operator=(PersonSet other) noexcept;
  ~PersonSet();

  // Reads what `bytes` gave. Requires: the bytes are our own; they are checked for their length,
  // not against an attacker.
  static Result<PersonSet> from_bytes(std::string_view bytes);

  // Returns the portable form of the Roaring format, the same for equal sets.
  std::string bytes() const;

  std::int64_t size() const;
  std::int64_t common_with(const PersonSet& other) const;
  bool has(std::uint32_t number) const;
  std::uint32_t last() const;  // requires: not empty

  // Shows all numbers, ascending, some at a time.
  void each(const std::function<void(std::span<const std::uint32_t>)>& show) const;

  // Returns how many bytes it takes, or so.
  std::size_t memory() const;

  // Makes this the union of both.
  void add(const PersonSet& other);

  // Adds so many numbers from `first` on. Requires: the last of them is one.
  void add_range(std::uint32_t first, std::size_t count);

  bool operator==(const PersonSet& other) const;

 private:
  struct Bits;
  explicit PersonSet(std::unique_ptr<Bits> bits);
  std::unique_ptr<Bits> bits_;
};

}  // namespace passerelle::ledger
