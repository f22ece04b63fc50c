# Makes survival.csv and reference.json: Rscript reference.R (R 4.2.2, survival 3.5-3, jsonlite).
suppressPackageStartupMessages({ library(survival); library(jsonlite) })
x <- 20241123; draw <- function() { x <<- (16807 * x) %% 2147483647; x / 2147483647 }  # Park-Miller
n <- 180
d <- data.frame(id = 1:n, node = NA, time = NA, event = NA, arm = NA, age = NA, x = NA, sex = NA, flag = NA)
for (i in 1:n) {
  d$node[i] <- c("a", "b", "c")[1 + (draw() > .45) + (draw() > .8)]
  d$arm[i] <- if (d$node[i] == "c") c("p", "q")[1 + (draw() > .5)] else c("p", "q", "r")[1 + floor(3 * draw())]
  d$age[i] <- 40 + floor(40 * draw()); d$sex[i] <- as.integer(draw() > .5); d$x[i] <- floor(400 * draw()) / 8
  risk <- exp(.03 * (d$age[i] - 60) + .5 * (d$arm[i] == "q") - .4 * d$sex[i])
  d$time[i] <- max(1, ceiling(-12 * log(draw()) / risk)); d$event[i] <- as.integer(draw() < .75)
  if (d$time[i] > 40) { d$time[i] <- 40; d$event[i] <- 0 }
  if (d$node[i] == "c") d$event[i] <- 0
}
d$flag <- as.integer(d$event == 0 & d$id %% 3 == 0)  # nobody with the flag has the event: separation
write.csv(d, "survival.csv", row.names = FALSE, quote = FALSE)
d <- read.csv("survival.csv"); d$arm <- factor(d$arm, c("p", "q", "r")); d$node <- factor(d$node)
ctl <- coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 60)
model <- function(f, ties, data = d) {
  m <- coxph(f, data, ties = ties, control = ctl, model = TRUE, x = TRUE); s <- summary(m)
  list(n = m$n, events = m$nevent, coefficients = unname(coef(m)), vcov = unname(vcov(m)), loglik = m$loglik,
       concordance = unname(m$concordance["concordance"]), concordance_error = unname(m$concordance["std"]),
       pairs = sum(m$concordance[1:3]), zph = apply(cox.zph(m, "identity")$table, 1, as.list), score = unname(s$sctest[1]), wald = sum(coef(m) * solve(vcov(m), coef(m))), z = unname(s$coefficients[, "z"]), p = unname(s$coefficients[, "Pr(>|z|)"]))
}
cut <- transform(d, event = as.integer(event == 1 & time <= 10), time = pmin(time, 10))
f <- Surv(time, event) ~ arm + age + sex + x + strata(node)
d$old <- as.integer(d$age >= 60)
apart <- Surv(time, event) ~ arm + age + x + strata(node, sex)
d$entry <- ifelse(7 * (d$id %% 10) < d$time, 7 * (d$id %% 10), 0)
late <- Surv(entry, time, event) ~ arm + age + sex + x + strata(node)
late_cut <- subset(transform(d, event = as.integer(event == 1 & time <= 20), time = pmin(time, 20)), entry < 20)
late_apart <- Surv(entry, time, event) ~ arm + age + x + strata(node, sex)
up <- function(t, b) b[findInterval(t, b, left.open = TRUE) + 1]
curve <- function(y, breaks, censor, type) {
  t <- ifelse(y$event == 1, up(y$time, breaks), up(y$time, censor))
  s <- survfit(Surv(t, y$event) ~ 1, conf.type = type); m <- unname(summary(s)$table["median"])
  list(time = s$time, at_risk = s$n.risk, events = s$n.event, censored = s$n.censor, survival = s$surv, error = s$surv * s$std.err,
       low = s$lower, high = s$upper, median = m)
}
# A mean up to tau with survival falling evenly between breaks, and its error from the covariances of the survivals.
even_mean <- function(s, tau) {
  ends <- s$time; area <- function(surv) { y <- approx(c(0, ends), c(1, surv), sort(unique(c(0, ends[ends < tau], tau)))); sum(diff(y$x) * (head(y$y, -1) + tail(y$y, -1)) / 2) }
  slope <- sapply(seq_along(ends), function(k) area(replace(s$surv, k, s$surv[k] + 1)) - area(s$surv))  # the area is linear
  g <- cumsum(s$n.event / (s$n.risk * (s$n.risk - s$n.event))); cov <- outer(s$surv, s$surv) * outer(seq_along(g), seq_along(g), function(i, j) g[pmin(i, j)])
  c(area(s$surv), sqrt(drop(slope %*% cov %*% slope)))
}
breaks <- c(2, 4, 7, 10, 15, 20, 30, 40); censor <- c(4, 10, 20, 40)
young <- subset(d, node == "a" & event == 1)
half <- data.frame(time = c(1, 2, 3, 3), event = 1)
at_breaks <- function(m) { h <- basehaz(m, centered = FALSE); c(0, h$hazard)[1 + findInterval(breaks, h$time)] }
rank_test <- function(f, rho = 0, data = d) {
  s <- survdiff(f, data, rho = rho); total <- function(m) if (is.matrix(m)) rowSums(m) else m
  list(observed = total(s$obs), expected = total(s$exp), chisq = s$chisq, p = pchisq(s$chisq, length(s$n) - 1, lower.tail = FALSE))
}
by_node <- Surv(time, event) ~ arm + strata(node)
together <- Surv(time, event) ~ arm + age + sex + x
rounded <- transform(d, time = ifelse(event == 1, up(time, breaks), up(time, censor)))
arms <- lapply(levels(d$arm), function(k) survfit(Surv(time, event) ~ 1, subset(rounded, arm == k)))
linear <- function(f) {
  m <- lm(f, d); s <- summary(m)
  list(coefficients = unname(coef(m)), errors = unname(s$coefficients[, 2]), vcov = unname(vcov(m)), sigma = s$sigma, r_squared = s$r.squared)
}
logistic <- glm(event ~ arm * sex + age, binomial, d, control = list(epsilon = 1e-15, maxit = 60))
components <- function(scale) {
  m <- prcomp(d[c("age", "x", "time")], scale. = scale)
  list(variances = m$sdev^2, loadings = t(apply(m$rotation, 2, function(v) v * sign(v[which.max(abs(v))]))))
}
# Mahalanobis distance of the shares of arms between the sexes.
shares <- prop.table(table(d$sex, d$arm), 1)[, -1]; between <- shares[2, ] - shares[1, ]
spread <- (diag(shares[1, ]) - outer(shares[1, ], shares[1, ]) + diag(shares[2, ]) - outer(shares[2, ], shares[2, ])) / 2
means <- d$x; central <- function(k) mean((means - mean(means))^k)
out <- list(
  efron = model(f, "efron"), breslow = model(f, "breslow"), horizon10 = model(f, "efron", cut),
  late_efron = model(late, "efron"), late_breslow = model(late, "breslow"), late_horizon20 = model(late, "efron", late_cut),
  efron_breaks = model(together, "efron", rounded), breslow_breaks = model(together, "breslow", rounded),
  own_breaks = lapply(c(a = "a", b = "b"), function(k) model(together, "efron", subset(rounded, node == k))),
  baseline_efron = at_breaks(coxph(together, rounded, ties = "efron", control = ctl)), baseline_breslow = at_breaks(coxph(together, rounded, ties = "breslow", control = ctl)),
  arms = lapply(arms, function(s) list(survival = s$surv, error = s$surv * s$std.err, mean = even_mean(s, 17))),
  follow_up = sapply(levels(d$arm), function(k) unname(summary(survfit(Surv(time, 1 - event) ~ 1, subset(rounded, arm == k)))$table["median"])),
  log = curve(d, breaks, censor, "log"), log_log = curve(d, breaks, censor, "log-log"), plain = curve(d, breaks, censor, "plain"),
  nobody_left = lapply(c(log = "log", log_log = "log-log", plain = "plain"), function(k) curve(young, c(5, 10, 40), 40, k)),
  half_survive = curve(half, c(1, 2, 3), 3, "log"),
  rmst_upper = unname(summary(survfit(Surv(up(time, breaks), event) ~ 1, data = subset(d, event == 1)), rmean = 20)$table["rmean"]),
  apart_efron = model(apart, "efron"), apart_breslow = model(apart, "breslow"), apart_late = model(late_apart, "efron"),
  apart_two = model(Surv(time, event) ~ age + x + strata(node, sex, old), "efron"),
  apart_own = model(Surv(time, event) ~ arm + age + x + strata(sex), "efron", subset(d, node == "a")),
  apart_rank = rank_test(Surv(time, event) ~ arm + strata(node, sex)), apart_peto = rank_test(Surv(time, event) ~ arm + strata(node, sex), 1),
  log_rank = rank_test(by_node), peto = rank_test(by_node, 1), half = rank_test(by_node, .5),
  log_rank_breaks = rank_test(Surv(time, event) ~ arm, 0, rounded), peto_breaks = rank_test(Surv(time, event) ~ arm, 1, rounded),
  interaction = linear(x ~ arm + age + sex + arm:sex + age:arm),
  three = linear(x ~ arm * sex * age), powers = linear(x ~ sex + age + I(age^2) + I(age^3)),
  spline = linear(x ~ sex + splines::ns(age, knots = c(55, 65), Boundary.knots = c(45, 75))),
  logistic = list(coefficients = unname(coef(logistic)), deviance = logistic$deviance),
  cox_interaction = model(Surv(time, event) ~ arm + age + sex + arm:sex + age:sex + strata(node), "efron"),
  components = list(correlation = components(TRUE), covariance = components(FALSE)),
  arms_by_sex = sqrt(sum(between * solve(spread, between))),
  x = list(mean = mean(d$x), variance = var(d$x), skewness = central(3) / central(2)^1.5),
  yates = unname(suppressWarnings(chisq.test(table(d$sex, d$event)))$statistic))
writeLines(toJSON(out, auto_unbox = TRUE, digits = I(17), na = "null", pretty = 1), "reference.json")
