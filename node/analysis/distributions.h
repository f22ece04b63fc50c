// The distributions that tests and intervals need.
#pragma once

namespace passerelle::analysis {

// The 0.975 quantile of the standard normal distribution.
inline constexpr double kNormal975 = 1.959963984540054235524594430520551527955550257870;

// The probabilities below the ends of a 95 % interval.
inline constexpr double kLowEnd = 0.025, kHighEnd = 0.975;

// Returns P(|Z| > |z|) of a standard normal Z.
double normal_two_sided(double z);

// Returns the standard normal quantile; infinite at 0 and 1.
double normal_quantile(double probability);

// Returns P(X > statistic) of a chi-square X. NaN when df < 1 or the statistic is NaN.
double chi_square_upper(double statistic, double df);

// Returns the value that a chi-square is below with that probability. Requires: 0 < probability < 1
// and df > 0, which need not be whole.
double chi_square_quantile(double probability, double df);

// Returns the value that a beta variable is below with that probability. Requires: 0 <= probability
// <= 1, a > 0 and b > 0.
double beta_quantile(double probability, double a, double b);

// Returns P(X > statistic) of an F with these degrees of freedom. NaN where one of them is below 1
// or the statistic is no number of 0 or more.
double f_upper(double statistic, double df_numerator, double df_denominator);

// Student's t; every answer is NaN when df < 1.
class StudentT {
 public:
  explicit StudentT(double df) : df_(df) {}
  double two_sided(double t) const;  // P(|T| > |t|)
  double quantile975() const;

 private:
  double df_;
};

}  // namespace passerelle::analysis
