#include "node/analysis/standardised_difference.h"

#include <cmath>

#include "node/analysis/matrix.h"
#include "node/analysis/undefined.h"

namespace passerelle::analysis {
namespace {

double scaled(double difference, double variance) {
  if (difference == 0) return 0;
  return variance > 0 ? difference / std::sqrt(variance) : kUndefined;
}

}  // namespace

double standardised_difference(const MeanAndVariance& first, const MeanAndVariance& second) {
  return scaled(second.mean - first.mean, (first.variance + second.variance) / 2);
}

double standardised_difference(const std::vector<double>& first,
                               const std::vector<double>& second) {
  const auto share = [](double p) { return p * (1 - p); };
  if (first.size() == 2) {
    return scaled(second[1] - first[1], (share(first[1]) + share(second[1])) / 2);
  }
  // A level that neither group has says nothing, and would make the matrix singular.
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (first[i] > 0 || second[i] > 0) kept.push_back(i);
  }
  if (kept.size() < 2) return 0;
  kept.erase(kept.begin());
  std::vector<double> difference, covariance;
  for (const auto i : kept) {
    difference.push_back(second[i] - first[i]);
    for (const auto j : kept) {
      covariance.push_back(i == j ? (share(first[i]) + share(second[i])) / 2
                                  : -(first[i] * first[j] + second[i] * second[j]) / 2);
    }
  }
  const Factor factor(covariance, kept.size());
  if (!factor.aliased().empty()) return kUndefined;
  return std::sqrt(dot(difference, factor.solve(difference)));
}

}  // namespace passerelle::analysis
