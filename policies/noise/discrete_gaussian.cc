#include "policies/noise/discrete_gaussian.h"

#include <cmath>
#include <numbers>

#include "policies/noise/turning_point.h"

namespace passerelle::noise {
namespace {

using std::numbers::pi;

// From here on the sums over x converge slowly and those of Poisson's formula fast.
constexpr double kPoissonFrom = 1;

// From here on a tail is an integral and three terms of Euler and Maclaurin.
constexpr double kWideFrom = 1e4;

constexpr double kNothing = 1e-20;

// The sum over k >= 1 of k^power exp(-exponent k^2); nothing once terms are.
double half_sum(double exponent, int power) {
  double sum = 0;
  for (int k = 1;; ++k) {
    const double term = std::pow(k, power) * std::exp(-exponent * k * k);
    sum += term;
    if (term <= kNothing * sum) return sum;
  }
}

double poisson_exponent(double sigma2) { return 2 * pi * pi * sigma2; }

double sum_of_weights(double sigma2) {
  if (sigma2 < kPoissonFrom) return 1 + 2 * half_sum(0.5 / sigma2, 0);
  return std::sqrt(2 * pi * sigma2) * (1 + 2 * half_sum(poisson_exponent(sigma2), 0));
}

}  // namespace

DiscreteGaussianLaw::DiscreteGaussianLaw(double sigma2)
    : sigma2_(sigma2), sum_(sum_of_weights(sigma2)) {}

double DiscreteGaussianLaw::weight(double x) const { return std::exp(-x * x / (2 * sigma2_)); }

double DiscreteGaussianLaw::probability(std::int64_t x) const {
  return weight(static_cast<double>(x)) / sum_;
}

// The variance is 2 sigma2^2 times the derivative of the sum's logarithm by sigma2.
double DiscreteGaussianLaw::variance() const {
  if (sigma2_ < kPoissonFrom) return 2 * half_sum(0.5 / sigma2_, 2) / sum_;
  const double exponent = poisson_exponent(sigma2_);
  const double lost = 4 * sigma2_ * exponent * half_sum(exponent, 2);
  return sigma2_ - lost / (1 + 2 * half_sum(exponent, 0));
}

double DiscreteGaussianLaw::upper_of_positive(std::int64_t x) const {
  if (sigma2_ < kWideFrom) {
    double sum = 0;
    for (;; ++x) {
      const double term = weight(static_cast<double>(x));
      sum += term;
      if (term <= kNothing * sum) return sum / sum_;
    }
  }
  const double sigma = std::sqrt(sigma2_);
  const auto point = static_cast<double>(x);
  const double z = point / sigma;
  const double terms = 0.5 + z / (12 * sigma) - (z * z * z - 3 * z) / (720 * sigma * sigma * sigma);
  return 0.5 * std::erfc(z / std::numbers::sqrt2) + weight(point) / sum_ * terms;
}

double DiscreteGaussianLaw::upper(std::int64_t x) const {
  return x > 0 ? upper_of_positive(x) : 1 - upper_of_positive(1 - x);
}

double DiscreteGaussianLaw::tail(std::int64_t size) const {
  return size == 0 ? 1 : 2 * upper_of_positive(size);
}

double gaussian_sigma_for_accuracy(std::int64_t accuracy, double alpha) {
  const auto exceeds = [&](double sigma) {
    return DiscreteGaussianLaw(sigma * sigma).tail(accuracy) > alpha;
  };
  // At the lower end all noise is 0; at the upper one less than 1e-9 of it is within the accuracy.
  return turning_point(1e-2, 1e9 * static_cast<double>(accuracy), exceeds).below;
}

}  // namespace passerelle::noise
