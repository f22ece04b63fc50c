#include "node/analysis/product_limit.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "node/analysis/undefined.h"

namespace passerelle::analysis {
namespace {

// survfit takes a survival of one half as reached within this distance.
constexpr double kMedianTolerance = 1.490116119384766e-08;  // 2^-26

std::optional<MedianTime> median_of(const std::vector<double>& times,
                                    const std::vector<double>& s) {
  const auto first = static_cast<std::size_t>(
      std::find_if(s.begin(), s.end(), [](double x) { return x < 0.5 + kMedianTolerance; }) -
      s.begin());
  if (first == s.size()) return std::nullopt;
  MedianTime median{times[first], first == 0 ? 0.0 : times[first - 1], times[first]};
  if (std::abs(s[first] - 0.5) < kMedianTolerance) {
    const auto next = static_cast<std::size_t>(
        std::find_if(s.begin(), s.end(), [&](double x) { return x < s[first]; }) - s.begin());
    if (next < s.size()) {
      median.until = times[next];
      median.value = (median.value + median.until) / 2;
    }
  }
  return median;
}

}  // namespace

std::optional<ProductLimit> product_limit(const Pool& pool,
                                          const CurveCells& cells,
                                          const CurveGroup& group,
                                          CurveOnBreaks::Interval kind) {
  auto counts = pooled_counts(pool, cells, group);
  if (!counts) return std::nullopt;
  ProductLimit curve;
  curve.times = cells.breaks;
  curve.n = counts->n;
  curve.n_event = std::move(counts->events.front());
  curve.n_censor = std::move(counts->censored);
  curve.at_risk = std::move(counts->at_risk);
  curve.events = std::accumulate(curve.n_event.begin(), curve.n_event.end(), std::int64_t{0});
  double survival = curve.n > 0 ? 1 : kUndefined;
  double greenwood = 0;
  for (std::size_t j = 0; j < curve.times.size(); ++j) {
    const auto n = static_cast<double>(curve.at_risk[j]);
    const auto d = static_cast<double>(curve.n_event[j]);
    if (d > 0) {
      survival *= (n - d) / n;
      greenwood += d / (n * (n - d));
    }
    const double error = survival > 0 ? survival * std::sqrt(greenwood) : kUndefined;
    const auto interval = interval_of_share(survival, error, kind);
    curve.survival.push_back(survival);
    curve.error.push_back(error);
    curve.low.push_back(interval.low);
    curve.high.push_back(interval.high);
  }
  return curve;
}

std::optional<MedianTime> median_survival(const ProductLimit& curve) {
  return median_of(curve.times, curve.survival);
}

std::optional<MedianTime> median_follow_up(const ProductLimit& curve) {
  std::vector<double> followed;
  double share = curve.n > 0 ? 1 : kUndefined;
  for (std::size_t j = 0; j < curve.times.size(); ++j) {
    const auto n = static_cast<double>(curve.at_risk[j]);
    const auto censored = static_cast<double>(curve.n_censor[j]);
    if (censored > 0) share *= (n - censored) / n;
    followed.push_back(share);
  }
  return median_of(curve.times, followed);
}

RestrictedMean restricted_mean(const ProductLimit& curve, double tau) {
  if (tau > curve.times.back()) return {kUndefined, kUndefined, kUndefined, kUndefined};
  RestrictedMean mean;
  // How much of the mean each break's survival bears.
  std::vector<double> weights(curve.times.size());
  double after = 0, before = curve.n > 0 ? 1 : kUndefined;
  for (std::size_t j = 0; j < curve.times.size() && after < tau; ++j) {
    const double length = curve.times[j] - after;
    const double used = std::min(curve.times[j], tau) - after;
    const double now = curve.survival[j];
    const double share = used * used / length / 2;
    mean.value += (used - share) * before + share * now;
    mean.low += used * now;
    mean.high += used * before;
    weights[j] += share;
    if (j > 0) weights[j - 1] += used - share;
    after = curve.times[j];
    before = now;
  }
  double later = 0, variance = 0;
  for (auto j = curve.times.size(); j-- > 0;) {
    later += weights[j] * curve.survival[j];
    if (curve.n_event[j] == 0 || later == 0) continue;
    const auto n = static_cast<double>(curve.at_risk[j]);
    const auto d = static_cast<double>(curve.n_event[j]);
    variance += later * later * d / (n * (n - d));
  }
  mean.error = std::sqrt(variance);
  return mean;
}

}  // namespace passerelle::analysis
