// Cox models with risk sets common to all nodes: times are rounded up to breaks, as of a curve, and
// risk sets are added over the nodes. The round `first` sends what a regression sends, so that
// everybody measures columns alike; later rounds send, break by break, the sums over those who
// leave there and over those who have the event. A risk set is the sum of all who leave later.
//
// What is asked of a model that has converged follows from the same sums, and takes no round more.
// Concordance does not: it compares the risks of single rows, and of two rows of different nodes
// nobody knows which has the higher one unless the nodes tell the risks (or how many rows lie
// between any two of them) break by break. That is the rows themselves, and sums of some of them
// would be another statistic under the same name.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "node/analysis/linear_fit.h"
#include "node/analysis/newton.h"
#include "node/analysis/outcomes.h"
#include "node/analysis/regression_rows.h"
#include "node/analysis/survival_rows.h"

namespace passerelle::analysis {

// The breaks of such a model at an agreed level, null for other analyses.
const CurveOnBreaks* common_risk_sets(const Analysis& analysis);

// The cells of all intervals: of all rows first, then within the levels of the terms and within
// every two of them, which the sums tell when all coefficients are zero.
std::vector<CellKey> interval_cells(const Outcomes& outcomes, const Analysis& analysis, int level);

// Returns the fewest persons that may leave in an interval, or have the event there: more than the
// sums of all rounds could be solved for. Zero of other analyses.
std::int64_t fewest_in_an_interval(const StudyPlan& plan, const Analysis& analysis);

// The interval in which each row of the model leaves; its outcome says whether with the event.
struct Leaving {
  std::size_t breaks = 0;
  std::vector<std::uint32_t> at;
};
Leaving leaving_of(const Analysis& analysis,
                   int level,
                   const RegressionRows& rows,
                   const Frame& frame);

// Returns the rows of one node with times rounded up at that level, latest first.
SurvivalRows rounded(const CurveOnBreaks& curve, int level, const SurvivalRows& exact);

// Of one node, and the sums of its weights that the gate must know. Where doubles cannot hold the
// risks there are no intervals.
struct BreakRound {
  BreakSums sums;
  double effective_rows = 0;
};
BreakRound break_round(const RegressionRows& rows,
                       const Leaving& leaving,
                       const Centring& centring,
                       const std::vector<double>& beta,
                       const CoxAnalysis& cox);

// Whether sums over those who have the event leave beside those over all who leave.
bool sends_events(const CoxAnalysis& cox);

// What the round `first` tells of the model.
struct BreakModel {
  ModelColumns columns;
  Centring centring;
  std::vector<double> breaks;  // at the agreed level
  std::vector<std::size_t> aliased;
  std::vector<double> covariates;    // of all events, measured
  std::vector<std::int64_t> events;  // by break
  CoxAnalysis::Ties ties = CoxAnalysis::Ties::efron;
};
// Nothing when a node withholds a number that the model stands on.
std::optional<BreakModel> break_model(const Outcomes& outcomes,
                                      const State& state,
                                      const Analysis& analysis);

// Of the pooled sums at coefficients of measured columns.
LikelihoodSums likelihood_of(const BreakModel& model,
                             const BreakSums& pooled,
                             const std::vector<double>& beta);

// Judges what the first round tells: a failure, or the next round evaluates the model at zero.
NewtonFit start_break_fit(const BreakModel& model);
// Keeps the sums at zero and at the best point beside the fit.
void continue_break_fit(const BreakModel& model,
                        BreakSums pooled,
                        NewtonFit& fit,
                        KeptBreakSums& kept);

// What slopes in time would add to a model that has converged, in the units of the data; the sums
// at zero tell the covariates of the events by break.
HazardSums hazard_sums(const BreakModel& model, const KeptBreakSums& kept);

// Returns the cumulative baseline hazard at every break: of a row whose numbers are zero and whose
// categories are at their first level (basehaz of R, not centred). `beta`: of measured columns.
std::vector<double> baseline_hazard(const BreakModel& model,
                                    const BreakSums& at_best,
                                    const std::vector<double>& beta);

// Returns the fit in the units of the data.
NewtonFit in_units_of_data(const Centring& centring, NewtonFit fit);

}  // namespace passerelle::analysis
