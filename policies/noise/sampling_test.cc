#include "policies/noise/sampling.h"

#include <doctest/doctest.h>

#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <functional>
#include <map>
#include <stdexcept>

#include "policies/noise/discrete_gaussian.h"
#include "policies/noise/discrete_laplace.h"
#include "policies/noise/seeded_source_test.h"

namespace passerelle::noise {
namespace {

// A sampler that is right is refused by one seed in ten thousand, for each law.
constexpr double kLeastProbability = 1e-4;

// Under sanitizers, without optimisation, a draw takes some fifteen times as long. There the test
// is of memory and undefined behaviour; how often each number comes the optimised build tells.
#ifdef __OPTIMIZE__
constexpr int kDraws = 1'000'000;
#else
constexpr int kDraws = 50'000;
#endif

// Bins with fewer draws would not be near enough to a normal law.
constexpr double kFewestExpected = 10;

// Pearson's test of -last to last and of the two tails beyond.
template <class Law>
double probability_of_fit(const std::map<std::int64_t, int>& found, const Law& law) {
  std::int64_t last = 0;
  while (kDraws * law.tail(last + 2) / 2 >= kFewestExpected) ++last;
  double statistic = 0;
  const auto add = [&](double times, double probability) {
    const double expected = kDraws * probability;
    statistic += (times - expected) * (times - expected) / expected;
  };
  double below = 0;
  double above = 0;
  for (const auto& [x, times] : found) {
    if (x < -last) below += times;
    if (x > last) above += times;
  }
  add(below, law.tail(last + 1) / 2);
  add(above, law.tail(last + 1) / 2);
  for (auto x = -last; x <= last; ++x) {
    const auto each = found.find(x);
    add(each == found.end() ? 0 : each->second, law.probability(x));
  }
  const auto degrees = static_cast<double>(2 * last + 2);
  return boost::math::gamma_q(degrees / 2, statistic / 2);
}

std::map<std::int64_t, int> drawn(const std::function<std::int64_t()>& draw) {
  std::map<std::int64_t, int> found;
  for (int i = 0; i < kDraws; ++i) ++found[draw()];
  return found;
}

TEST_CASE("a coin of exp(-x) falls well as often as that") {
  SeededRandom source(1);
  for (const auto& [numerator, denominator] :
       {std::pair{0, 1}, {1, 1000}, {1, 3}, {1, 1}, {3, 2}, {7, 2}}) {
    constexpr int kCoins = 100'000;
    int well = 0;
    for (int i = 0; i < kCoins; ++i) {
      well += draw_exponential_coin(source, static_cast<Wide>(numerator),
                                    static_cast<Wide>(denominator));
    }
    const double expected = std::exp(-static_cast<double>(numerator) / denominator);
    // Five standard deviations: a right coin is refused by less than one seed in a million.
    CHECK(std::abs(well - kCoins * expected) <= 5 * std::sqrt(kCoins * expected * (1 - expected)));
  }
}

TEST_CASE("discrete Laplace draws have their law") {
  for (const auto& [numerator, denominator] : {std::pair{1, 2}, {1, 1}, {2, 1}, {10, 1}, {7, 3}}) {
    const auto scale =
        Rational::of(static_cast<Wide>(numerator), static_cast<Wide>(denominator)).value();
    SeededRandom source(2026);
    const auto found = drawn([&] { return draw_discrete_laplace(source, scale); });
    CAPTURE(scale.value());
    CHECK(probability_of_fit(found, DiscreteLaplaceLaw(scale.value())) > kLeastProbability);
  }
}

TEST_CASE("discrete Gaussian draws have their law") {
  for (const auto& [numerator, denominator] :
       {std::pair{1, 4}, {1, 1}, {2, 1}, {9, 1}, {100, 1}, {22, 7}}) {
    const auto sigma2 =
        Rational::of(static_cast<Wide>(numerator), static_cast<Wide>(denominator)).value();
    SeededRandom source(2026);
    const auto found = drawn([&] { return draw_discrete_gaussian(source, sigma2); });
    CAPTURE(sigma2.value());
    CHECK(probability_of_fit(found, DiscreteGaussianLaw(sigma2.value())) > kLeastProbability);
  }
}

TEST_CASE("the test of laws tells a law that is a little off") {
  SeededRandom source(2026);
  const auto found = drawn([&] { return draw_discrete_gaussian(source, *Rational::of(9, 1)); });
  CHECK(probability_of_fit(found, DiscreteGaussianLaw(9.5)) < kLeastProbability);
}

TEST_CASE("the ends of the range can be drawn from") {
  constexpr Wide kGreatest = Rational::kGreatest;
  SeededRandom source(1);
  for (int i = 0; i < 200; ++i) {
    const auto wide = draw_discrete_gaussian(source, *Rational::of(kGreatest, 1));
    CHECK(std::abs(wide) < std::int64_t{10} << 25);
    const auto fine = draw_discrete_gaussian(source, *Rational::of(kGreatest, kGreatest - 1));
    CHECK(std::abs(fine) < 10);
    CHECK(draw_discrete_gaussian(source, *Rational::of(1, kGreatest)) == 0);
    CHECK(std::abs(draw_discrete_laplace(source, *Rational::of(kGreatest, 1))) < std::int64_t{40}
                                                                                     << 50);
    CHECK(std::abs(draw_discrete_laplace(source, *Rational::of(kGreatest, kGreatest - 1))) < 40);
    CHECK(draw_discrete_laplace(source, *Rational::of(1, kGreatest)) == 0);
  }
}

TEST_CASE("the same seed gives the same noise") {
  const auto draws = [] {
    SeededRandom source(7);
    std::vector<std::int64_t> noise;
    for (int i = 0; i < 20; ++i) {
      noise.push_back(draw_discrete_gaussian(source, *Rational::of(50, 1)));
    }
    return noise;
  };
  CHECK(draws() == draws());
}

TEST_CASE("a source that repeats itself ends the draw") {
  RepeatedWords source({0});
  CHECK_THROWS_AS(draw_exponential_coin(source, 1, 1), std::runtime_error);
  CHECK_THROWS_AS(draw_discrete_gaussian(source, *Rational::of(2, 1)), std::runtime_error);
}

}  // namespace
}  // namespace passerelle::noise
