#include "policies/noise/zcdp.h"

#include <doctest/doctest.h>

#include <initializer_list>
#include <ostream>

namespace passerelle::noise {
namespace {

constexpr Wide kGreatestTerm = Rational::kGreatest;

Rational fraction(Wide numerator, Wide denominator) {
  return Rational::of(numerator, denominator).value();
}

TEST_CASE("a cost is D^2 / (2 sigma^2), rounded up to a billionth") {
  CHECK(gaussian_cost(1, fraction(1, 2)) == Rho(1'000'000'000));
  CHECK(gaussian_cost(9, fraction(200, 1)) == Rho(22'500'000));
  CHECK(gaussian_cost(1, fraction(3, 2)) == Rho(333'333'334));
  CHECK(gaussian_cost(1, fraction(kGreatestTerm, 1)) == Rho(1));
  CHECK(gaussian_cost(0, fraction(1, 2)) == Rho());
  CHECK(gaussian_cost(1, fraction(1, 2)).value() == 1);
}

TEST_CASE("the cost of Laplace noise is half the square of its epsilon, rounded up") {
  CHECK(laplace_cost(1, fraction(1, 1)) == Rho(500'000'000));
  CHECK(laplace_cost(3, fraction(10, 1)) == Rho(45'000'000));
  CHECK(laplace_cost(1, fraction(3, 1)) == Rho(55'555'556));
  CHECK(laplace_cost(1, fraction(kGreatestTerm, 1)) == Rho(1));
  CHECK(laplace_cost(std::uint64_t{1} << 50, fraction(kGreatestTerm, 1)) == Rho(500'000'000));
  CHECK(laplace_cost(0, fraction(1, 1)) == Rho());
}

TEST_CASE("costs out of range are the greatest, which stays so") {
  CHECK(gaussian_cost(UINT64_MAX, fraction(1, kGreatestTerm)) == Rho::greatest());
  CHECK(gaussian_cost(UINT64_MAX, fraction(kGreatestTerm, kGreatestTerm - 1)) == Rho::greatest());
  CHECK(laplace_cost(UINT64_MAX, fraction(1, kGreatestTerm)) == Rho::greatest());
  CHECK(laplace_cost(UINT64_MAX, fraction(kGreatestTerm, kGreatestTerm - 1)) == Rho::greatest());
  CHECK(composed(Rho::greatest(), Rho(1)) == Rho::greatest());
  CHECK(composed(Rho::greatest(), Rho::greatest()) == Rho::greatest());
}

TEST_CASE("costs add up") {
  CHECK(composed(Rho(3), Rho(4)) == Rho(7));
  CHECK(composed(Rho(), Rho(4)) == Rho(4));
}

TEST_CASE("the noise for a cost costs no more than that") {
  CHECK(gaussian_sigma2_for(1, Rho(500'000'000)).value() == fraction(1, 1));
  CHECK(gaussian_sigma2_for(1, Rho(3)).value() == fraction(500'000'000, 3));
  // Terms beyond the range are rounded up to a whole number.
  const std::uint64_t squared = (std::uint64_t{1} << 40) + 1;
  const auto rounded = gaussian_sigma2_for(squared, Rho(999'999'999));
  REQUIRE(rounded);
  CHECK(rounded->denominator() == 1);
  CHECK(gaussian_cost(squared, *rounded) <= Rho(999'999'999));
  CHECK(gaussian_cost(squared, fraction(rounded->numerator() - 1, 1)) > Rho(999'999'999));
  for (std::int64_t cost = 1; cost < 1'000'000'000; cost = cost * 7 + 1) {
    CHECK(gaussian_cost(1234, gaussian_sigma2_for(1234, Rho(cost)).value()) == Rho(cost));
  }
}

TEST_CASE("noise that cannot be is refused") {
  CHECK(gaussian_sigma2_for(0, Rho(1)).error().code == BaseError::malformed);
  CHECK(gaussian_sigma2_for(1, Rho()).error().code == BaseError::malformed);
  CHECK(gaussian_sigma2_for(UINT64_MAX, Rho(1)).error().code == BaseError::too_large);
}

// Values of OpenDP (zCDP_to_approxDP) and of the paper's formula at 40 digits.
TEST_CASE("rho, epsilon and delta convert into each other") {
  CHECK(zcdp_delta(0.05, 0.25) == doctest::Approx(0.0817727531036956).epsilon(1e-13));
  CHECK(zcdp_delta(0.5, 0) == doctest::Approx(0.5588356393474351).epsilon(1e-13));
  CHECK(zcdp_epsilon(0.03125, 0.001) == doctest::Approx(0.6880024554878085).epsilon(1e-13));
  CHECK(zcdp_epsilon(0.1, 1e-6) == doctest::Approx(2.1419389283854735).epsilon(1e-13));
  CHECK(zcdp_rho(2.1419389283854735, 1e-6) == doctest::Approx(0.1).epsilon(1e-12));
  CHECK(zcdp_rho(0.25, 0.0817727531036956) == doctest::Approx(0.05).epsilon(1e-12));
}

TEST_CASE("nothing spent tells nothing, and everything spent all") {
  CHECK(zcdp_delta(0, 0) == 0);
  CHECK(zcdp_epsilon(0, 1e-300) == 0);
  CHECK(zcdp_delta(1e-320, 0) < 1e-49);
  CHECK(zcdp_epsilon(1e-320, 1e-300) < 1e-45);
  CHECK(zcdp_delta(1e7, 1000) == 1);
  CHECK(zcdp_epsilon(1e-12, 0.9) == 0);
}

TEST_CASE("a budget is the greatest of which the releases keep epsilon and delta") {
  for (const double epsilon : {0.0, 0.1, 1.0, 50.0, 1000.0}) {
    for (const double delta : {1e-12, 1e-6, 0.5}) {
      CAPTURE(epsilon);
      CAPTURE(delta);
      const auto budget = budget_of(epsilon, delta);
      CHECK(zcdp_delta(budget.value(), epsilon) <= delta);
      CHECK(zcdp_delta(Rho(budget.billionths() + 2).value(), epsilon) > delta);
    }
  }
  CHECK(budget_of(1000, 1 - 1e-15) < Rho::greatest());
}

}  // namespace
}  // namespace passerelle::noise
