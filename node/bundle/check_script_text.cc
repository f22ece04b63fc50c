#include "node/bundle/check_script.h"

namespace passerelle::bundle {

const char* const kCheckScriptFunctions = R"r(
# ---- formulas --------------------------------------------------------------------------------

results <- new.env()
results$table <- list()

# Notes one comparison. `scale` is the size below which a difference does not count, for instance
# the standard error of an estimate. NA in both places: withheld by a node, and so in the result.
check <- function(analysis, quantity, ours, reported, scale = 0) {
  good <- if (is.na(reported) || is.na(ours)) is.na(reported) && is.na(ours) else
    abs(ours - reported) <= 1e-9 * max(abs(reported), scale)
  results$table[[length(results$table) + 1]] <- data.frame(
    analysis = analysis, quantity = quantity, recomputed = ours, reported = reported,
    difference = if (is.na(ours) || is.na(reported)) NA else abs(ours - reported), good = good)
}

check_all <- function(analysis, quantity, ours, reported, scale = 0) {
  scale <- rep_len(scale, length(reported))
  for (i in seq_along(reported)) {
    check(analysis, paste0(quantity, "[", i, "]"), ours[i], reported[i], scale[i])
  }
}

# A pooled count exists when every node gave its part.
pooled_rows <- function(cell) if (length(cell) == 0) numeric(0) else
  vapply(cell, function(name) sum(rows[, name]), 0, USE.NAMES = FALSE)
pooled_persons <- function(cell) sum(persons[, cell])

# Mean and centred sums of several groups as of one (Chan, Golub, LeVeque 1983; Pebay 2008).
# `parts`: one row per node with n, mean, rest (what the mean lost by rounding), m2, m3.
merge_moments <- function(parts) {
  total <- c(n = 0, mean = 0, rest = 0, m2 = 0, m3 = 0)
  for (i in seq_len(nrow(parts))) {
    b <- parts[i, ]
    if (b[["n"]] == 0) next
    if (total[["n"]] == 0) { total <- b; next }
    a <- total
    n <- a[["n"]] + b[["n"]]
    d <- (b[["mean"]] - a[["mean"]]) + (b[["rest"]] - a[["rest"]])
    m3 <- a[["m3"]] + b[["m3"]] +
      d^3 * a[["n"]] * b[["n"]] * (a[["n"]] - b[["n"]]) / n^2 +
      3 * d * (a[["n"]] * b[["m2"]] - b[["n"]] * a[["m2"]]) / n
    m2 <- a[["m2"]] + b[["m2"]] + d^2 * a[["n"]] * b[["n"]] / n
    rest <- a[["rest"]] + d * b[["n"]] / n
    total <- c(n = n, mean = a[["mean"]], rest = rest, m2 = m2, m3 = m3)
  }
  list(n = total[["n"]], mean = total[["mean"]] + total[["rest"]],
       variance = total[["m2"]] / (total[["n"]] - 1),
       skewness = total[["m3"]] / total[["n"]] / (total[["m2"]] / total[["n"]])^1.5)
}

# Estimates y of several nodes with variances v as one. Paule-Mandel's and the restricted
# likelihood's tau2 are roots, sought by bisection.
meta_analysis <- function(method, y, v) {
  k <- length(y)
  at <- function(tau2) {
    w <- 1 / (v + tau2)
    mean <- sum(w * y) / sum(w)
    list(w = w, mean = mean, q = sum(w * (y - mean)^2))
  }
  score <- function(tau2) with(at(tau2), sum(w^2 * (y - mean)^2) - sum(w) + sum(w^2) / sum(w))
  root <- function(f) if (k < 2 || f(0) <= 0) 0 else
    uniroot(f, c(0, 10 * (sum((y - mean(y))^2) + max(v))), tol = 1e-300, maxiter = 10000)$root
  w <- 1 / v
  q <- at(0)$q
  tau2 <- switch(method, fixed = 0,
    DL = if (k < 2) 0 else max(0, (q - (k - 1)) / (sum(w) - sum(w^2) / sum(w))),
    PM = root(function(tau2) at(tau2)$q - (k - 1)),
    REML = root(score))
  end <- at(tau2)
  se <- sqrt(1 / sum(end$w))
  hk <- if (k < 2) NA else sqrt(end$q / (k - 1) / sum(end$w))
  hk_reach <- if (k < 2) NA else qt(0.975, k - 1) * hk
  reach <- if (k < 3) NA else qt(0.975, k - 2) * sqrt(tau2 + se^2)
  list(estimate = end$mean, standard_error = se, conf_low = end$mean - qnorm(0.975) * se,
       conf_high = end$mean + qnorm(0.975) * se, p_value = 2 * pnorm(-abs(end$mean / se)),
       tau2 = tau2, q = q,
       q_p_value = if (k < 2) NA else pchisq(q, k - 1, lower.tail = FALSE),
       i2 = if (q > k - 1) (q - (k - 1)) / q else 0,
       prediction_low = end$mean - reach, prediction_high = end$mean + reach,
       hartung_knapp_standard_error = hk, hartung_knapp_conf_low = end$mean - hk_reach,
       hartung_knapp_conf_high = end$mean + hk_reach)
}

# Shares of levels in two groups: the signed difference of the second of two levels, of more the
# Mahalanobis distance without the first (Yang and Dalton 2012).
distance_of_shares <- function(p, q) {
  covariance <- function(p) diag(p, length(p)) - outer(p, p)
  if (length(p) == 2) return((q[2] - p[2]) / sqrt((p[2] * p[1] + q[2] * q[1]) / 2))
  kept <- which(p > 0 | q > 0)
  if (length(kept) < 2) return(0)
  kept <- kept[-1]
  d <- (q - p)[kept]
  sqrt(sum(d * solve((covariance(p[kept]) + covariance(q[kept])) / 2, d)))
}

# Components of length one, the largest loading positive.
principal_components <- function(matrix) {
  found <- eigen(matrix, symmetric = TRUE)
  for (k in seq_along(found$values)) {
    v <- found$vectors[, k]
    found$vectors[, k] <- v * sign(v[which.max(abs(v))])
  }
  found
}

# A function of estimates and its standard error: slopes by R's own rules for derivatives.
delta_method <- function(formula, names, values, vcov) {
  at <- setNames(as.list(values), names)
  used <- which(names %in% all.vars(formula))
  slopes <- vapply(names[used], function(name) as.numeric(eval(D(formula, name), at)), 0)
  c(eval(formula, at), sqrt(sum(slopes * (vcov[used, used, drop = FALSE] %*% slopes))))
}

# Events and person-time; exact limits of a Poisson mean.
rate_of <- function(events, time) if (!(time > 0)) rep(NA, 3) else
  c(events, if (events > 0) qchisq(0.025, 2 * events) / 2 else 0,
    qchisq(0.975, 2 * (events + 1)) / 2) / time

# Directly standardised (Fay and Feuer 1997).
standardised <- function(events, time, weights) {
  kept <- weights > 0
  per_event <- (weights / sum(weights) / time)[kept]
  events <- events[kept]
  rate <- sum(per_event * events)
  variance <- sum(per_event^2 * events)
  low <- if (variance == 0) 0 else variance / (2 * rate) * qchisq(0.025, 2 * rate^2 / variance)
  v <- variance + max(per_event)^2
  y <- rate + max(per_event)
  c(rate, variance, low, v / (2 * y) * qchisq(0.975, 2 * y^2 / v))
}

# A share of k among k + rest: Wilson's interval, then the exact one of Clopper and Pearson.
proportion_of <- function(k, rest) {
  n <- k + rest
  if (is.na(n) || n == 0) return(rep(NA, 5))
  p <- k / n
  z <- qnorm(0.975)
  centre <- (p + z^2 / (2 * n)) / (1 + z^2 / n)
  width <- z / (1 + z^2 / n) * sqrt(p * (1 - p) / n + z^2 / (4 * n^2))
  c(p, if (k == 0) 0 else centre - width, if (rest == 0) 1 else centre + width,
    if (k == 0) 0 else qbeta(0.025, k, rest + 1), if (rest == 0) 1 else qbeta(0.975, k + 1, rest))
}

# a of a + b against c of c + d, on the log scale (Simel and others 1991).
likelihood_ratio <- function(a, b, c, d) a / (a + b) / (c / (c + d)) *
  exp(c(0, -1, 1) * qnorm(0.975) * sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)))

# How many are in the first k bins, and how many above; a withheld bin does not hide what the total
# and the other bins tell.
split_at <- function(all, bins, k) {
  below <- sum(bins[seq_len(k)])
  above <- sum(bins[-seq_len(k)])
  if (is.na(below)) below <- all - above
  if (is.na(above)) above <- all - below
  c(below, above)
}

# Area under the ROC curve with the standard error of DeLong and others (1988), from the numbers
# without and with the condition in each bin.
area_under_curve <- function(without, with) {
  wins <- outer(seq_along(with), seq_along(without), function(i, j) (i > j) + (i == j) / 2)
  n <- c(sum(without), sum(with))
  beaten <- as.vector(wins %*% without) / n[1]
  beating <- as.vector(with %*% wins) / n[2]
  area <- sum(with * beaten) / n[2]
  spread <- c(sum(without * (beating - area)^2), sum(with * (beaten - area)^2))
  se <- if (anyNA(n) || any(n < 2)) NA else sqrt(sum(spread / (n - 1) / n))
  c(if (is.nan(area)) NA else area, se, max(area - qnorm(0.975) * se, 0),
    min(area + qnorm(0.975) * se, 1))
}

# Inverse of an information matrix, columns in days and in years alike.
inverse <- function(information) {
  d <- 1 / sqrt(diag(information))
  t(solve(information * outer(d, d)) * d) * d
}

# Means and cross products of the columns and, behind them, the outcome (Chan, Golub, LeVeque 1983).
merge_products <- function(parts) Reduce(function(a, b) {
  if (a$n == 0) return(b)
  if (b$n == 0) return(a)
  n <- a$n + b$n
  d <- (b$mean - a$mean) + (b$rest - a$rest)
  rest <- a$rest + d * b$n / n
  mean <- a$mean + rest
  list(n = n, mean = mean, rest = rest - (mean - a$mean),
       products = a$products + b$products + outer(d, d) * a$n * b$n / n)
}, parts)

# How columns are measured while a model is fitted: from their mean, in standard deviations. A level
# that nobody has does not vary, and has no coefficient.
measured <- function(m, columns) {
  s <- sqrt(diag(m$products)[columns] / m$n)
  list(kept = which(s > 0), scale = s, centre = (m$mean + m$rest)[columns])
}

# From measured columns to the data: the intercept, then the slopes.
to_data <- function(how) {
  s <- how$scale[how$kept]
  rbind(c(1, -how$centre[how$kept] / s), cbind(rep(0, length(s)), diag(1 / s, length(s))))
}

check_estimates <- function(id, kept, beta, vcov, quantile, p_value, reported) {
  se <- sqrt(diag(vcov))
  check_all(id, "no coefficient", rep(NA, length(reported$beta) - length(kept)),
            reported$beta[!seq_along(reported$beta) %in% kept])
  for (i in seq_along(kept)) {
    j <- kept[i]
    name <- reported$names[j]
    t <- beta[i] / se[i]
    check(id, paste("coefficient,", name), beta[i], reported$beta[j], scale = se[i])
    check(id, paste("standard error,", name), se[i], reported$se[j])
    check(id, paste("test statistic,", name), t, reported$statistic[j], scale = 1)
    check(id, paste("p,", name), p_value(t), reported$p[j], scale = 1e-10)
    check(id, paste("from,", name), beta[i] - quantile * se[i], reported$low[j], scale = se[i])
    check(id, paste("to,", name), beta[i] + quantile * se[i], reported$high[j], scale = se[i])
    check_all(id, paste("covariance,", name), vcov[i, ], reported$vcov[j, kept], scale = se[i] * se)
  }
}

# Least squares from pooled cross products; `residuals` is a second look where there was one.
check_linear <- function(id, m, residuals, robust, reported) {
  y <- length(m$mean)
  how <- measured(m, seq_len(y - 1))
  kept <- how$kept
  s <- how$scale[kept]
  right <- m$products[kept, y] / s
  bread <- matrix(0, length(kept) + 1, length(kept) + 1)
  bread[1, 1] <- 1 / m$n
  bread[-1, -1] <- inverse(m$products[kept, kept, drop = FALSE] / outer(s, s))
  beta <- as.vector(bread %*% c(0, right))
  rss <- m$products[y, y] - sum(beta[-1] * right)
  at <- c(1, kept + 1)
  if (!is.null(residuals)) {
    step <- as.vector(bread %*% residuals$score[at])
    beta <- beta + step
    rss <- residuals$squares[1, 1] - sum(step * residuals$score[at])
  }
  df <- m$n - length(beta)
  vcov <- if (robust) m$n / df * bread %*% residuals$squares[at, at] %*% bread else bread * rss / df
  transform <- to_data(how)
  beta <- as.vector(transform %*% beta) + c(m$mean[y] + m$rest[y], rep(0, length(kept)))
  check_estimates(id, at, beta, transform %*% vcov %*% t(transform), qt(0.975, df),
                  function(t) 2 * pt(-abs(t), df), reported)
  check(id, "residual standard deviation", sqrt(rss / df), reported$sigma)
  check(id, "residual degrees of freedom", df, reported$df_residual)
  check(id, "R squared", 1 - rss / m$products[y, y], reported$r_squared, scale = 1)
  k <- length(kept)
  f <- (m$products[y, y] - rss) / k / (rss / df)
  check_all(id, "F test", c(f, k, pf(f, k, df, lower.tail = FALSE)), reported$f,
            scale = c(1, 1, 1e-6))
}

add_fields <- function(parts) Reduce(function(a, b) Map(`+`, a, b), parts)

# A generalised linear model is the point where the score of all nodes together is zero. Score and
# information are those of measured columns, the intercept first.
check_glm <- function(id, family, is_weighted, m, null, best, reported) {
  how <- measured(m, seq_len(length(reported$beta) - 1))
  at <- c(1, how$kept + 1)
  df <- m$n - length(at)
  bread <- inverse(best$information[at, at, drop = FALSE])
  dispersion <- if (family == "Gamma") best$pearson / df else 1
  transform <- to_data(how)
  vcov <- transform %*% (bread * dispersion) %*% t(transform)
  se <- sqrt(diag(vcov))
  # Less than a ten-millionth of a standard error is left to go.
  step <- as.vector(transform %*% bread %*% best$score[at])
  for (i in seq_along(at)) {
    check(id, paste("Newton step left,", reported$names[at[i]]), step[i], 0, scale = 100 * se[i])
  }
  beta <- reported$beta[at]
  p_value <- if (family == "Gamma") function(z) 2 * pt(-abs(z), df) else
    function(z) 2 * pnorm(-abs(z))
  q <- qnorm(0.975)
  check_estimates(id, at, beta, vcov, q, p_value, reported)
  if (!is.null(reported$ratio)) {
    kept <- how$kept
    check_all(id, "ratio", exp(beta[-1]), reported$ratio[kept])
    check_all(id, "ratio from", exp(beta - q * se)[-1], reported$ratio_low[kept])
    check_all(id, "ratio to", exp(beta + q * se)[-1], reported$ratio_high[kept])
  }
  check(id, "deviance", best$deviance, reported$deviance)
  check(id, "deviance without terms", null$deviance, reported$null_deviance)
  check(id, "Pearson chi-square", best$pearson, reported$pearson_chi_square)
  check(id, "residual degrees of freedom", df, reported$df_residual)
  check(id, "degrees of freedom without terms", m$n - 1, reported$df_null)
  check(id, "dispersion", dispersion, reported$dispersion)
  if (!is.null(best$shape)) {
    # Of the logarithm of theta: score and information.
    check(id, "Newton step left, theta", best$shape[1] / best$shape[2], 0,
          scale = 100 / sqrt(best$shape[2]))
    check(id, "standard error of theta", reported$theta / sqrt(best$shape[2]),
          reported$theta_standard_error)
  }
  # The weights are the last column.
  w <- m$n * if (is_weighted) m$mean[length(m$mean)] else 1
  shape <- w / best$deviance
  loglik <- if (family != "Gamma") best$saturated - best$deviance / 2 else
    shape * (-best$deviance / 2 - w) + w * (shape * log(shape) - lgamma(shape)) - best$saturated
  check(id, "log-likelihood", loglik, reported$loglik, scale = 1)
  another <- family %in% c("Gamma", "negative_binomial")
  check(id, "AIC", 2 * (length(at) + another) - 2 * loglik, reported$aic, scale = 1)
}

check_measures <- function(id, m, reported) {
  a <- m[2, 2]; b <- m[2, 1]; c <- m[1, 2]; d <- m[1, 1]
  q <- qnorm(0.975)
  p1 <- a / (a + b); p0 <- c / (c + d)
  ratio <- function(estimate, se) estimate * exp(c(0, -q, q) * se)
  check_all(id, "odds ratio", ratio(a * d / (b * c), sqrt(1/a + 1/b + 1/c + 1/d)), reported[1, ])
  check_all(id, "risk ratio", ratio(p1 / p0, sqrt(1/a - 1/(a+b) + 1/c - 1/(c+d))), reported[2, ])
  width <- q * sqrt(p1 * (1 - p1) / (a + b) + p0 * (1 - p0) / (c + d))
  check_all(id, "risk difference", p1 - p0 + c(0, -width, width), reported[3, ], scale = 1)
}
)r";

const char* const kCheckScriptEnd = R"r(
# ---- verdict ---------------------------------------------------------------------------------

outcome <- do.call(rbind, results$table)
options(width = 160, digits = 12)
print(outcome, row.names = FALSE)
bad <- sum(!outcome$good)
cat("\n", nrow(outcome), " numbers compared, ", bad, " differ by more than 1e-9.\n", sep = "")
if (bad > 0) stop("the result is not what the numbers of the nodes give")
cat("The result is what the numbers of the nodes give.\n")
)r";

}  // namespace passerelle::bundle
