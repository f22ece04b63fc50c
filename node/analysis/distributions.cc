#include "node/analysis/distributions.h"

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>

#include "node/analysis/undefined.h"

namespace passerelle::analysis {

double normal_two_sided(double z) { return std::erfc(std::abs(z) / std::sqrt(2.0)); }

double normal_quantile(double probability) {
  if (!(probability >= 0 && probability <= 1)) return kUndefined;
  if (probability == 0) return -std::numeric_limits<double>::infinity();
  if (probability == 1) return std::numeric_limits<double>::infinity();
  return -std::sqrt(2.0) * boost::math::erfc_inv(2 * probability);
}

double chi_square_upper(double statistic, double df) {
  if (!(df >= 1) || !(statistic >= 0)) return kUndefined;
  if (std::isinf(statistic)) return 0;
  return boost::math::gamma_q(df / 2, statistic / 2);
}

double chi_square_quantile(double probability, double df) {
  return 2 * boost::math::gamma_p_inv(df / 2, probability);
}

double beta_quantile(double probability, double a, double b) {
  return boost::math::ibeta_inv(a, b, probability);
}

double f_upper(double statistic, double df_numerator, double df_denominator) {
  if (!(df_numerator >= 1) || !(df_denominator >= 1) || !(statistic >= 0)) return kUndefined;
  if (std::isinf(statistic)) return 0;
  return boost::math::ibeta(df_denominator / 2, df_numerator / 2,
                            df_denominator / (df_denominator + df_numerator * statistic));
}

double StudentT::two_sided(double t) const {
  if (!(df_ >= 1) || std::isnan(t)) return kUndefined;
  if (std::isinf(t)) return 0;
  return boost::math::ibeta(df_ / 2, 0.5, df_ / (df_ + t * t));
}

// |T| > t just when df / (df + T^2), a beta variable, is below its value at t.
double StudentT::quantile975() const {
  if (!(df_ >= 1)) return kUndefined;
  double rest = 0;  // 1 - x, without rounding
  const double x = boost::math::ibeta_inv(df_ / 2, 0.5, 0.05, &rest);
  return std::sqrt(df_ * rest / x);
}

}  // namespace passerelle::analysis
