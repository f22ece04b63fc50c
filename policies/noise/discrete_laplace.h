// The law of discrete Laplace noise: P(x) proportional to exp(-|x| / scale) on whole numbers, the
// geometric mechanism (Ghosh, Roughgarden and Sundararajan, 2009). A query of L1 sensitivity D with
// it is (D / scale)-differentially private.
//
// In doubles: for accounting, for what people are told of the noise, and for tests. Noise itself
// comes from sampling.h.
//
// Thread safety: values and pure functions.
#pragma once

#include <cstdint>

namespace passerelle::noise {

class DiscreteLaplaceLaw {
 public:
  // Requires: scale > 0 and finite.
  explicit DiscreteLaplaceLaw(double scale) : scale_(scale) {}

  double probability(std::int64_t x) const;
  double variance() const;

  // Returns P(|X| >= size). Requires: size >= 0.
  double tail(std::int64_t size) const;

 private:
  double scale_;
};

// Returns the greatest scale of which noise is smaller than `accuracy` with probability 1 - alpha.
// Requires: 1 <= accuracy <= 10^12 and 1e-15 <= alpha <= 1 - 1e-9.
double laplace_scale_for_accuracy(std::int64_t accuracy, double alpha);

}  // namespace passerelle::noise
