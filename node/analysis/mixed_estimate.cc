#include "node/analysis/mixed_estimate.h"

#include <boost/math/constants/constants.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>

#include "node/analysis/matrix.h"

namespace passerelle::analysis {
namespace {

// A ratio of variances beyond this one: the groups determine the outcome.
constexpr double kLargestRatio = 1e12;
constexpr std::uintmax_t kMostSteps = 200;

// The generalised least squares of one ratio.
class Profile {
 public:
  Profile(const GroupedProducts& sums, MixedAnalysis::Method method, double ratio)
      : sums_(sums),
        ratio_(ratio),
        size_(sums.with_outcome.size()),
        factor_(products(), size_),
        coefficients_(factor_.solve(with_outcome_)),
        residual_(outcome_ - dot(coefficients_, with_outcome_)),
        is_restricted_(method == MixedAnalysis::Method::restricted_likelihood) {}

  const Factor& factor() const { return factor_; }
  const std::vector<double>& coefficients() const { return coefficients_; }
  double df() const { return sums_.rows - (is_restricted_ ? static_cast<double>(size_) : 0); }
  double variance() const { return residual_ / df(); }

  double loglik() const {
    double log_determinant = is_restricted_ ? factor_.log_determinant() : 0;
    for (const auto& group : sums_.groups) log_determinant += std::log1p(ratio_ * group.rows);
    return -(df() * (std::log(boost::math::double_constants::two_pi * variance()) + 1) +
             log_determinant) /
           2;
  }

  // Of twice the log-likelihood, by the ratio.
  double slope() const {
    double slope = 0;
    for (const auto& group : sums_.groups) {
      const double shrinkage = 1 / (1 + ratio_ * group.rows);
      const double deviation = shrinkage * (group.outcome - dot(group.columns, coefficients_));
      slope += deviation * deviation / variance() - group.rows * shrinkage;
      if (!is_restricted_) continue;
      slope += shrinkage * shrinkage * dot(group.columns, factor_.solve(group.columns));
    }
    return slope;
  }

  std::vector<double> intercepts() const {
    std::vector<double> intercepts;
    for (const auto& group : sums_.groups) {
      intercepts.push_back(ratio_ / (1 + ratio_ * group.rows) *
                           (group.outcome - dot(group.columns, coefficients_)));
    }
    return intercepts;
  }

 private:
  // Of the columns, and beside them those with the outcome, weighted by the inverse covariance.
  std::vector<double> products() {
    auto products = sums_.columns;
    with_outcome_ = sums_.with_outcome;
    outcome_ = sums_.outcome;
    for (const auto& group : sums_.groups) {
      const double share = ratio_ / (1 + ratio_ * group.rows);
      for (std::size_t i = 0; i < size_; ++i) {
        for (std::size_t j = 0; j < size_; ++j) {
          products[i * size_ + j] -= share * group.columns[i] * group.columns[j];
        }
        with_outcome_[i] -= share * group.columns[i] * group.outcome;
      }
      outcome_ -= share * group.outcome * group.outcome;
    }
    return products;
  }

  const GroupedProducts& sums_;
  double ratio_;
  std::size_t size_;
  std::vector<double> with_outcome_;
  double outcome_ = 0;
  Factor factor_;
  std::vector<double> coefficients_;
  double residual_;
  bool is_restricted_;
};

// Where the likelihood is highest: at zero, or where its slope is.
std::optional<double> best_ratio(const GroupedProducts& sums, MixedAnalysis::Method method) {
  const auto slope = [&](double ratio) { return Profile(sums, method, ratio).slope(); };
  if (!(slope(0) > 0)) return 0;
  double low = 0, high = 1;
  while (slope(high) > 0) {
    low = high;
    high *= 4;
    if (high > kLargestRatio) return std::nullopt;
  }
  auto steps = kMostSteps;
  const auto [left, right] = boost::math::tools::toms748_solve(
      slope, low, high, boost::math::tools::eps_tolerance<double>(52), steps);
  return (left + right) / 2;
}

}  // namespace

std::optional<MixedEstimate> estimate_mixed(const GroupedProducts& sums,
                                            MixedAnalysis::Method method) {
  const auto ratio = best_ratio(sums, method);
  if (!ratio) return std::nullopt;
  const Profile best(sums, method, *ratio);
  MixedEstimate estimate{best.coefficients(), best.factor().inverse(), best.variance(), *ratio,
                         best.loglik(),       best.intercepts()};
  for (auto& number : estimate.vcov) number *= estimate.variance;
  return estimate;
}

}  // namespace passerelle::analysis
