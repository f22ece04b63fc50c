#include "node/analysis/quantile_estimate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "node/analysis/undefined.h"

namespace passerelle::analysis {
namespace {

// How far a product may be from a whole number and still be it.
constexpr double kFuzz = 4 * std::numeric_limits<double>::epsilon();

// The place among the ordered values: between the j-th and the next, h of the way.
struct Place {
  std::int64_t j = 0;
  double h = 0;
};

// Definitions 1 to 3 take a value, or the middle of two.
Place discontinuous(double n, double probability, int definition) {
  const double at = n * probability - (definition == 3 ? 0.5 : 0);
  Place place{static_cast<std::int64_t>(std::floor(at + kFuzz)), 0};
  const auto whole = static_cast<double>(place.j);
  if (definition == 1) place.h = at > whole ? 1 : 0;
  else if (definition == 2) place.h = at > whole ? 1 : 0.5;
  else place.h = at != whole || place.j % 2 != 0 ? 1 : 0;
  return place;
}

// Definitions 4 to 9 go evenly from one value to the next.
Place continuous(double n, double probability, int definition) {
  double a = 0, b = 0;
  switch (definition) {
    case 4: b = 1; break;
    case 5: a = b = 0.5; break;
    case 7: a = b = 1; break;
    case 8: a = b = 1.0 / 3; break;
    case 9: a = b = 3.0 / 8; break;
    default: break;
  }
  const double at = a + probability * (n + 1 - a - b);
  Place place{static_cast<std::int64_t>(std::floor(at + kFuzz)), 0};
  place.h = at - static_cast<double>(place.j);
  if (std::abs(place.h) < kFuzz) place.h = 0;
  return place;
}

}  // namespace

double quantile(const std::vector<double>& points,
                const std::vector<std::int64_t>& counts,
                double probability,
                int definition) {
  const auto n = std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
  if (n == 0) return kUndefined;
  const auto value = [&](std::int64_t rank) {
    rank = std::clamp<std::int64_t>(rank, 1, n);
    std::size_t i = 0;
    for (auto below = counts[0]; below < rank; below += counts[++i]) {
    }
    return points[i];
  };
  const auto [j, h] = definition <= 3
                          ? discontinuous(static_cast<double>(n), probability, definition)
                          : continuous(static_cast<double>(n), probability, definition);
  const double low = value(j), high = value(j + 1);
  if (h == 0 || low == high) return low;
  return h == 1 ? high : (1 - h) * low + h * high;
}

}  // namespace passerelle::analysis
