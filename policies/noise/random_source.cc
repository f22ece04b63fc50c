#include "policies/noise/random_source.h"

#include <cassert>

#include "node/crypto/random.h"

namespace passerelle::noise {
namespace {

constexpr int kWordBits = 64;

// The least number of ones in a row that holds every number up to `greatest`.
Wide mask_of(Wide greatest) {
  for (int shift = 1; shift <= kWordBits; shift *= 2) greatest |= greatest >> shift;
  return greatest;
}

}  // namespace

std::uint64_t SystemRandom::word() {
  std::uint64_t word = 0;
  for (const char byte : crypto::random_bytes(sizeof word)) {
    word = word << 8 | static_cast<std::uint8_t>(byte);
  }
  return word;
}

Wide uniform_below(RandomSource& source, Wide below) {
  assert(below > 0);
  if (below == 1) return 0;
  const Wide mask = mask_of(below - 1);
  for (;;) {
    Wide drawn = source.word();
    if (mask >> kWordBits != 0) drawn = drawn << kWordBits | source.word();
    drawn &= mask;
    if (drawn < below) return drawn;
  }
}

}  // namespace passerelle::noise
