// Persons by numbers that mean nothing without the key: the same person of the same data always has
// the same one (SipHash-2-4, 64 bits, libsodium; two of 10 million persons share one with a chance
// of 3 in a million).
//
// Thread safety: const calls from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "node/base/result.h"
#include "node/base/secret.h"

namespace passerelle::crypto {

class Pseudonyms {
 public:
  static constexpr std::size_t kKeyBytes = 16;

  // Refuses a key of another length.
  static Result<Pseudonyms> with_key(std::string_view key);

  // Returns the number of a person, told apart by `identifier` in one space of persons.
  std::uint64_t of(std::string_view space, std::string_view identifier) const;

 private:
  explicit Pseudonyms(Secret key) : key_(std::move(key)) {}
  Secret key_;
};

}  // namespace passerelle::crypto
