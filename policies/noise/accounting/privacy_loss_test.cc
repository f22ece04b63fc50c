#include "policies/noise/accounting/privacy_loss.h"

#include <doctest/doctest.h>

#include <cmath>

namespace passerelle::noise::accounting {
namespace {

double epsilon_of(std::vector<LossMass> masses, double infinite, double delta) {
  const auto epsilon = loss_epsilon(std::move(masses), infinite, delta);
  REQUIRE(epsilon);
  return *epsilon;
}

// Randomised response has two losses, epsilon and its negative.
TEST_CASE("the losses of randomised response have its epsilon") {
  const double mass = truthful_mass(1);
  const std::vector<LossMass> losses{{-1, 1 - mass}, {1, mass}};
  CHECK(epsilon_of(losses, 0, 0) == doctest::Approx(1).epsilon(1e-15));
  // delta(0) is the difference of the two.
  CHECK(epsilon_of(losses, 0, 2 * mass - 1) == doctest::Approx(0));
  CHECK(epsilon_of(losses, 0, 0.9) == 0);
}

TEST_CASE("the order of losses, those below zero and those without mass change nothing") {
  const double epsilon = epsilon_of({{2, 0.2}, {1, 0.7}}, 0.1, 0.2);
  CHECK(epsilon_of({{-3, 0.3}, {1, 0.7}, {5, 0}, {2, 0.2}}, 0.1, 0.2) == epsilon);
  // 0.1 + 0.2 (1 - exp(epsilon - 2)) = 0.2.
  CHECK(epsilon == doctest::Approx(2 - std::log(2.0)).epsilon(1e-14));
}

TEST_CASE("a delta that is all infinite loss leaves the greatest loss") {
  CHECK(epsilon_of({{2, 0.2}, {1, 0.7}}, 0.1, 0.1) == doctest::Approx(2).epsilon(1e-14));
  CHECK(epsilon_of({{700, 1e-200}, {-1, 1}}, 0, 0) == 700);
  CHECK(epsilon_of({}, 1, 1) == 0);
  CHECK(!loss_epsilon({{1, 0.9}}, 0.1, 0.05));
}

}  // namespace
}  // namespace passerelle::noise::accounting
