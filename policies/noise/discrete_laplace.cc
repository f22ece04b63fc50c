#include "policies/noise/discrete_laplace.h"

#include <cmath>
#include <cstdlib>

#include "policies/noise/turning_point.h"

namespace passerelle::noise {

// With t = exp(-1 / scale): P(x) = (1 - t) / (1 + t) t^|x|, where the fraction is
// tanh(1 / (2 scale)), without loss of digits for large scales.
double DiscreteLaplaceLaw::probability(std::int64_t x) const {
  return std::tanh(0.5 / scale_) * std::exp(-std::abs(static_cast<double>(x)) / scale_);
}

// 2 t / (1 - t)^2.
double DiscreteLaplaceLaw::variance() const {
  const double sine = std::sinh(0.5 / scale_);
  return 0.5 / (sine * sine);
}

double DiscreteLaplaceLaw::tail(std::int64_t size) const {
  if (size == 0) return 1;
  return 2 * std::exp(-static_cast<double>(size) / scale_) / (1 + std::exp(-1 / scale_));
}

double laplace_scale_for_accuracy(std::int64_t accuracy, double alpha) {
  const auto exceeds = [&](double scale) {
    return DiscreteLaplaceLaw(scale).tail(accuracy) > alpha;
  };
  // The ends are where the tail rounds to 0 and to 1.
  return turning_point(1e-4, 1e40, exceeds).below;
}

}  // namespace passerelle::noise
