# Makes matching.json: Rscript matching.R ROTTERDAM (the folder with DK.csv, FI.csv and FR.csv; R 4.2.2,
# jsonlite). Greedy matching within each country, written out. Where MatchIt (4.5.1 was used) is
# installed it must find the same first matches once no two distances are tied. (It breaks ties
# otherwise, and passes over some nearer rows when it looks for a second match.)
suppressPackageStartupMessages(library(jsonlite))
folder <- commandArgs(TRUE)[1]
d <- do.call(rbind, lapply(c("DK", "FI", "FR"), function(n) cbind(node = n, read.csv(file.path(folder, paste0(n, ".csv"))))))
d$size <- factor(d$size, c("<=20", "20-50", ">50"))
# The canonical order of rows: by numbers, then by categories, each in the order of the study's names.
names(d)[match(c("meno", "hormon", "death"), names(d))] <- c("since_menopause", "treated", "vital")
d <- d[order(d$age, d$nodes, d$rtime, d$since_menopause, d$size, d$treated, d$vital, d$id), ]
x <- model.matrix(~ age + nodes + size + since_menopause, d)[, -1]
colnames(x) <- sub("_menopause$", "_menopause1", colnames(x))
fit <- glm(d$treated ~ x, family = binomial, control = list(epsilon = 1e-15, maxit = 60))
eta <- as.vector(cbind(1, x) %*% coef(fit))
score <- round(eta / 1e-8)

# Sets as a list by exposed row: the rows matched with it, in the order of their choice.
greedy <- function(rows, ratio, width, exact, score) {
  exposed <- rows[d$treated[rows] == 1]; exposed <- exposed[order(-score[exposed])]
  free <- rows[d$treated[rows] == 0]; sets <- list()
  for (turn in seq_len(ratio)) for (i in exposed) {
    if (length(sets[[as.character(i)]]) < turn - 1) next
    near <- free[exact[free] == exact[i]]
    if (length(near) == 0) next
    j <- near[which.min(abs(score[near] - score[i]))]
    if (abs(score[j] - score[i]) > width) next
    sets[[as.character(i)]] <- c(sets[[as.character(i)]], j); free <- setdiff(free, j)
  }
  sets
}
check_with_matchit <- function(rows, ratio, width, exact) {
  if (!requireNamespace("MatchIt", quietly = TRUE)) return(invisible())
  apart <- score + 1e4 * sin(seq_along(score))
  sets <- greedy(rows, ratio, width, exact, apart)
  own <- data.frame(treated = d$treated[rows], exact = exact[rows], row.names = rows)
  found <- MatchIt::matchit(treated ~ 1, own, distance = apart[rows], m.order = "largest", ratio = ratio, exact = ~exact,
                            caliper = if (is.finite(width)) width, std.caliper = FALSE)$match.matrix
  theirs <- as.integer(found[, 1]); names(theirs) <- rownames(found); theirs <- theirs[!is.na(theirs)]
  stopifnot(setequal(names(theirs), names(sets)), theirs[names(sets)] == sapply(sets, `[`, 1))
}

case <- function(ratio, caliper, exact, y) {
  width <- if (is.null(caliper)) Inf else caliper * sd(eta) / 1e-8
  by <- if (is.null(exact)) rep(0, nrow(d)) else d[[exact]]
  sets <- list()
  for (n in unique(d$node)) {
    rows <- which(d$node == n); check_with_matchit(rows, ratio, width, by)
    sets <- c(sets, greedy(rows, ratio, width, by, score))
  }
  exposed <- as.integer(names(sets)); n <- length(sets)
  counts <- c(treated = n, control = length(unlist(sets)), unmatched = sum(d$treated) - n, incomplete = sum(lengths(sets) < ratio))
  balance <- apply(x, 2, function(z) {
    v <- function(a) { z <- z[d$treated == a]; if (all(z %in% 0:1)) mean(z) * (1 - mean(z)) else var(z) }
    unit <- sqrt((v(0) + v(1)) / 2)
    c(mean(z[d$treated == 1]) - mean(z[d$treated == 0]), mean(z[exposed]) - mean(sapply(sets, function(s) mean(z[s])))) / unit
  })
  of <- y[exposed]; with <- sapply(sets, function(s) mean(y[s]))
  v <- cov(cbind(of, with)) / n; p <- mean(of); q <- mean(with)
  # McNemar's and Student's formulas say the same of pairs.
  stopifnot(all.equal(sqrt(sum(v * c(1, -1, -1, 1))), unname(t.test(of, with, paired = TRUE)$stderr), tolerance = 1e-12))
  ratio_error <- function(unit) sqrt(sum(v * outer(unit, unit) * c(1, -1, -1, 1)))
  independent <- function(z) var(z) / length(z)
  list(counts = as.list(counts), deviation = sd(eta), before = as.list(balance[1, ]), after = as.list(balance[2, ]),
       treated = p, control = q, error = sqrt(sum(v * c(1, -1, -1, 1))),
       log_ratio_error = ratio_error(1 / c(p, q)), log_odds_error = ratio_error(1 / (c(p, q) * (1 - c(p, q)))),
       independent_error = sqrt(independent(of) + independent(y[unlist(sets)])))
}
write_json(list(pairs = case(1, 0.2, NULL, d$vital), exact = case(3, 0.2, "since_menopause", d$vital), number = case(2, NULL, NULL, d$rtime),
                tight = case(1, 0.001, NULL, d$vital)),
           "matching.json", auto_unbox = TRUE, digits = NA, pretty = TRUE, null = "null")
