#include "node/analysis/distributions.h"

#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>

namespace passerelle::analysis {

double normal_two_sided(double z) { return std::erfc(std::abs(z) / std::sqrt(2.0)); }

double chi_square_upper(double statistic, double df) {
  if (!(df >= 1) || !(statistic >= 0)) return std::numeric_limits<double>::quiet_NaN();
  if (std::isinf(statistic)) return 0;
  return boost::math::gamma_q(df / 2, statistic / 2);
}

}  // namespace passerelle::analysis
