# R's part of analyses.py: seconds of each analysis on rows in memory, and its numbers, converged.
#   Rscript analyses.R pooled.csv moments,linear,logistic,cox,curves
suppressPackageStartupMessages(library(survival))

words <- commandArgs(TRUE)
wanted <- strsplit(words[2], ",")[[1]]
rows <- read.csv(words[1], stringsAsFactors = TRUE)
for (name in c("smoker", "diabetes")) rows[[name]] <- factor(rows[[name]])
terms <- c("age", "bmi", "x1", "x2", "x3", "x4", "sex", "smoker", "diabetes", "arm")
model <- function(left, more = NULL) reformulate(c(terms, more), left)

tell <- function(study, pointers, values, scales = 0) {
  cat(sprintf("number\t%s\t/%s\t%.17g\t%.17g\n", study, pointers, values, scales), sep = "")
}
clock <- function(study, expression) {
  gc()
  seconds <- system.time(value <- expression)[["elapsed"]]
  cat(sprintf("seconds\t%s\t%.4f\n", study, seconds))
  value
}
coefficients_of <- function(study, fit, errors) {
  names <- names(coef(fit))
  tell(study, paste0(study, "/coefficients/", names), coef(fit), errors)
  tell(study, paste0(study, "/standard_errors/", names), errors)
}

if ("moments" %in% wanted) {
  numbers <- c("age", "bmi", "x1", "x2", "x3", "x4", "marker")
  found <- clock("moments", sapply(rows[numbers], function(x) c(mean(x), var(x))))
  tell("moments", paste0("moments/", numbers, "/mean"), found[1, ], sqrt(found[2, ] / nrow(rows)))
  tell("moments", paste0("moments/", numbers, "/variance"), found[2, ])
}
if ("linear" %in% wanted) {
  fit <- clock("linear", lm(model("marker"), rows))
  coefficients_of("linear", fit, sqrt(diag(vcov(fit))))
}
if ("logistic" %in% wanted) {
  fit <- clock("logistic", glm(model("ill"), binomial, rows))
  # Its standard errors are those of the step before the last one.
  for (again in 1:2) {
    fit <- glm(model("ill"), binomial, rows, start = coef(fit), control = list(epsilon = 1e-15))
  }
  coefficients_of("logistic", fit, sqrt(diag(vcov(fit))))
}
if ("cox" %in% wanted) {
  formula <- model(quote(Surv(time, dead)), "strata(node)")
  fit <- clock("cox", coxph(formula, rows, ties = "efron"))
  fit <- coxph(formula, rows, ties = "efron", init = coef(fit),
               control = coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 60))
  coefficients_of("cox", fit, sqrt(diag(vcov(fit))))
}
if ("curves" %in% wanted) {
  clock("curves", {
    survfit(Surv(time, dead) ~ arm, rows)
    test <- survdiff(Surv(time, dead) ~ arm + strata(node), rows)
  })
  tell("curves", "logrank/chisq", test$chisq)
  # The curves stand on breaks: times rounded up to them.
  breaks <- c(0, seq(91, 1799, 91), 1826)
  rows$time <- breaks[pmax(2, findInterval(rows$time, breaks, left.open = TRUE) + 1)]
  curve <- summary(survfit(Surv(time, dead) ~ arm, rows), times = breaks[-1])
  place <- c(seq_along(breaks[-1]), seq_along(breaks[-1])) - 1
  tell("curves", sprintf("kaplan/groups/%d/survival/%d", as.integer(curve$strata) - 1, place),
       curve$surv)
}
