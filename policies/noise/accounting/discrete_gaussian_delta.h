// Discrete Gaussian noise by epsilon and delta rather than by zCDP, and the law cut off at a bound:
// what other libraries promise, for comparison. One number moves by `sensitivity` at most.
//
// Thread safety: values and pure functions.
#pragma once

#include <cstdint>

namespace passerelle::noise::accounting {

// Returns the least delta with that epsilon (Canonne, Kamath and Steinke, 2020). Requires:
// 1e-6 <= sigma <= 1e17, 1 <= sensitivity <= 10^4 and 0 <= epsilon <= 1000.
double discrete_gaussian_delta(double sigma, std::int64_t sensitivity, double epsilon);

// Returns the least sigma from which on every sigma is enough. Delta does not fall everywhere: for
// small noise and large epsilon it rises between two whole numbers of the loss, so that a smaller
// sigma may do by chance. Sought in steps of a thousandth from what zCDP promises downwards.
// Requires: 1 <= sensitivity <= 10^4, 0 <= epsilon <= 1000 and 1e-12 <= delta < 1.
double discrete_gaussian_sigma(double epsilon, double delta, std::int64_t sensitivity);

// Noise from -bound to bound. Requires: 1e-6 <= sigma <= 1e6 and 0 <= bound <= 10^5.
class TruncatedGaussian {
 public:
  TruncatedGaussian(double sigma, std::int64_t bound);

  double standard_deviation() const;

  // Requires: sensitivity >= 1 and epsilon >= 0.
  double delta(std::int64_t sensitivity, double epsilon) const;

 private:
  double weight(double x) const;

  double sigma_;
  std::int64_t bound_;
  double sum_ = 0;  // of the weights
};

}  // namespace passerelle::noise::accounting
