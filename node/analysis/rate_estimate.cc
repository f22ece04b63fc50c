#include "node/analysis/rate_estimate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "node/analysis/distributions.h"
#include "node/analysis/undefined.h"

namespace passerelle::analysis {
namespace {

// Bands of five years from birth; the last is open.
constexpr std::array<double, 20> kStandard2013{5000, 5500, 5500, 5500, 6000, 6000, 6500,
                                               7000, 7000, 7000, 7000, 6500, 6000, 5500,
                                               5000, 4000, 2500, 1500, 800,  200};

// The mean of a Poisson count has these limits.
double lowest_mean(double count) {
  return count > 0 ? chi_square_quantile(kLowEnd, 2 * count) / 2 : 0;
}
double highest_mean(double count) { return chi_square_quantile(kHighEnd, 2 * (count + 1)) / 2; }

Estimate over(double count, double base) {
  if (!(base > 0)) return {kUndefined, kUndefined, kUndefined};
  return {count / base, lowest_mean(count) / base, highest_mean(count) / base};
}

}  // namespace

Estimate rate_estimate(const EventCount& count) { return over(count.events, count.person_time); }

StandardisedRate standardise(const std::vector<EventCount>& groups,
                             const std::vector<double>& weights) {
  const double all = std::accumulate(weights.begin(), weights.end(), 0.0);
  double rate = 0, variance = 0, largest = 0;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (weights[i] == 0) continue;
    if (!(groups[i].person_time > 0)) return {{kUndefined, kUndefined, kUndefined}, kUndefined};
    const double per_event = weights[i] / all / groups[i].person_time;
    rate += per_event * groups[i].events;
    variance += per_event * per_event * groups[i].events;
    largest = std::max(largest, per_event);
  }
  StandardisedRate standardised{{rate, 0, 0}, variance};
  if (variance > 0) {
    const double scale = variance / (2 * rate);
    standardised.rate.conf_low = scale * chi_square_quantile(kLowEnd, rate / scale);
  }
  const double scale = (variance + largest * largest) / (2 * (rate + largest));
  standardised.rate.conf_high = scale * chi_square_quantile(kHighEnd, (rate + largest) / scale);
  return standardised;
}

IncidenceRatio incidence_ratio(const std::vector<EventCount>& groups,
                               const std::vector<double>& rates) {
  IncidenceRatio found;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    found.observed += groups[i].events;
    found.expected += rates[i] * groups[i].person_time;
  }
  found.ratio = over(found.observed, found.expected);
  return found;
}

double european_standard_population(double low, double high) {
  double persons = 0;
  for (std::size_t i = 0; i < kStandard2013.size(); ++i) {
    const double from = 5.0 * static_cast<double>(i);
    const bool is_last = i + 1 == kStandard2013.size();
    if (from >= low && (is_last ? std::isinf(high) : from + 5 <= high)) persons += kStandard2013[i];
  }
  return persons;
}

}  // namespace passerelle::analysis
