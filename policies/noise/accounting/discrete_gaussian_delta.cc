#include "policies/noise/accounting/discrete_gaussian_delta.h"

#include <algorithm>
#include <cmath>

#include "policies/noise/discrete_gaussian.h"
#include "policies/noise/turning_point.h"
#include "policies/noise/zcdp.h"

namespace passerelle::noise::accounting {
namespace {

constexpr double kStep = 1.001;
constexpr double kNothing = 1e-20;

// From here on sums over all x are long, and differences of tails keep enough digits.
constexpr double kWideFrom = 100;

// Returns how much more likely x is, in the logarithm, than under the law moved by `sensitivity`.
double loss(double x, double sigma, double sensitivity) {
  return sensitivity * (sensitivity + 2 * x) / (2 * sigma * sigma);
}

// The sum of (1 - exp(epsilon - loss)) P(x) over x from `first` on.
double summed(const DiscreteGaussianLaw& law,
              double sigma,
              std::int64_t first,
              std::int64_t sensitivity,
              double epsilon) {
  double sum = 0;
  for (auto x = first;; ++x) {
    const double lost = loss(static_cast<double>(x), sigma, static_cast<double>(sensitivity));
    const double probability = law.probability(x);
    sum += probability * std::max(0.0, -std::expm1(epsilon - lost));
    if (x > 0 && probability <= kNothing * sum) return sum;
  }
}

// P(X >= first) - exp(epsilon) P(X >= first + sensitivity), without a difference of two large
// tails.
double of_tails(const DiscreteGaussianLaw& law,
                std::int64_t first,
                std::int64_t sensitivity,
                double epsilon) {
  double between = 0;
  for (auto x = first; x < first + sensitivity; ++x) between += law.probability(x);
  const double moved = law.upper(first + sensitivity);
  const double more =
      epsilon < 1 ? moved * std::expm1(epsilon) : std::exp(epsilon + std::log(moved)) - moved;
  return std::max(0.0, between - more);
}

}  // namespace

double discrete_gaussian_delta(double sigma, std::int64_t sensitivity, double epsilon) {
  const auto moved_by = static_cast<double>(sensitivity);
  const double first_lost = std::floor(epsilon * sigma * sigma / moved_by - moved_by / 2) + 1;
  // Nothing is left of the law so far out.
  if (first_lost > 50 * sigma + 50) return 0;
  const auto first = static_cast<std::int64_t>(first_lost);
  const DiscreteGaussianLaw law(sigma * sigma);
  return sigma < kWideFrom ? summed(law, sigma, first, sensitivity, epsilon)
                           : of_tails(law, first, sensitivity, epsilon);
}

double discrete_gaussian_sigma(double epsilon, double delta, std::int64_t sensitivity) {
  const auto is_enough = [&](double sigma) {
    return discrete_gaussian_delta(sigma, sensitivity, epsilon) <= delta;
  };
  double enough = static_cast<double>(sensitivity) / std::sqrt(2 * zcdp_rho(epsilon, delta));
  while (is_enough(enough / kStep)) enough /= kStep;
  return turning_point(enough / kStep, enough, is_enough).from;
}

TruncatedGaussian::TruncatedGaussian(double sigma, std::int64_t bound)
    : sigma_(sigma), bound_(bound) {
  for (auto x = -bound; x <= bound; ++x) sum_ += weight(static_cast<double>(x));
}

double TruncatedGaussian::weight(double x) const {
  return std::exp(-x * x / (2 * sigma_ * sigma_));
}

double TruncatedGaussian::standard_deviation() const {
  double squares = 0;
  for (auto x = -bound_; x <= bound_; ++x) {
    const auto point = static_cast<double>(x);
    squares += point * point * weight(point);
  }
  return std::sqrt(squares / sum_);
}

double TruncatedGaussian::delta(std::int64_t sensitivity, double epsilon) const {
  double sum = 0;
  for (auto x = -bound_; x <= bound_; ++x) {
    const auto point = static_cast<double>(x);
    // Beyond the bound the moved law has nothing: all of the probability there is lost.
    const double kept =
        x > bound_ - sensitivity
            ? 0
            : std::exp(epsilon - loss(point, sigma_, static_cast<double>(sensitivity)));
    sum += weight(point) * std::max(0.0, 1 - kept);
  }
  return sum / sum_;
}

}  // namespace passerelle::noise::accounting
