#include "node/analysis/diagnostic_estimate.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "node/analysis/distributions.h"
#include "node/analysis/undefined.h"

namespace passerelle::analysis {
namespace {

// Of each value of the score, the share of the other group that it beats, ties by one half.
std::vector<double> placements(const std::vector<std::int64_t>& others, double below, double sign) {
  const double all =
      static_cast<double>(std::accumulate(others.begin(), others.end(), std::int64_t{0}));
  std::vector<double> shares;
  for (const auto count : others) {
    const auto tied = static_cast<double>(count);
    shares.push_back((below + sign * tied / 2) / all);
    below += sign * tied;
  }
  return shares;
}

struct Spread {
  double n = 0, mean = 0, squares = 0;  // squares: of the deviations from the mean
};

Spread spread_of(const std::vector<std::int64_t>& counts, const std::vector<double>& values) {
  Spread spread;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    const auto count = static_cast<double>(counts[k]);
    spread.n += count;
    spread.mean += count * values[k];
  }
  spread.mean /= spread.n;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    const double distance = values[k] - spread.mean;
    spread.squares += static_cast<double>(counts[k]) * distance * distance;
  }
  return spread;
}

double variance_of_mean(const Spread& spread) {
  return spread.n < 2 ? kUndefined : spread.squares / (spread.n - 1) / spread.n;
}

}  // namespace

Proportion proportion(std::int64_t count, std::int64_t of) {
  if (of == 0) return {{kUndefined, kUndefined, kUndefined}, kUndefined, kUndefined};
  const auto k = static_cast<double>(count), n = static_cast<double>(of);
  const double p = k / n, z2 = kNormal975 * kNormal975;
  const double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double width = kNormal975 / (1 + z2 / n) * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
  Proportion found{{p, centre - width, centre + width}, 0, 1};
  if (count == 0) found.wilson.conf_low = 0;
  else found.exact_low = beta_quantile(kLowEnd, k, n - k + 1);
  if (count == of) found.wilson.conf_high = 1;
  else found.exact_high = beta_quantile(kHighEnd, k + 1, n - k);
  return found;
}

std::optional<LikelihoodRatios> likelihood_ratios(const FourfoldTable& table) {
  const auto tp = static_cast<double>(table.tp), fp = static_cast<double>(table.fp),
             fn = static_cast<double>(table.fn), tn = static_cast<double>(table.tn);
  if (tp == 0 || fp == 0 || fn == 0 || tn == 0) return std::nullopt;
  const double with = tp + fn, without = fp + tn;
  return LikelihoodRatios{
      on_log_scale(tp / with / (fp / without), std::sqrt(1 / tp - 1 / with + 1 / fp - 1 / without)),
      on_log_scale(fn / with / (tn / without),
                   std::sqrt(1 / fn - 1 / with + 1 / tn - 1 / without))};
}

AreaUnderCurve area_under_curve(const std::vector<std::int64_t>& without,
                                const std::vector<std::int64_t>& with) {
  const auto beaten = placements(without, 0, 1);
  const auto persons_with =
      static_cast<double>(std::accumulate(with.begin(), with.end(), std::int64_t{0}));
  const auto beating = placements(with, persons_with, -1);
  const auto higher = spread_of(with, beaten);
  AreaUnderCurve found;
  found.area = higher.mean;
  found.standard_error =
      std::sqrt(variance_of_mean(higher) + variance_of_mean(spread_of(without, beating)));
  const double width = kNormal975 * found.standard_error;
  found.conf_low = std::isnan(width) ? kUndefined : std::max(found.area - width, 0.0);
  found.conf_high = std::isnan(width) ? kUndefined : std::min(found.area + width, 1.0);
  return found;
}

}  // namespace passerelle::analysis
