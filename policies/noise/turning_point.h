// Where a condition turns from false to true, to the last digit of a double.
//
// Thread safety: pure.
#pragma once

#include <cmath>
#include <functional>

namespace passerelle::noise {

struct TurningPoint {
  double below;  // the last double where the condition does not hold
  double from;   // the next one, where it does
};

// Halves the distance, of the logarithms while it is large. Requires: 0 < low < high; the condition
// is met at `high` and turns at most once. Where it is met everywhere, `low` is taken for the
// point.
inline TurningPoint turning_point(double low,
                                  double high,
                                  const std::function<bool(double)>& holds) {
  for (;;) {
    const double middle =
        high > 2 * low ? std::sqrt(low) * std::sqrt(high) : low + (high - low) / 2;
    if (!(low < middle && middle < high)) return {low, high};
    (holds(middle) ? high : low) = middle;
  }
}

}  // namespace passerelle::noise
