#include "policies/noise/accounting/gaussian_mechanism.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "policies/noise/turning_point.h"

namespace passerelle::noise::accounting {
namespace {

double normal_below(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

}  // namespace

double gaussian_delta(double sigma, double sensitivity, double epsilon) {
  const double half = sensitivity / (2 * sigma);
  const double shift = epsilon * sigma / sensitivity;
  // In logarithms, as exp(epsilon) alone may be out of range. Where the second probability is 0 to
  // a double, so is the product: delta is at most too large.
  const double other = std::exp(epsilon + std::log(normal_below(-half - shift)));
  return std::max(0.0, normal_below(half - shift) - other);
}

double gaussian_sigma(double epsilon, double delta, double sensitivity) {
  const auto is_enough = [&](double sigma) {
    return gaussian_delta(sigma, sensitivity, epsilon) <= delta;
  };
  return turning_point(1e-9, 1e22, is_enough).from;
}

}  // namespace passerelle::noise::accounting
