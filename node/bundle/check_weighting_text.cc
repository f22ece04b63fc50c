#include "node/bundle/check_script.h"

namespace passerelle::bundle {
namespace {

// Up to where check_effect goes on as kRatiosOfRisks.
constexpr const char* kBalanceAndEffect = R"r(
# Standardised differences of measured columns before and after weighting; a column that nobody has
# does not vary.
check_balance <- function(id, control, treated, is_category, before, after) {
  columns <- seq_along(is_category) + 1
  spread <- function(arm) {
    n <- arm$values[1]
    mean <- arm$values[columns] / n
    list(mean = mean, variance = (arm$squares[columns] - mean * arm$values[columns]) /
           (n - !is_category), weighted = arm$weighted[columns] / arm$weighted[1])
  }
  a <- spread(control)
  b <- spread(treated)
  unit <- sqrt((a$variance + b$variance) / 2)
  unit[unit == 0] <- NA
  check_all(id, "difference before", (b$mean - a$mean) / unit, before, scale = 1)
  check_all(id, "difference after", (b$weighted - a$weighted) / unit, after, scale = 1)
}

# Weighted means of both arms, and their covariance by the estimating equations of the model of the
# exposure and of the means (Lunceford and Davidian 2004).
check_effect <- function(id, control, treated, residuals, information, centre, reported, ratios) {
  at <- which(diag(information) > 0)
  bread <- inverse(information[at, at, drop = FALSE])
  equation <- function(arm) {
    w <- arm$weighted[1]
    mean <- arm$y / w
    slope <- as.vector(bread %*% (mean * arm$slope - arm$slope_y)[at])
    list(w = w, mean = mean, slope = slope, own = (arm$score_y - mean * arm$score)[at],
         square = arm$yy - 2 * mean * arm$wy + mean^2 * arm$squared_weights)
  }
  shared <- function(p, q) sum(p$slope * (residuals[at, at] %*% q$slope)) -
    sum(p$slope * q$own) - sum(q$slope * p$own)
  b <- equation(treated)
  a <- equation(control)
  v <- c((b$square + shared(b, b)) / b$w^2, (a$square + shared(a, a)) / a$w^2)
  both <- shared(a, b) / (a$w * b$w)
  q <- qnorm(0.975)
  means <- centre + c(b$mean, a$mean)
  difference <- b$mean - a$mean
  se <- sqrt(sum(v) - 2 * both)
  check_all(id, "weighted means and their difference",
            c(means, difference, difference - q * se, difference + q * se, se), reported,
            scale = se)
)r";

// The end of a function that knows two means, the variances of both and their covariance.
constexpr const char* kRatiosOfRisks = R"r(  if (length(ratios) == 0) return(invisible())
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
)r";

constexpr const char* kMixed = R"r(
# A random intercept by group: the columns of all groups but the first stand behind the others. The
# ratio of the variances is where the slope of the (restricted) likelihood is zero.
check_mixed <- function(id, m, groups, restricted, reported) {
  y <- length(m$mean)
  columns <- y - length(groups)
  how <- measured(m, seq_len(columns))
  s <- how$scale[how$kept]
  deviations <- m$products[columns + seq_len(length(groups) - 1), , drop = FALSE]
  deviations <- rbind(-colSums(deviations), deviations)[groups > 0, , drop = FALSE]
  n <- groups[groups > 0]
  u <- cbind(n, sweep(deviations[, how$kept, drop = FALSE], 2, s, "/"))
  v <- deviations[, y]
  xx <- matrix(0, length(s) + 1, length(s) + 1)
  xx[1, 1] <- m$n
  xx[-1, -1] <- m$products[how$kept, how$kept] / outer(s, s)
  xy <- c(0, m$products[how$kept, y] / s)
  at <- function(ratio) {
    share <- ratio / (1 + ratio * n)
    bread <- inverse(xx - crossprod(u, share * u))
    right <- xy - as.vector(crossprod(u, share * v))
    beta <- as.vector(bread %*% right)
    df <- m$n - if (restricted) length(beta) else 0
    variance <- (m$products[y, y] - sum(share * v^2) - sum(right * beta)) / df
    left <- (v - as.vector(u %*% beta)) / (1 + ratio * n)
    leverage <- if (restricted) rowSums((u %*% bread) * u) / (1 + ratio * n)^2 else 0
    determinant <- if (restricted) 2 * sum(log(s)) - as.numeric(determinant(bread)$modulus) else 0
    list(beta = beta, variance = variance, vcov = variance * bread, intercepts = ratio * left,
         slope = sum(left^2 / variance - n / (1 + ratio * n) + leverage),
         loglik = -(df * (log(2 * pi * variance) + 1) + sum(log1p(ratio * n)) + determinant) / 2)
  }
  slope <- function(ratio) at(ratio)$slope
  ratio <- if (slope(0) <= 0) 0 else
    uniroot(slope, c(0, 1), extendInt = "downX", tol = 1e-16, maxiter = 10000)$root
  found <- at(ratio)
  transform <- to_data(how)
  beta <- as.vector(transform %*% found$beta) + c(m$mean[y] + m$rest[y], rep(0, length(s)))
  check_estimates(id, c(1, how$kept + 1), beta, transform %*% found$vcov %*% t(transform),
                  qnorm(0.975), function(z) 2 * pnorm(-abs(z)), reported)
  check(id, "standard deviation of intercepts", sqrt(ratio * found$variance),
        reported$sd_intercept, scale = 10 * sqrt(found$variance))
  check(id, "residual standard deviation", sqrt(found$variance), reported$sd_residual)
  check(id, "intraclass correlation", ratio / (1 + ratio), reported$intraclass_correlation,
        scale = 1)
  check(id, "log-likelihood", found$loglik, reported$loglik, scale = 1)
  check_all(id, "intercept", found$intercepts, reported$intercepts[groups > 0],
            scale = sqrt(found$variance))
}
)r";

// Up to where check_contrast goes on as kRatiosOfRisks.
constexpr const char* kContrast = R"r(
# Means of those exposed and of the others, their difference and, of risks, their ratios, from the
# variances of the two and their covariance.
check_contrast <- function(id, means, difference, v, both, reported, ratios) {
  q <- qnorm(0.975)
  se <- sqrt(sum(v) - 2 * both)
  check_all(id, "means and their difference",
            c(means, difference, difference - q * se, difference + q * se, se), reported,
            scale = se)
)r";

constexpr const char* kMatchedSets = R"r(
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

}  // namespace

std::string weighting_functions() {
  return std::string(kBalanceAndEffect) + kRatiosOfRisks + kMixed;
}

std::string matching_functions() { return std::string(kContrast) + kRatiosOfRisks + kMatchedSets; }

}  // namespace passerelle::bundle
