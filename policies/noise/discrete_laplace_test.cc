#include "policies/noise/discrete_laplace.h"

#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>

namespace passerelle::noise {
namespace {

TEST_CASE("probabilities come to 1, and tails to what is left of it") {
  for (const double scale : {0.3, 1.0, 20.0}) {
    const DiscreteLaplaceLaw law(scale);
    double sum = 0;
    double squares = 0;
    for (std::int64_t x = -1000; x <= 1000; ++x) {
      sum += law.probability(x);
      squares += static_cast<double>(x * x) * law.probability(x);
    }
    CHECK(sum == doctest::Approx(1).epsilon(1e-13));
    CHECK(squares == doctest::Approx(law.variance()).epsilon(1e-12));
    CHECK(law.tail(0) == 1);
    CHECK(law.tail(1) == doctest::Approx(1 - law.probability(0)).epsilon(1e-14));
    CHECK(law.tail(4) - law.tail(5) == doctest::Approx(2 * law.probability(4)).epsilon(1e-12));
  }
}

TEST_CASE("a scale for an accuracy keeps it, and is the greatest") {
  constexpr std::int64_t kAccuracies[] = {1, 7, 1'000'000'000'000};
  for (const auto accuracy : kAccuracies) {
    for (const double alpha : {1e-15, 0.05, 1 - 1e-9}) {
      const double scale = laplace_scale_for_accuracy(accuracy, alpha);
      CHECK(DiscreteLaplaceLaw(scale).tail(accuracy) <= alpha);
      CHECK(DiscreteLaplaceLaw(scale * 1.00001).tail(accuracy) > alpha);
    }
  }
}

}  // namespace
}  // namespace passerelle::noise
