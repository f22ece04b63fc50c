// The product-limit estimate of one group on breaks, and what is read off it.
//
// Thread safety: values and pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "node/analysis/curves.h"

namespace passerelle::analysis {

// By break. NaN where there is no number: nobody in the group, nobody who survives.
struct ProductLimit {
  std::vector<double> times;
  std::vector<std::int64_t> at_risk, n_event, n_censor;
  std::vector<double> survival, error, low, high;  // error: of the survival, Greenwood's
  std::int64_t n = 0, events = 0;
};

// Returns nothing when a node withholds an interval.
std::optional<ProductLimit> product_limit(const Pool& pool,
                                          const CurveCells& cells,
                                          const CurveGroup& group,
                                          CurveOnBreaks::Interval kind);

// The first break where at most half survive, and the interval (after, until] that holds it;
// between two breaks when exactly half do, as survfit of R says. Nothing where it is not reached.
struct MedianTime {
  double value = 0, after = 0, until = 0;
};
std::optional<MedianTime> median_survival(const ProductLimit& curve);

// The median of follow-up: events end it as censorings do in the curve (Schemper and Smith,
// Controlled Clinical Trials 17 (1996)).
std::optional<MedianTime> median_follow_up(const ProductLimit& curve);

// The mean time up to `tau`. Between two breaks survival falls somewhere: at once (low), at the end
// (high), or evenly; the error is of the latter, from Greenwood's covariances. NaN where the curve
// ends before tau.
struct RestrictedMean {
  double value = 0, low = 0, high = 0, error = 0;
};
RestrictedMean restricted_mean(const ProductLimit& curve, double tau);

}  // namespace passerelle::analysis
