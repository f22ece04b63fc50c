# Makes models.json from survival.csv: Rscript models.R (R 4.2.2, MASS 7.3-58, jsonlite).
suppressPackageStartupMessages(library(jsonlite))
d <- read.csv("survival.csv"); d$arm <- factor(d$arm, c("p", "q", "r"))

# Weighting by the probability of sex: the estimating equations of model and means, solved, and their
# sandwich from derivatives by differences of order four. `own`: the rows that means are of; the model
# is of all.
x <- model.matrix(~ arm + age, d); a <- d$sex
beta <- coef(glm(a ~ x - 1, binomial, control = list(epsilon = 1e-15, maxit = 60)))
weights <- function(e, estimand, truncate) {
  e <- pmin(pmax(e, truncate), 1 - truncate)
  if (estimand == "ATE") ifelse(a == 1, 1 / e, 1 / (1 - e)) else ifelse(a == 1, 1, e / (1 - e))
}
effect <- function(y, estimand, truncate = 0, own = rep(TRUE, nrow(d))) {
  p <- length(beta)
  psi <- function(theta) {
    e <- plogis(as.vector(x %*% theta[1:p])); w <- weights(e, estimand, truncate)
    cbind(x * (a - e), own * w * a * (y - theta[p + 1]), own * w * (1 - a) * (y - theta[p + 2]))
  }
  w <- own * weights(plogis(as.vector(x %*% beta)), estimand, truncate)
  mean <- c(sum(w * a * y) / sum(w * a), sum(w * (1 - a) * y) / sum(w * (1 - a)))
  theta <- c(beta, mean)
  slope <- sapply(seq_along(theta), function(j) {
    h <- 1e-3 * max(abs(theta[j]), 0.01); at <- function(k) { t <- theta; t[j] <- t[j] + k * h; colSums(psi(t)) }
    fine <- function(s) (at(-2 * s) - 8 * at(-s) + 8 * at(s) - at(2 * s)) / (12 * s * h)
    (16 * fine(.5) - fine(1)) / 15
  })
  bread <- solve(slope); vcov <- bread %*% crossprod(psi(theta)) %*% t(bread)
  v <- vcov[p + 1:2, p + 1:2]
  weighted <- function(z, k) sum((w * z)[a == k]) / sum(w[a == k])
  balance <- sapply(c("armq", "armr", "age"), function(name) {
    z <- x[, name]; of <- function(k) z[own & a == k]; v <- function(k) if (name == "age") var(of(k)) else mean(of(k)) * (1 - mean(of(k)))
    unit <- sqrt((v(0) + v(1)) / 2); c((mean(of(1)) - mean(of(0))) / unit, (weighted(z, 1) - weighted(z, 0)) / unit)
  })
  ess <- function(k) sum(w[a == k])^2 / sum(w[a == k]^2)
  rr <- c(1 / mean[1], -1 / mean[2]); or <- c(1, -1) / (mean * (1 - mean))
  list(treated = mean[1], control = mean[2], error = sqrt(v[1, 1] + v[2, 2] - 2 * v[1, 2]),
       log_ratio_error = sqrt(as.numeric(rr %*% v %*% rr)), log_odds_error = if (all(mean < 1)) sqrt(as.numeric(or %*% v %*% or)),
       sum = c(sum(w[a == 1]), sum(w[a == 0])), effective = c(ess(1), ess(0)), before = balance[1, ], after = balance[2, ])
}

# A random intercept by arm: the root of the score of the dense covariance matrix.
mixed <- function(restricted) {
  x <- model.matrix(~ age + sex, d); z <- model.matrix(~ arm - 1, d); y <- d$x; n <- nrow(d); k <- tcrossprod(z)
  at <- function(ratio) {
    v <- diag(n) + ratio * k; vi <- solve(v); a <- t(x) %*% vi %*% x; ai <- solve(a)
    beta <- as.vector(ai %*% (t(x) %*% vi %*% y)); r <- y - as.vector(x %*% beta); df <- n - if (restricted) ncol(x) else 0
    s2 <- as.numeric(t(r) %*% vi %*% r) / df
    p <- vi - if (restricted) vi %*% x %*% ai %*% t(x) %*% vi else 0
    half <- as.numeric(determinant(v)$modulus + if (restricted) determinant(a)$modulus else 0)
    list(score = as.numeric(t(vi %*% r) %*% k %*% (vi %*% r)) / s2 - sum(p * k), beta = beta, vcov = s2 * ai, s2 = s2,
         loglik = -(df * (log(2 * pi * s2) + 1) + half) / 2, u = as.vector(ratio * t(z) %*% vi %*% r))
  }
  score <- function(ratio) at(ratio)$score
  ratio <- if (score(0) <= 0) 0 else { top <- 1; while (score(top) > 0) top <- 2 * top; uniroot(score, c(0, top), tol = 1e-15)$root }
  m <- at(ratio)
  list(ratio = ratio, coefficients = m$beta, errors = sqrt(diag(m$vcov)), sd_residual = sqrt(m$s2), loglik = m$loglik, intercepts = m$u)
}
ranks <- cor(cbind(as.integer(d$arm), d$sex, findInterval(d$age, c(50, 60, 70))), method = "spearman")
# Counts that vary more than their mean, by MASS and then polished: the score of all parameters is zero.
negative_binomial <- function(f, offset = 0, w = rep_len(1, nrow(d))) {
  y <- d$visits; x <- X <- model.matrix(f, d)
  m <- MASS::glm.nb(visits ~ X - 1 + offset(rep_len(offset, nrow(d))), data = data.frame(d, w = w), weights = w, control = glm.control(epsilon = 1e-15, maxit = 200))
  b <- unname(coef(m)); th <- m$theta; mu <- function() exp(as.vector(x %*% b) + offset)
  for (i in 1:60) {
    u <- mu(); b <- b + solve(crossprod(x, x * (w * u / (1 + u / th))), crossprod(x, w * (y - u) / (1 + u / th)))[, 1]
    u <- mu(); score <- sum(w * (digamma(y + th) - digamma(th) + log(th) + 1 - log(u + th) - (y + th) / (u + th)))
    info <- sum(w * (-trigamma(y + th) + trigamma(th) - 1 / th + 2 / (u + th) - (y + th) / (u + th)^2)); th <- th + score / info
  }
  stopifnot(abs(th - m$theta) < 1e-4 * th)
  u <- mu(); ll <- sum(w * dnbinom(y, size = th, mu = u, log = TRUE)); p <- ncol(x)
  dev <- 2 * sum(w * (ifelse(y > 0, y * log(y / u), 0) - (y + th) * log((y + th) / (u + th))))
  null <- glm(y ~ 1 + offset(o), MASS::negative.binomial(th), data.frame(y, w, o = rep_len(offset, nrow(d))), weights = w,
              control = list(epsilon = 1e-15, maxit = 60))
  list(coefficients = b, errors = sqrt(diag(solve(crossprod(x, x * (w * u / (1 + u / th)))))), theta = th, theta_error = 1 / sqrt(info),
       deviance = dev, null_deviance = null$deviance, loglik = ll, aic = 2 * (p + 1) - 2 * ll, pearson = sum(w * (y - u)^2 / (u + u^2 / th)))
}
d$visits <- floor(d$x * d$time / 90)
counts <- list(plain = negative_binomial(~ arm + age), offset = negative_binomial(~ arm + age, log(d$time)),
               weighted = negative_binomial(~ arm + age, log(d$time), d$age / 50))
# Prior weights. R rounds those of a binomial in its log-likelihood, so they are whole there; its errors
# are those of the step before the last, so it begins again where it ended.
weighted <- function(family, outcome, w, offset = 0) {
  fit <- function(start) glm(d[[outcome]] ~ arm + age + offset(rep_len(offset, nrow(d))), family, data.frame(d, w = w), weights = w,
                             start = start, control = list(epsilon = 1e-15, maxit = 60))
  m <- fit(NULL); for (i in 1:40) m <- fit(coef(m)); s <- summary(m)
  list(coefficients = unname(coef(m)), errors = unname(s$coefficients[, 2]), deviance = m$deviance, null_deviance = m$null.deviance, loglik = as.numeric(logLik(m)),
       aic = AIC(m), pearson = sum(residuals(m, "pearson")^2), dispersion = s$dispersion, df_residual = m$df.residual)
}
prior <- list(binomial = weighted(binomial, "event", 1 + d$age %% 4), poisson = weighted(poisson, "visits", d$age / 50, log(d$time)),
              gamma = weighted(Gamma("log"), "time", d$age / 50))
d$x <- d$x + 20 * (d$arm == "q") - 15 * (d$arm == "r")  # arms that differ
own <- function(family, node) {
  m <- glm(event ~ age, family, d[d$node == node, ], control = list(epsilon = 1e-15, maxit = 60))
  list(coefficients = unname(coef(m)), error = summary(m)$coefficients[2, 2], deviance = m$deviance, null_deviance = m$null.deviance)
}
of_nodes <- lapply(list(logit = binomial, poisson = poisson), function(f) list(a = own(f, "a"), b = own(f, "b")))
out <- list(of_nodes = of_nodes, counts = counts, prior = prior, ranks = unname(ranks), ate = effect(d$event, "ATE"), att = effect(d$event, "ATT"), truncated = effect(d$event, "ATE", .45),
            at_a = effect(d$event, "ATE", own = d$node == "a"),
            number = effect(read.csv("survival.csv")$x, "ATE"), reml = mixed(TRUE), ml = mixed(FALSE),
            alike = {d$x <- d$time - ave(d$time, d$arm); mixed(FALSE)},
            reml_a = {d <- read.csv("survival.csv"); d <- d[d$node == "a", ]; d$arm <- factor(d$arm, c("p", "q", "r"));
                      d$x <- d$x + c(p = 0, q = 20, r = -15)[as.character(d$arm)]; mixed(TRUE)})
writeLines(toJSON(out, auto_unbox = TRUE, digits = I(17), null = "null", pretty = 1), "models.json")
