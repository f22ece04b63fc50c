// The distributions that tests and intervals need.
#pragma once

namespace passerelle::analysis {

// The 0.975 quantile of the standard normal distribution.
inline constexpr double kNormal975 = 1.959963984540054235524594430520551527955550257870;

// Returns P(|Z| > |z|) of a standard normal Z.
double normal_two_sided(double z);

// Returns P(X > statistic) of a chi-square X. NaN when df < 1 or the statistic is NaN.
double chi_square_upper(double statistic, double df);

}  // namespace passerelle::analysis
