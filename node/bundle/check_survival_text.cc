#include "node/bundle/check_script.h"

namespace passerelle::bundle {

const char* const kSurvivalFunctions = R"r(# 95 % intervals of shares, as survfit makes them.
share_bounds <- function(share, error, conf_type) {
  reach <- qnorm(0.975) * error
  switch(conf_type,
    log = list(share * exp(-reach / share), pmin(share * exp(reach / share), 1)),
    plain = list(pmax(share - reach, 0), pmin(share + reach, 1)),
    "log-log" = {
      reach <- reach / share / log(share)
      list(exp(-exp(log(-log(share)) - reach)), exp(-exp(log(-log(share)) + reach)))
    })
}

# Kaplan-Meier on breaks; events come before censorings of the same break.
kaplan_meier <- function(events, censored, conf_type) {
  n <- sum(events) + sum(censored)
  at_risk <- n - c(0, head(cumsum(events + censored), -1))
  factor <- ifelse(events > 0, (at_risk - events) / at_risk, 1)
  survival <- cumprod(factor)
  greenwood <- cumsum(ifelse(events > 0, events / (at_risk * (at_risk - events)), 0))
  error <- survival * sqrt(greenwood)
  bounds <- share_bounds(survival, error, conf_type)
  list(n = n, events = sum(events), at_risk = at_risk, survival = survival,
       standard_error = error, conf_low = bounds[[1]], conf_high = bounds[[2]])
}

# The first break where at most half are left; between two where exactly half are.
median_time <- function(times, share) {
  close <- 2^-26
  first <- which(share < 0.5 + close)[1]
  if (is.na(first)) return(NA)
  after <- which(share < share[first])[1]
  if (abs(share[first] - 0.5) < close && !is.na(after)) mean(times[c(first, after)]) else times[first]
}

# Follow-up: events end it as censorings do in the curve.
median_follow_up <- function(curve, times, censored) median_time(times,
  cumprod(ifelse(censored > 0, (curve$at_risk - censored) / curve$at_risk, 1)))

# The mean up to tau with survival falling evenly between breaks, and its standard error from the
# covariances of the survivals.
restricted_mean <- function(curve, times, tau) {
  area <- function(survival) {
    x <- sort(unique(c(0, times[times < tau], tau)))
    y <- approx(c(0, times), c(1, survival), x)$y
    sum(diff(x) * (head(y, -1) + tail(y, -1)) / 2)
  }
  s <- curve$survival
  slope <- vapply(seq_along(s), function(k) area(replace(s, k, 1 + s[k])) - area(s), 0)
  growth <- (curve$standard_error / s)^2
  growth[s == 0] <- 0
  shared <- outer(seq_along(s), seq_along(s), function(i, j) growth[pmin(i, j)])
  c(area(s), sqrt(sum(outer(slope * s, slope * s) * shared)))
}

# Aalen-Johansen on breaks; `events` has a row for each cause. What an increment adds to the variance
# of a later incidence is that of a multinomial draw, weighted by the derivatives.
cumulative_incidence <- function(events, censored, conf_type) {
  any <- colSums(events)
  n <- sum(any) + sum(censored)
  at_risk <- n - c(0, head(cumsum(any + censored), -1))
  hazard <- sweep(events, 2, pmax(at_risk, 1), "/")
  event_free <- if (n == 0) rep(NA, length(any)) else cumprod(1 - colSums(hazard))
  before <- c(1, head(event_free, -1))
  incidence <- t(apply(sweep(hazard, 2, before, "*"), 1, cumsum))
  dim(incidence) <- dim(events)
  error <- incidence
  for (k in seq_len(nrow(events))) for (m in seq_along(any)) {
    parts <- vapply(seq_len(m), function(j) {
      h <- hazard[, j]
      if (sum(h) == 0) return(0)
      slope <- rep(if (sum(h) < 1) -(incidence[k, m] - incidence[k, j]) / (1 - sum(h)) else 0, length(h))
      slope[k] <- slope[k] + before[j]
      (sum(h * slope^2) - sum(h * slope)^2) / at_risk[j]
    }, 0)
    error[k, m] <- sqrt(sum(parts))
  }
  bounds <- share_bounds(incidence, error, conf_type)
  list(n = n, at_risk = at_risk, event_free = event_free, n_event = events,
       cumulative_incidence = incidence, standard_error = error,
       conf_low = bounds[[1]], conf_high = bounds[[2]])
}

# Log-rank test from observed and expected events and their covariance: groups that expect nothing
# leave the test, and one of the others, because the differences add up to zero.
log_rank <- function(observed, expected, variance) {
  kept <- which(expected > 0)[-1]
  difference <- (observed - expected)[kept]
  chisq <- sum(difference * solve(variance[kept, kept, drop = FALSE], difference))
  list(chisq = chisq, df = length(kept), p_value = pchisq(chisq, length(kept), lower.tail = FALSE))
}

# What a test with weights S(t-)^rho sums over breaks; `events` and `censored` have a row for each
# group.
log_rank_sums <- function(events, censored, rho) {
  at_risk <- rowSums(events + censored)
  survival <- 1
  observed <- expected <- 0 * at_risk
  variance <- diag(0, length(at_risk))
  for (j in seq_len(ncol(events))) {
    n <- sum(at_risk)
    d <- sum(events[, j])
    if (d > 0) {
      share <- at_risk / n
      weight <- survival^rho
      observed <- observed + weight * events[, j]
      expected <- expected + weight * d * share
      if (n > 1) variance <- variance + weight^2 * d * (n - d) / (n - 1) *
        (diag(share, length(share)) - outer(share, share))
      survival <- survival * (n - d) / n
    }
    at_risk <- at_risk - events[, j] - censored[, j]
  }
  list(observed = observed, expected = expected, variance = variance)
}

# Sums over the nodes of a list with loglik, score and information.
add_up <- function(parts) list(
  loglik = sum(vapply(parts, function(part) part$loglik, 0)),
  score = Reduce(`+`, lapply(parts, function(part) part$score)),
  information = Reduce(`+`, lapply(parts, function(part) part$information)))

only <- function(sums, kept) list(
  loglik = sums$loglik, score = sums$score[kept],
  information = sums$information[kept, kept, drop = FALSE])

# A Cox model is the point where the score of all nodes together is zero. A level that nobody has,
# at any node, has no coefficient.
check_cox <- function(id, names, beta, zero, best, reported) {
  kept <- which(diag(zero$information) > 0)
  check_all(id, "no coefficient", rep(NA, length(names) - length(kept)), beta[!seq_along(beta) %in% kept])
  names <- names[kept]
  beta <- beta[kept]
  zero <- only(zero, kept)
  best <- only(best, kept)
  reported$vcov <- reported$vcov[kept, kept, drop = FALSE]
  for (field in c("se", "z", "p", "hr", "hr_low", "hr_high", "low", "high")) {
    reported[[field]] <- reported[[field]][kept]
  }
  vcov <- inverse(best$information)
  se <- sqrt(diag(vcov))
  step <- as.vector(vcov %*% best$score)
  for (j in seq_along(names)) {
    name <- names[j]
    # Less than a ten-millionth of a standard error is left to go.
    check(id, paste("Newton step left,", name), step[j], 0, scale = 100 * se[j])
    check(id, paste("standard error,", name), se[j], reported$se[j])
    z <- beta[j] / se[j]
    check(id, paste("z,", name), z, reported$z[j], scale = 1)
    check(id, paste("p,", name), 2 * pnorm(-abs(z)), reported$p[j], scale = 1e-10)
    check(id, paste("hazard ratio,", name), exp(beta[j]), reported$hr[j])
    q <- qnorm(0.975)
    check(id, paste("hazard ratio from,", name), exp(beta[j] - q * se[j]), reported$hr_low[j])
    check(id, paste("hazard ratio to,", name), exp(beta[j] + q * se[j]), reported$hr_high[j])
    check(id, paste("coefficient from,", name), beta[j] - q * se[j], reported$low[j], scale = se[j])
    check(id, paste("coefficient to,", name), beta[j] + q * se[j], reported$high[j], scale = se[j])
    check_all(id, paste("covariance,", name), vcov[j, ], reported$vcov[j, ], scale = se[j] * se)
  }
  check_all(id, "log-likelihood", c(zero$loglik, best$loglik), reported$loglik, scale = 1)
  tests <- c(2 * (best$loglik - zero$loglik), sum(beta * (best$information %*% beta)),
             sum(zero$score * (inverse(zero$information) %*% zero$score)))
  # The first is a difference of two log-likelihoods, whose size tells its rounding.
  check_all(id, "likelihood ratio, Wald and score test", tests, reported$tests,
            scale = abs(best$loglik) * 1e-4)
  check_all(id, "p of these tests", pchisq(tests, length(beta), lower.tail = FALSE),
            reported$tests_p, scale = 1e-6)
}

# The share of pairs in which the higher risk has the event first, and its standard error by the
# infinitesimal jackknife.
concordance <- function(s) {
  d <- s$balance / s$pairs
  c((d + 1) / 2, sqrt(s$aa - 2 * d * s$ab + d^2 * s$bb) / s$pairs / 2)
}

# Score of slopes in time, and its variance given that the coefficients are fitted.
slopes_in_time <- function(best, s) {
  kept <- which(diag(best$information) > 0)
  variance <- s$second * 0
  variance[kept, kept] <- s$second[kept, kept] - s$first[kept, kept] %*%
    inverse(best$information[kept, kept, drop = FALSE]) %*% s$first[kept, kept]
  list(score = s$score, variance = variance, kept = kept)
}

score_test <- function(s, places) {
  places <- intersect(places, s$kept)
  statistic <- sum(s$score[places] * solve(s$variance[places, places, drop = FALSE], s$score[places]))
  list(statistic = statistic, df = length(places),
       p_value = pchisq(statistic, length(places), lower.tail = FALSE))
}

# Log-likelihood, score and information of a Cox model with common risk sets, in the units of the
# data. `leaving` and `events` have a row for each break: sums of weights, of weighted columns and of
# weighted products of two columns, as measured.
cox_on_breaks <- function(m, beta, deaths, leaving, events) {
  p <- length(beta)
  s <- measured(m, seq_len(p))$scale
  s[s == 0] <- 1
  total <- m$products[seq_len(p), p + 1] / s
  square <- function(list) {
    half <- matrix(0, p, p)
    half[upper.tri(half, diag = TRUE)] <- list
    half + t(half) - diag(diag(half), p)
  }
  loglik <- sum(ifelse(is.na(beta), 0, beta) * s * total)
  score <- total
  information <- matrix(0, p, p)
  risk <- 0 * leaving[1, ]
  for (j in rev(seq_along(deaths))) {
    risk <- risk + leaving[j, ]
    for (l in seq_len(deaths[j]) - 1) {
      now <- if (is.null(events)) risk else risk - l / deaths[j] * events[j, ]
      mean <- now[1 + seq_len(p)] / now[1]
      loglik <- loglik - log(now[1])
      score <- score - mean
      information <- information + square(now[-seq_len(p + 1)]) / now[1] - outer(mean, mean)
    }
  }
  list(loglik = loglik, score = score * s, information = information * outer(s, s))
}
)r";

const char* const kBreaksFunctions = R"r(
# What slopes in time would add to a Cox model with common risk sets: score, information, and that
# of slopes among themselves. `at_zero`: sums over the events where all coefficients are zero.
slopes_on_breaks <- function(m, breaks, beta, deaths, leaving, events, at_zero) {
  p <- length(beta)
  s <- measured(m, seq_len(p))$scale
  s[s == 0] <- 1
  sums <- list(score = numeric(p), first = matrix(0, p, p), second = matrix(0, p, p))
  for (j in which(deaths > 0)) {
    one <- cox_on_breaks(m, beta, deaths * (seq_along(deaths) == j), leaving, events)
    expected <- m$products[seq_len(p), p + 1] - one$score
    sums$score <- sums$score + breaks[j] * (at_zero[j, 1 + seq_len(p)] * s - expected)
    sums$first <- sums$first + breaks[j] * one$information
    sums$second <- sums$second + breaks[j]^2 * one$information
  }
  sums
}

# The cumulative baseline hazard at every break, of columns at zero.
hazard_on_breaks <- function(m, beta, deaths, leaving, events) {
  measure <- measured(m, seq_along(beta))
  beta <- ifelse(is.na(beta), 0, beta)
  at_risk <- rev(cumsum(rev(leaving[, 1])))
  steps <- vapply(seq_along(deaths), function(j) {
    tied <- seq_len(deaths[j]) - 1
    sum(1 / (at_risk[j] - if (is.null(events)) 0 * tied else tied / deaths[j] * events[j, 1]))
  }, 0)
  exp(-sum(beta * measure$centre)) * cumsum(steps)
}
)r";

}  // namespace passerelle::bundle
