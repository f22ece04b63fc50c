// Persons by numbers that mean nothing without the key: the same person of the same data always has
// the same one (SipHash-2-4, 64 bits; two of 10 million persons share one with a chance of 3 in a
// million).
//
// Thread safety: const calls from any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "node/base/result.h"
#include "node/base/secret.h"

namespace passerelle::crypto {

// The persons of one space. Of every row a pseudonym is made, and what they have in common, key and
// space, is hashed once.
class SpacePseudonyms {
 public:
  SpacePseudonyms(const SpacePseudonyms&) = delete;
  SpacePseudonyms& operator=(const SpacePseudonyms&) = delete;
  ~SpacePseudonyms();

  // Returns the number of the person that `identifier` tells apart.
  std::uint64_t of(std::string_view identifier) const;

 private:
  friend class Pseudonyms;
  SpacePseudonyms(std::string_view key, std::string_view space);

  using Lanes = std::array<std::uint64_t, 4>;
  static Lanes mixed(Lanes lanes, int rounds);

  // SipHash takes a text in words of 8 bytes, the lowest first.
  struct State {
    Lanes v{};
    std::uint64_t word = 0;  // what came of the next one
    std::size_t size = 0;    // of the text so far

    void take(std::uint64_t full);
    void take(std::string_view text);
    std::uint64_t finish();
  };
  State state_;
};

class Pseudonyms {
 public:
  static constexpr std::size_t kKeyBytes = 16;

  // Refuses a key of another length.
  static Result<Pseudonyms> with_key(std::string_view key);

  // Lifetime: the space may outlive this.
  SpacePseudonyms in(std::string_view space) const;

  // Returns the number of a person, told apart by `identifier` in one space of persons.
  std::uint64_t of(std::string_view space, std::string_view identifier) const;

 private:
  explicit Pseudonyms(Secret key) : key_(std::move(key)) {}
  Secret key_;
};

}  // namespace passerelle::crypto
