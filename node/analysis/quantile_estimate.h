// Quantiles of values that are counted at a few points.
//
// Thread safety: pure function.
#pragma once

#include <cstdint>
#include <vector>

namespace passerelle::analysis {

// Returns a quantile by one of the nine definitions of R. J. Hyndman and Y. Fan, The American
// Statistician 50 (1996), as R numbers them and rounds. NaN where there is no value.
// Requires: points ascend, one count for each; 0 <= probability <= 1; 1 <= definition <= 9.
double quantile(const std::vector<double>& points,
                const std::vector<std::int64_t>& counts,
                double probability,
                int definition);

}  // namespace passerelle::analysis
