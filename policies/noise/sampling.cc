#include "policies/noise/sampling.h"

#include <stdexcept>

namespace passerelle::noise {
namespace {

// So many successes in a row have a probability of exp(-1024) at most. With terms up to 2^50 the
// limit keeps every product below within its type.
constexpr std::uint64_t kMostRepeats = 1024;

void refuse_endless(std::uint64_t repeats) {
  if (repeats >= kMostRepeats) throw std::runtime_error("the source of randomness repeats itself");
}

bool draw_coin(RandomSource& source, Wide numerator, Wide denominator) {
  return uniform_below(source, denominator) < numerator;
}

// Requires: numerator <= denominator. A coin of x / k is one of x and one of 1 / k, which keeps
// clear of the product.
bool draw_coin_up_to_one(RandomSource& source, Wide numerator, Wide denominator) {
  std::uint64_t k = 1;
  while (draw_coin(source, numerator, denominator) && draw_coin(source, 1, k)) refuse_endless(k++);
  return k % 2 == 1;
}

// How often a coin of exp(-1) falls well before it does not.
std::uint64_t draw_successes(RandomSource& source) {
  std::uint64_t successes = 0;
  while (draw_exponential_coin(source, 1, 1)) refuse_endless(++successes);
  return successes;
}

// The greatest number of which the square is not above `value`. Requires: value <= 2^50.
std::uint64_t whole_root(std::uint64_t value) {
  std::uint64_t root = 0;
  for (std::uint64_t bit = std::uint64_t{1} << 25; bit != 0; bit >>= 1) {
    if ((root | bit) * (root | bit) <= value) root |= bit;
  }
  return root;
}

// Laplace noise of scale t / s. Requires: t and s up to 2^50.
std::int64_t draw_laplace(RandomSource& source, std::uint64_t t, std::uint64_t s) {
  for (;;) {
    const auto u = static_cast<std::uint64_t>(uniform_below(source, t));
    if (!draw_exponential_coin(source, u, t)) continue;
    const auto size = static_cast<std::int64_t>((u + t * draw_successes(source)) / s);
    const bool is_negative = draw_coin(source, 1, 2);
    // Else 0 would come twice as often as it should.
    if (is_negative && size == 0) continue;
    return is_negative ? -size : size;
  }
}

}  // namespace

bool draw_exponential_coin(RandomSource& source, Wide numerator, Wide denominator) {
  for (Wide whole = numerator / denominator; whole > 0; --whole) {
    if (!draw_coin_up_to_one(source, 1, 1)) return false;
  }
  return draw_coin_up_to_one(source, numerator % denominator, denominator);
}

std::int64_t draw_discrete_laplace(RandomSource& source, const Rational& scale) {
  return draw_laplace(source, scale.numerator(), scale.denominator());
}

// A Laplace draw y of scale t is kept with probability exp(-(|y| - p / (q t))^2 q / (2 p)), sigma2
// being p / q. As t^2 <= 4 max(1, p / q), the difference times q t is below 2^62, its square below
// 2^124, and the denominator up to 2^103.
std::int64_t draw_discrete_gaussian(RandomSource& source, const Rational& sigma2) {
  const Wide p = sigma2.numerator();
  const Wide q = sigma2.denominator();
  const auto t = whole_root(sigma2.numerator() / sigma2.denominator()) + 1;
  for (;;) {
    const auto y = draw_laplace(source, t, 1);
    const Wide scaled = static_cast<Wide>(y < 0 ? -y : y) * q * t;
    const Wide distance = scaled > p ? scaled - p : p - scaled;
    if (draw_exponential_coin(source, distance * distance, 2 * p * q * t * t)) return y;
  }
}

}  // namespace passerelle::noise
