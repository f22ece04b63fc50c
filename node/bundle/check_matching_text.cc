#include "node/bundle/check_script.h"

namespace passerelle::bundle {

// Only in scripts of studies that match: the scripts of others are what they were before there was
// matching, so that their bundles verify. What both say of ratios therefore stands here again.
const char* const kMatchingFunctions = R"r(
# Means of those exposed and of the others, their difference and, of risks, their ratios, from the
# variances of the two and their covariance.
check_contrast <- function(id, means, difference, v, both, reported, ratios) {
  q <- qnorm(0.975)
  se <- sqrt(sum(v) - 2 * both)
  check_all(id, "means and their difference",
            c(means, difference, difference - q * se, difference + q * se, se), reported,
            scale = se)
  if (length(ratios) == 0) return(invisible())
  # Logarithms of ratios have these variances.
  interval <- function(ratio, unit) {
    error <- sqrt(sum(v / unit^2) - 2 * both / prod(unit))
    ratio * exp(c(0, -q, q) * error)
  }
  odds <- means / (1 - means)
  check_all(id, "risk ratio and odds ratio",
            c(interval(means[1] / means[2], means),
              interval(odds[1] / odds[2], means * (1 - means))), ratios)
}

# Means of matched sets, the exposed row first and those matched with it behind; sets are the units.
check_sets <- function(id, m, reported, ratios) {
  means <- m$mean + m$rest
  v <- m$products / (m$n * (m$n - 1))
  check_contrast(id, means, means[1] - means[2], diag(v), v[1, 2], reported, ratios)
}

# Risks of the matched arms from counts, the arms taken as independent.
check_arms <- function(id, n, events, reported, ratios) {
  risks <- events / n
  check_contrast(id, risks, risks[1] - risks[2], risks * (1 - risks) / (n - 1), 0, reported, ratios)
}
)r";

}  // namespace passerelle::bundle
