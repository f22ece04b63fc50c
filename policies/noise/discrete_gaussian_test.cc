#include "policies/noise/discrete_gaussian.h"

#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>

namespace passerelle::noise {
namespace {

double weight(std::int64_t x, double sigma2) {
  const auto point = static_cast<double>(x);
  return std::exp(-point * point / (2 * sigma2));
}

// By the definition, from the smallest terms on.
double summed(std::int64_t from, double sigma2) {
  double sum = 0;
  for (auto x = from + static_cast<std::int64_t>(20 * std::sqrt(sigma2)) + 20; x >= from; --x) {
    sum += weight(x, sigma2);
  }
  return sum;
}

// On both sides of 1, where sums change to Poisson's formula, and of 10^4, where tails change to an
// integral.
TEST_CASE("probabilities, variance and tails are those of the definition") {
  for (const double sigma2 : {0.01, 0.3, 0.999, 1.0, 3.7, 1000.0, 9999.0, 10'000.0, 1e6}) {
    CAPTURE(sigma2);
    const DiscreteGaussianLaw law(sigma2);
    const double whole = 1 + 2 * summed(1, sigma2);
    CHECK(law.probability(0) == doctest::Approx(1 / whole).epsilon(1e-13));
    CHECK(law.probability(-2) == doctest::Approx(weight(2, sigma2) / whole).epsilon(1e-13));
    double squares = 0;
    const auto far = static_cast<std::int64_t>(20 * std::sqrt(sigma2)) + 20;
    for (auto x = far; x > 0; --x) {
      squares += 2 * static_cast<double>(x * x) * weight(x, sigma2);
    }
    CHECK(law.variance() == doctest::Approx(squares / whole).epsilon(1e-12));
    for (const double sigmas : {0.0, 0.5, 2.0, 6.0, 8.0}) {
      const auto size = static_cast<std::int64_t>(sigmas * std::sqrt(sigma2)) + 1;
      CHECK(law.upper(size) == doctest::Approx(summed(size, sigma2) / whole).epsilon(1e-11));
      CHECK(law.upper(1 - size) + law.upper(size) == doctest::Approx(1).epsilon(1e-14));
      CHECK(law.tail(size) == 2 * law.upper(size));
    }
    CHECK(law.tail(0) == 1);
  }
}

TEST_CASE("the ends of the range have their values") {
  CHECK(DiscreteGaussianLaw(1e-12).probability(0) == 1);
  CHECK(DiscreteGaussianLaw(1e-12).variance() == 0);
  CHECK(DiscreteGaussianLaw(1e-12).upper(1) == 0);
  CHECK(DiscreteGaussianLaw(1e60).variance() == 1e60);
  CHECK(DiscreteGaussianLaw(1e60).upper(1) == doctest::Approx(0.5));
}

TEST_CASE("a sigma for an accuracy keeps it, and is the greatest") {
  constexpr std::int64_t kAccuracies[] = {1, 7, 300, 1'000'000'000'000};
  for (const auto accuracy : kAccuracies) {
    for (const double alpha : {1e-15, 0.05, 1 - 1e-9}) {
      CAPTURE(accuracy);
      CAPTURE(alpha);
      const double sigma = gaussian_sigma_for_accuracy(accuracy, alpha);
      const double more = sigma * 1.00001;
      CHECK(DiscreteGaussianLaw(sigma * sigma).tail(accuracy) <= alpha);
      CHECK(DiscreteGaussianLaw(more * more).tail(accuracy) > alpha);
    }
  }
}

}  // namespace
}  // namespace passerelle::noise
