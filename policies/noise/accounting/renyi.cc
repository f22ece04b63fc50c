#include "policies/noise/accounting/renyi.h"

#include <algorithm>
#include <limits>

#include "policies/noise/zcdp.h"

namespace passerelle::noise::accounting {

double renyi_epsilon(std::span<const RenyiDivergence> orders, double delta) {
  double least = std::numeric_limits<double>::infinity();
  for (const auto& [order, divergence] : orders) {
    least = std::min(least, epsilon_at_order(order - 1, divergence, delta));
  }
  return std::max(0.0, least);
}

double gaussian_renyi_epsilon(double sigma,
                              double sensitivity,
                              double lowest,
                              double highest,
                              double delta) {
  const double rho = sensitivity * sensitivity / (2 * sigma * sigma);
  const double best = std::clamp(best_order_above_one(rho, delta) + 1, lowest, highest);
  const RenyiDivergence order{best, best * rho};
  return renyi_epsilon({&order, 1}, delta);
}

}  // namespace passerelle::noise::accounting
