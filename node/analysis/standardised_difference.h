// How far two groups are apart in one variable, in units of its spread within them: (second -
// first) over the root of the mean of the two variances. Of a category with more than two levels it
// is the Mahalanobis distance of the shares of all levels but one, which has no sign (Yang and
// Dalton, SAS Global Forum 2012, paper 335).
//
// Thread safety: pure functions. A difference that does not exist is NaN.
#pragma once

#include <vector>

namespace passerelle::analysis {

struct MeanAndVariance {
  double mean = 0, variance = 0;  // over n - 1
};
double standardised_difference(const MeanAndVariance& first, const MeanAndVariance& second);

// Of two levels the difference of the shares of the second. Requires: as many shares, at least one.
double standardised_difference(const std::vector<double>& first, const std::vector<double>& second);

}  // namespace passerelle::analysis
