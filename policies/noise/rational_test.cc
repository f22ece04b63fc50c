#include "policies/noise/rational.h"

#include <doctest/doctest.h>

#include <ostream>

namespace passerelle::noise {
namespace {

TEST_CASE("a fraction is in lowest terms") {
  const auto half = Rational::of(3, 6);
  REQUIRE(half);
  CHECK(half->numerator() == 1);
  CHECK(half->denominator() == 2);
  CHECK(half->value() == 0.5);
  CHECK(*half == *Rational::of(Wide{1} << 100, Wide{1} << 101));
}

TEST_CASE("nothing, and terms over the range, are refused") {
  CHECK(Rational::of(0, 1).error().detail == "a fraction above 0 is expected");
  CHECK(Rational::of(1, 0).error().detail == "a fraction above 0 is expected");
  CHECK(Rational::of(Rational::kGreatest, 1));
  CHECK(Rational::of(1, Rational::kGreatest));
  CHECK(Rational::of(Wide{Rational::kGreatest} + 1, 1).error().code == BaseError::too_large);
  CHECK(Rational::of(1, Wide{Rational::kGreatest} + 1).error().code == BaseError::too_large);
}

}  // namespace
}  // namespace passerelle::noise
