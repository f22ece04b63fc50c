// Where the randomness of noise comes from: words in production from the operating system, in tests
// from a seed.
#pragma once

#include <cstdint>

#include "policies/noise/rational.h"

namespace passerelle::noise {

class RandomSource {
 public:
  RandomSource() = default;
  RandomSource(const RandomSource&) = delete;
  RandomSource& operator=(const RandomSource&) = delete;
  virtual ~RandomSource() = default;

  // Returns 64 bits, uniform and independent of all others.
  virtual std::uint64_t word() = 0;
};

// The source of a node. Keeps nothing, so that no noise can be told from memory beforehand.
//
// Thread safety: any thread.
class SystemRandom final : public RandomSource {
 public:
  std::uint64_t word() override;
};

// Returns a whole number from 0 to below - 1, each as likely as the others: what lies above is
// drawn again, as a remainder would favour small numbers. Requires: below > 0.
Wide uniform_below(RandomSource& source, Wide below);

}  // namespace passerelle::noise
