# Makes competing_risks.json from survival.csv: Rscript competing_risks.R (R 4.2.2, survival 3.5-3, jsonlite).
suppressPackageStartupMessages({ library(survival); library(jsonlite) })
d <- read.csv("survival.csv")
d$cause <- ifelse(d$event == 0, 0, ifelse(d$id %% 3 == 0, 2, 1))
up <- function(t, b) b[findInterval(t, b, left.open = TRUE) + 1]
curve <- function(y, breaks, censor, type) {
  last <- max(breaks)
  y$cause <- ifelse(y$time > last, 0, y$cause); y$time <- pmin(y$time, last)
  t <- ifelse(y$cause > 0, up(y$time, breaks), up(y$time, censor))
  s <- survfit(Surv(t, factor(y$cause, 0:2)) ~ 1, conf.type = type)
  at <- match(breaks, s$time)  # survfit leaves out breaks at which nothing happens
  causes <- lapply(2:3, function(k) list(n_event = s$n.event[at, k], incidence = s$pstate[at, k], error = s$std.err[at, k],
                                         low = s$lower[at, k], high = s$upper[at, k]))
  list(at_risk = s$n.risk[at, 1], censored = s$n.censor[at], event_free = s$pstate[at, 1], causes = causes)
}
breaks <- c(2, 4, 7, 10, 15, 20, 30, 40); censor <- c(4, 10, 20, 40)
types <- c(log = "log", log_log = "log-log", plain = "plain")
out <- c(lapply(types, function(k) curve(d, breaks, censor, k)),
         list(arms = lapply(split(d, d$arm), curve, c(4, 10, 20), c(10, 20), "log"),
              nobody_left = lapply(types, function(k) curve(subset(d, node == "a" & event == 1), c(5, 10, 40), 40, k))))
stopifnot(!anyNA(unlist(lapply(out[1:3], function(x) x$at_risk))), !anyNA(unlist(lapply(out$arms, function(x) x$at_risk))))
writeLines(toJSON(out, auto_unbox = TRUE, digits = I(17), na = "null", pretty = 1), "competing_risks.json")
