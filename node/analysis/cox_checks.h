// What is asked about the fit of a Cox model once it has converged: how often the one with the
// higher risk has the event first, and whether hazards stay proportional over time. The sums of one
// node's rows at the coefficients of the model, and what follows from those of all nodes.
//
// Thread safety: pure functions.
#pragma once

#include <vector>

#include "node/analysis/answer.h"
#include "node/analysis/design.h"
#include "node/analysis/fold.h"
#include "node/analysis/survival_rows.h"

namespace passerelle::analysis {

// `risks`: of each row, in any unit that orders them.
ConcordanceSums concordance_sums(const SurvivalRows& rows, const std::vector<double>& risks);

// {"statistic", "standard_error", "pairs"}: the share of pairs in which the higher risk had the
// event first, ties of risk counting one half; the error of the infinitesimal jackknife, as R's.
Json concordance_json(const ConcordanceSums& sums);

// {"terms": {TERM: test}, "global": test}: the score test of Grambsch and Therneau (Biometrika 81
// (1994)) in time itself, as cox.zph of R's survival 3 with the identity; `exists` says which
// coefficients do.
Json hazards_json(const std::vector<Coefficient>& coefficients,
                  const std::vector<bool>& exists,
                  const NewtonFit& fit,
                  const HazardSums& sums);

}  // namespace passerelle::analysis
