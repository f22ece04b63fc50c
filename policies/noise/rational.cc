#include "policies/noise/rational.h"

namespace passerelle::noise {
namespace {

Wide greatest_divisor(Wide a, Wide b) {
  while (b != 0) {
    const Wide rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

}  // namespace

Result<Rational> Rational::of(Wide numerator, Wide denominator) {
  if (numerator == 0 || denominator == 0) {
    return Error{BaseError::malformed, "a fraction above 0 is expected"};
  }
  const Wide divisor = greatest_divisor(numerator, denominator);
  numerator /= divisor;
  denominator /= divisor;
  if (numerator > kGreatest || denominator > kGreatest) {
    return Error{BaseError::too_large, "a fraction of terms up to 2^50 is expected"};
  }
  return Rational(static_cast<std::uint64_t>(numerator), static_cast<std::uint64_t>(denominator));
}

double Rational::value() const {
  return static_cast<double>(numerator_) / static_cast<double>(denominator_);
}

}  // namespace passerelle::noise
