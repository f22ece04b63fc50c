#include "policies/noise/zcdp.h"

#include <algorithm>
#include <cmath>

#include "policies/noise/turning_point.h"

namespace passerelle::noise {
namespace {

constexpr double kBillion = 1e9;
constexpr Wide kGreatest = Rho::greatest().billionths();

// Numerator / denominator in billionths, rounded up. Three digits at a time, so that no product
// leaves its type. Requires: denominator < 2^118.
Rho rounded_up(Wide numerator, Wide denominator) {
  Wide whole = numerator / denominator;
  Wide rest = numerator % denominator;
  for (int digits = 0; digits < 9; digits += 3) {
    if (whole > kGreatest) return Rho::greatest();
    rest *= 1000;
    whole = whole * 1000 + rest / denominator;
    rest %= denominator;
  }
  if (rest != 0) ++whole;
  return Rho(static_cast<std::int64_t>(std::min(whole, kGreatest)));
}

// A cost so small is told as this one: the searches stay within double, and nobody sees it.
constexpr double kLeastRho = 1e-100;

// The logarithm of the delta that the order 1 + u gives.
double log_delta(double u, double rho, double epsilon) {
  return u * ((u + 1) * rho - epsilon) - u * std::log1p(1 / u) - std::log1p(u);
}

}  // namespace

double Rho::value() const { return static_cast<double>(billionths_) / kBillion; }

Rho composed(Rho one, Rho other) {
  return Rho(std::min(one.billionths() + other.billionths(), Rho::greatest().billionths()));
}

Rho gaussian_cost(std::uint64_t squared_sensitivity, const Rational& sigma2) {
  return rounded_up(Wide{squared_sensitivity} * sigma2.denominator(), Wide{2} * sigma2.numerator());
}

Rho laplace_cost(std::uint64_t sensitivity, const Rational& scale) {
  const Wide numerator = Wide{sensitivity} * scale.denominator();
  // Epsilon is 2^14 or more then, its square out of range.
  if (numerator >> 64 != 0) return Rho::greatest();
  const Wide denominator = scale.numerator();
  return rounded_up(numerator * numerator, 2 * denominator * denominator);
}

Result<Rational> gaussian_sigma2_for(std::uint64_t squared_sensitivity, Rho cost) {
  const Wide numerator = Wide{squared_sensitivity} * 1'000'000'000;
  const Wide denominator = Wide{2} * static_cast<Wide>(cost.billionths());
  auto exact = Rational::of(numerator, denominator);
  if (exact || exact.error().code == BaseError::malformed) return exact;
  return Rational::of((numerator + denominator - 1) / denominator, 1);
}

Rho budget_of(double epsilon, double delta) {
  const auto billionths = static_cast<std::int64_t>(zcdp_rho(epsilon, delta) * kBillion);
  return Rho(std::min(billionths, Rho::greatest().billionths() - 1));
}

// The logarithm is convex in the order, and its derivative here.
double zcdp_delta(double rho, double epsilon) {
  if (rho == 0) return 0;
  rho = std::max(rho, kLeastRho);
  const auto rises = [&](double u) { return (2 * u + 1) * rho - epsilon > std::log1p(1 / u); };
  const double u = turning_point(1e-300, (epsilon + 1) / rho + 1, rises).from;
  return std::min(1.0, std::exp(log_delta(u, rho, epsilon)));
}

double zcdp_epsilon(double rho, double delta) {
  if (rho == 0) return 0;
  rho = std::max(rho, kLeastRho);
  const double u = best_order_above_one(rho, delta);
  return std::max(0.0, epsilon_at_order(u, (u + 1) * rho, delta));
}

double zcdp_rho(double epsilon, double delta) {
  const auto is_over = [&](double rho) { return zcdp_delta(rho, epsilon) > delta; };
  return turning_point(1e-40, 1e7, is_over).below;
}

double epsilon_at_order(double above_one, double divergence, double delta) {
  return divergence - std::log1p(1 / above_one) -
         (std::log1p(above_one) + std::log(delta)) / above_one;
}

// Where the derivative of epsilon by the order is 0.
double best_order_above_one(double rho, double delta) {
  const double sought = -std::log(delta);
  const auto is_beyond = [&](double u) { return rho * u * u + std::log1p(u) > sought; };
  return turning_point(1e-300, std::sqrt(sought / rho) + 1, is_beyond).from;
}

}  // namespace passerelle::noise
