// The law of discrete Gaussian noise: P(x) proportional to exp(-x^2 / (2 sigma2)) on whole numbers
// (Canonne, Kamath and Steinke, 2020). A query of whole numbers and of L2 sensitivity D with it is
// D^2 / (2 sigma2)-zCDP.
//
// In doubles, to about 1e-15: for accounting, for what people are told of the noise, and for tests.
// Noise itself comes from sampling.h.
//
// Thread safety: values and pure functions.
#pragma once

#include <cstdint>

namespace passerelle::noise {

class DiscreteGaussianLaw {
 public:
  // Requires: 1e-12 <= sigma2 <= 1e60.
  explicit DiscreteGaussianLaw(double sigma2);

  double probability(std::int64_t x) const;

  // A little below sigma2; to a double the same from 3 on.
  double variance() const;

  // Returns P(X >= x). Requires: |x| < 2^62. Relative to it exact to about 1e-12 up to eight times
  // sigma.
  double upper(std::int64_t x) const;

  // Returns P(|X| >= size). Requires: size >= 0.
  double tail(std::int64_t size) const;

 private:
  double weight(double x) const;  // P(x) times sum_
  double upper_of_positive(std::int64_t x) const;

  double sigma2_;
  double sum_;  // of exp(-x^2 / (2 sigma2)) over all x
};

// Returns the greatest sigma of which noise is smaller than `accuracy` with probability 1 - alpha.
// Requires: 1 <= accuracy <= 10^12 and 1e-15 <= alpha <= 1 - 1e-9.
double gaussian_sigma_for_accuracy(std::int64_t accuracy, double alpha);

}  // namespace passerelle::noise
