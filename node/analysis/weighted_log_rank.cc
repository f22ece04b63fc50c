#include "node/analysis/weighted_log_rank.h"

#include <cmath>
#include <numeric>

namespace passerelle::analysis {

WeightedLogRank::WeightedLogRank(std::size_t groups, double rho)
    : rho_(rho),
      sums_{std::vector<double>(groups), std::vector<double>(groups * groups),
            std::vector<double>(groups)} {}

// Hypergeometric mean and covariance given the margins.
void WeightedLogRank::add(const std::vector<std::int64_t>& at_risk,
                          const std::vector<std::int64_t>& events) {
  const auto n =
      static_cast<double>(std::accumulate(at_risk.begin(), at_risk.end(), std::int64_t{0}));
  const auto d =
      static_cast<double>(std::accumulate(events.begin(), events.end(), std::int64_t{0}));
  if (d == 0) return;
  const double weight = std::pow(survival_, rho_);
  const double spread = n > 1 ? weight * weight * d * (n - d) / (n - 1) : 0;
  const auto groups = at_risk.size();
  for (std::size_t g = 0; g < groups; ++g) {
    const double share = static_cast<double>(at_risk[g]) / n;
    sums_.observed[g] += weight * static_cast<double>(events[g]);
    sums_.expected[g] += weight * d * share;
    for (std::size_t h = 0; h <= g; ++h) {
      const double other = static_cast<double>(at_risk[h]) / n;
      sums_.variance[g * groups + h] += spread * share * ((g == h ? 1 : 0) - other);
      sums_.variance[h * groups + g] = sums_.variance[g * groups + h];
    }
  }
  survival_ *= (n - d) / n;
}

}  // namespace passerelle::analysis
