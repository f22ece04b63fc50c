// The integers modulo the prime 2^61 - 1, in which combinations of cohorts are computed.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>

namespace passerelle::ledger {

using Residue = std::uint64_t;  // below kPrime
inline constexpr Residue kPrime = (Residue{1} << 61) - 1;

constexpr Residue plus(Residue left, Residue right) {
  const auto sum = left + right;
  return sum >= kPrime ? sum - kPrime : sum;
}

constexpr Residue minus(Residue left, Residue right) {
  return left >= right ? left - right : left + kPrime - right;
}

constexpr Residue times(Residue left, Residue right) {
  __extension__ using Wide = unsigned __int128;
  const auto product = static_cast<Wide>(left) * right;
  return plus(static_cast<Residue>(product) & kPrime, static_cast<Residue>(product >> 61));
}

// Requires: not zero. Fermat: the power by the prime less two.
constexpr Residue inverse(Residue of) {
  Residue power = 1;
  for (auto exponent = kPrime - 2; exponent > 0; exponent >>= 1) {
    if ((exponent & 1) != 0) power = times(power, of);
    of = times(of, of);
  }
  return power;
}

// A sequence of residues without pattern, always the same (splitmix64: Steele, Lea, Flood 2014).
class Residues {
 public:
  Residue next() {
    auto z = state_ += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return (z ^ (z >> 31)) % kPrime;
  }

 private:
  std::uint64_t state_ = 0;
};

}  // namespace passerelle::ledger
