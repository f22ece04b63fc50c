// The parameters of noise as exact fractions: what is drawn from them with whole numbers alone has
// exactly the law that is promised, where a rounded double has not (Mironov, 2012).
//
// Thread safety: values only; any thread.
#pragma once

#include <cstdint>

#include "node/base/result.h"

namespace passerelle::noise {

// Products of two words. A draw stays within it for every Rational (see sampling.cc).
__extension__ using Wide = unsigned __int128;

// A fraction above 0 in lowest terms.
class Rational {
 public:
  // The greatest numerator and denominator.
  static constexpr std::uint64_t kGreatest = std::uint64_t{1} << 50;

  // Refuses 0 as numerator or denominator, and terms that are over kGreatest when reduced.
  static Result<Rational> of(Wide numerator, Wide denominator);

  std::uint64_t numerator() const { return numerator_; }
  std::uint64_t denominator() const { return denominator_; }

  // Returns the nearest double, for accounting and for people; no draw uses it.
  double value() const;

  bool operator==(const Rational&) const = default;

 private:
  Rational(std::uint64_t numerator, std::uint64_t denominator)
      : numerator_(numerator), denominator_(denominator) {}
  std::uint64_t numerator_;
  std::uint64_t denominator_;
};

}  // namespace passerelle::noise
