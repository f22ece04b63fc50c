#include "policies/noise/accounting/composition.h"

#include <cmath>

namespace passerelle::noise::accounting {
namespace {

double log_binomial(double n, double k) {
  return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
}

// The delta of all queries with epsilon (queries - 2 steps) times that of one, were each without a
// delta of its own.
double composed_delta(double epsilon, double queries, std::int64_t steps) {
  const double log_sum = queries * (epsilon + std::log1p(std::exp(-epsilon)));
  double delta = 0;
  for (std::int64_t i = 0; i < steps; ++i) {
    const auto less = static_cast<double>(i);
    const double log_mass = log_binomial(queries, less) + (queries - less) * epsilon - log_sum;
    delta += std::exp(log_mass) * -std::expm1(2 * static_cast<double>(i - steps) * epsilon);
  }
  return delta;
}

}  // namespace

double laplace_scale(double sensitivity, double epsilon, double delta, std::int64_t queries) {
  const auto number = static_cast<double>(queries);
  return sensitivity / (epsilon / number - 2 * std::log1p(-delta / number));
}

Result<double> optimal_epsilon(double epsilon,
                               double delta,
                               std::int64_t queries,
                               double total_delta) {
  const auto number = static_cast<double>(queries);
  const auto is_within = [&](std::int64_t steps) {
    const double composed = composed_delta(epsilon, number, steps);
    return -std::expm1(number * std::log1p(-delta) + std::log1p(-composed)) <= total_delta;
  };
  if (!is_within(0)) {
    return Error{BaseError::malformed,
                 "no less than the deltas of all queries come to is expected"};
  }
  // Delta grows with the steps.
  std::int64_t within = 0;
  std::int64_t over = queries / 2 + 1;
  while (over - within > 1) {
    const auto middle = within + (over - within) / 2;
    (is_within(middle) ? within : over) = middle;
  }
  return static_cast<double>(queries - 2 * within) * epsilon;
}

}  // namespace passerelle::noise::accounting
