// A study as a fold over rounds: state' = advance(state, the partials of all nodes).
//
// Coordinator, holders and `passerelle verify` run the same fold over the same sealed partials, so
// no parameter ever travels and everybody reaches bit-identical states.
//
// Rounds: `checks` (only when the study requires a data check: its cells alone; data that fail it
// end the study, and `first` are then its partials), `groupings` (only when variables declare
// groupings of their levels: every node answers the finest that is not too fine for it; all later
// rounds know the grouped levels alone), `levels` (only when the study has curves or
// grids: every node answers the finest level of breaks or of the grid that it can release),
// `first` (every cell and sum; models at zero), `iterate` (models that have not converged, and
// ranks, which the counts of `first` tell), until
// `finished`. Failures that are data (separation, collinearity, too few events) are decided here
// from pooled sums, never by a node alone.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "node/analysis/partial.h"
#include "node/analysis/plan.h"

namespace passerelle::analysis {

enum class Phase { checks, groupings, levels, first, iterate, finished };

// Of the rounds that do, the last holds all of them.
constexpr bool releases_cells(Phase phase) {
  return phase == Phase::checks || phase == Phase::first;
}

inline constexpr int kMaximumIterations = 30;

// Newton's method on pooled sums, one model. It begins where no term explains anything.
struct NewtonFit {
  enum class Status { running, converged, failed, withheld };
  Status status = Status::running;
  std::string reason;  // of a failure: too_few_events, collinearity, separation, not_converged
  std::vector<std::string> aliased;  // of a collinearity: coefficients that others determine
  std::vector<double> beta;          // where the next round evaluates
  std::vector<double> best_beta;     // the last accepted point and what was found there
  LikelihoodSums best;
  LikelihoodSums at_start;
  std::vector<double> step;
  int iterations = 0;
  int halvings = 0;
  int rounds_without_progress = 0;
};

// What a study asks to know of a Cox model that has converged, in the round behind that. A part
// that a node withholds is missing.
struct CoxChecks {
  enum class Status { running, finished };
  Status status = Status::running;
  std::optional<ConcordanceSums> concordance;
  std::optional<HazardSums> hazards;
};

// Of a Cox model with common risk sets, of all nodes: where all coefficients are zero, and at the
// best point.
struct KeptBreakSums {
  BreakSums at_zero, at_best;
};

// A linear model. It is solved from the cross products of the round `first`; a second round looks
// at its residuals where robust standard errors are asked for, or where the cross products hold too
// few digits of the answer.
struct LinearFit {
  enum class Status { running, finished, failed, withheld };
  Status status = Status::running;
  std::string reason;                     // of a failure: collinearity
  std::vector<std::string> aliased;       // coefficients that others determine
  std::optional<ResidualSums> residuals;  // of all nodes
};

// A generalised linear model; `newton.best_beta` is empty until the first sums are in.
struct GlmFit {
  NewtonFit newton;
  double pearson = 0, saturated = 0;  // at the best point
  // Of a family with a shape, the model without terms: its intercept, on its way to the one that
  // fits best at the best shape, and its deviance there.
  double null_intercept = 0;
  std::optional<double> null_deviance = std::nullopt;
};

// Agreed by all nodes; level -1 = withheld.
struct Grid {
  int level = -1;
  GridRanges ranges;
};

struct State {
  Phase phase = Phase::first;
  int round = 0;
  std::map<std::string, int> groupings;  // agreed, by variable (grouping.h)
  // The plan at these, which all copies of the state share; null where nothing is grouped.
  std::shared_ptr<const StudyPlan> grouped;
  std::map<std::string, int> curve_levels;          // agreed; -1 = withheld
  std::map<std::string, Grid> grids;                // of quantiles, by grid_name
  std::map<NodeId, Partial> first;                  // the partials of the round `first`
  std::string failed_check;                         // id of the data check that ended the study
  std::map<std::string, NewtonFit> fits;            // by analysis id
  std::map<std::string, KeptBreakSums> break_sums;  // by analysis id
  std::map<std::string, CoxChecks> cox_checks;      // by analysis id
  std::map<std::string, LinearFit> linear_fits;     // by analysis id
  std::map<std::string, GlmFit> glm_fits;           // by analysis id
  // By analysis id: the partials of the round in which a model that had converged weighted rows.
  std::map<std::string, std::map<NodeId, Partial>> weightings;
  // By analysis id: the partials of the round in which the nodes matched exposed rows.
  std::map<std::string, std::map<NodeId, Partial>> matched;
  // By analysis id: the partials of the round in which the nodes ranked their rows.
  std::map<std::string, std::map<NodeId, Partial>> ranked;
};

State start(const StudyPlan& plan);

// Returns the plan that the rounds of a state are about: the levels of its variables are grouped as
// the nodes agreed. The functions below take the plan as it was compiled, or this one.
// Lifetime: as long as both arguments.
const StudyPlan& at_agreed_groupings(const StudyPlan& plan, const State& state);

// Whether the nodes agree on groupings of levels.
bool agrees_on_groupings(const StudyPlan& plan);

// Whether the nodes agree on levels of breaks or of a grid.
bool agrees_on_levels(const StudyPlan& plan);

// Requires: `partials` holds one partial of every node that takes part, of round `state.round`.
// Refuses partials whose shape is not that of the plan and the state.
Result<State> advance(const StudyPlan& plan,
                      State state,
                      const std::map<NodeId, Partial>& partials);

// Returns the `analyses` of result.json (contracts, section 4) and, under `analysis_set`, the rows
// in and left out, and under `groupings` the agreed grouping of each variable that declares some:
// {"analyses": [...], "analysis_set": {...}, "groupings": {"stage": {"grouping", "levels"}}}.
// Requires: state.phase == Phase::finished.
Json pooled_answer(const StudyPlan& plan, const State& state);

// Compares the shape of one node's partial with what the plan and the state call for.
Result<void> check_shape(const StudyPlan& plan, const State& state, const Partial& partial);

}  // namespace passerelle::analysis
