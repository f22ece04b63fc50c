#include "policies/noise/accounting/discrete_gaussian_delta.h"

#include <doctest/doctest.h>

#include <initializer_list>

namespace passerelle::noise::accounting {
namespace {

TEST_CASE("delta does not fall everywhere, and the sigma is enough from there on") {
  const double sigma = discrete_gaussian_sigma(16, 1e-5, 1);
  CHECK(discrete_gaussian_delta(0.177, 1, 16) < 1e-5);
  CHECK(discrete_gaussian_delta(0.25, 1, 16) > 1e-5);
  CHECK(discrete_gaussian_delta(sigma * (1 - 1e-6), 1, 16) > 1e-5);
  for (int more = 0; more < 300; ++more) {
    CHECK(discrete_gaussian_delta(sigma * (1 + 0.01 * more), 1, 16) <= 1e-5);
  }
}

TEST_CASE("a bound far out changes nothing, for narrow and wide noise") {
  for (const double sigma : {0.5, 3.0, 99.0, 101.0, 250.0}) {
    const TruncatedGaussian truncated(sigma, static_cast<std::int64_t>(20 * sigma) + 40);
    for (const std::int64_t sensitivity : {1, 2, 40}) {
      for (const double epsilon : {0.0, 0.01, 0.5, 3.0}) {
        CAPTURE(sigma);
        CAPTURE(sensitivity);
        CAPTURE(epsilon);
        CHECK(discrete_gaussian_delta(sigma, sensitivity, epsilon) ==
              doctest::Approx(truncated.delta(sensitivity, epsilon)).epsilon(1e-9));
      }
    }
  }
}

TEST_CASE("what is moved beyond the bound is lost as a whole") {
  const TruncatedGaussian law(1, 2);
  CHECK(law.delta(5, 0) == doctest::Approx(1));
  CHECK(law.delta(100, 1000) == doctest::Approx(1));
  CHECK(TruncatedGaussian(1, 0).delta(1, 0) == 1);
  CHECK(TruncatedGaussian(1, 0).standard_deviation() == 0);
}

TEST_CASE("noise that hides nothing has a delta of 1, and wide noise next to none") {
  CHECK(discrete_gaussian_delta(1e-6, 1, 0) == doctest::Approx(1));
  CHECK(discrete_gaussian_delta(1e17, 1, 1000) == 0);
  CHECK(discrete_gaussian_delta(1e12, 1, 0) < 1e-12);
}

TEST_CASE("the ends of what is asked for have an answer") {
  for (const double delta : {1e-12, 0.5, 1 - 1e-9}) {
    for (const double epsilon : {0.0, 1e-9, 1.0, 1000.0}) {
      for (const std::int64_t sensitivity : {1, 10'000}) {
        CAPTURE(delta);
        CAPTURE(epsilon);
        CAPTURE(sensitivity);
        const double sigma = discrete_gaussian_sigma(epsilon, delta, sensitivity);
        CHECK(discrete_gaussian_delta(sigma, sensitivity, epsilon) <= delta);
        CHECK(discrete_gaussian_delta(sigma * 0.999, sensitivity, epsilon) > delta);
      }
    }
  }
}

}  // namespace
}  // namespace passerelle::noise::accounting
