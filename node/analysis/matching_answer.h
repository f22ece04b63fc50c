// The answer of a matched sample: its size, how alike its arms are, and the effect on the exposed.
//
// Of a matched set d = y - c: y of the exposed row, c the mean of those matched with it. The effect
// is the mean of d over the n sets, and its variance sum (d - mean)^2 / (n (n - 1)): sets are the
// units, within which rows may be alike (Abadie and Spiess, Journal of the American Statistical
// Association 117 (2022); of paired events, where it is McNemar's but for n - 1 in place of n,
// Austin, Statistics in Medicine 30 (2011)). The logarithms of risk and odds ratio have variances
// by the delta method from those of y and c and their covariance. The linear predictor is taken as
// known.
//
// Where a node withholds how the events of the two arms go together, the risks follow from counts
// when all sets are of one size, and the arms are taken as independent, p (1 - p) / (n - 1): where
// members of a set are alike the interval is then wider.
//
// Thread safety: pure functions but for the answer they write.
#pragma once

#include "node/analysis/analyses.h"
#include "node/analysis/linear_fit.h"

namespace passerelle::analysis {

// Whether the nodes have matched, and none that the answer is of withholds the size of its sample.
bool releases_sample(const Answering& from);

// Writes `matching`, `balance` and `effect`. `empty`: columns of levels that nobody has, ascending.
// Requires: releases_sample(from).
void put_matching(const Answering& from,
                  const PropensityAnalysis& propensity,
                  const std::vector<std::size_t>& empty,
                  Answer& out);

}  // namespace passerelle::analysis
