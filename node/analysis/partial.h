// What one node contributes to one round of a study, and what its gate must know to decide.
//
// A Partial is a closed list of shapes: cells, levels of breaks, and named sums. Nothing else can
// leave a node. Evidence stays inside: it has no encoder but the one for the worker's pipe.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "node/analysis/cells.h"
#include "node/analysis/cohorts.h"

namespace passerelle::analysis {

// Of one variable over the rows of one cell with a value: mean and sums of centred powers.
// `mean_rest` is what the mean loses when it is rounded to a double: without it, values far from
// zero (2^40) would cost the pooled variance half its digits.
struct Moments {
  double mean = 0, m2 = 0, m3 = 0, mean_rest = 0;
  bool operator==(const Moments&) const = default;
};

// Of one stratum (the node): expected events by level and the covariance of observed minus
// expected, row by row. The observed numbers are cells; only of a test that weights events (`rho`)
// they are weighted too, and stand here.
struct LogRankSums {
  std::vector<double> expected;
  std::vector<double> variance;
  std::vector<double> observed = {};
  bool operator==(const LogRankSums&) const = default;
};

// At the coefficients of the round: (partial) log-likelihood, score, and information row by row.
struct LikelihoodSums {
  double loglik = 0;
  std::vector<double> score;
  std::vector<double> information;
  bool operator==(const LikelihoodSums&) const = default;
};

// A node's own Cox model, fitted inside: what a study asks for with `per_node`. The sums at zero
// are those that the node gives for the pooled model.
struct CoxOwnFit {
  std::vector<double> coefficients;
  double loglik = 0;
  std::vector<double> information;
  std::int64_t iterations = 0;
  bool operator==(const CoxOwnFit&) const = default;
};

// Of a Cox model with common risk sets, at the coefficients of the round: by break, a list of the
// sums of weights exp(eta), of weights times covariates, and of weights times products of two
// covariates (lower triangle, row by row), over those who leave there, and (only by Efron) over
// those who have the event. No list where doubles cannot hold the weights.
struct BreakSums {
  std::vector<std::vector<double>> leaving, events;
  bool operator==(const BreakSums&) const = default;
};

// Of pairs of a node's rows, one of them with the event while the other is followed, at the
// coefficients of a converged Cox model: their number, and concordant minus discordant ones (where
// the one with the higher risk has the event, and where the other). The squares are of these two
// numbers by row, added up over the rows.
struct ConcordanceSums {
  std::int64_t pairs = 0, balance = 0;
  double balance_squared = 0, balance_by_pairs = 0, pairs_squared = 0;
  bool operator==(const ConcordanceSums&) const = default;
};

// At the coefficients of a converged Cox model: what each event time adds to score and information
// times that time, and what it adds to the information times its square.
struct HazardSums {
  std::vector<double> score;
  std::vector<double> information;
  std::vector<double> squared;
  void add(double time, const LikelihoodSums& of_events);  // at that time
  bool operator==(const HazardSums&) const = default;
};

// Of the columns of a regression and, behind them, its outcome, what a model with an offset has at
// risk (exp(offset)), and the weights of a model with some: means, as of Moments, and sums of
// products of deviations from them, row by row. Their number is a cell.
struct CrossProducts {
  std::vector<double> mean, mean_rest;
  std::vector<double> products;
  bool operator==(const CrossProducts&) const = default;
};

// Of a linear model that is fitted: the columns (a one before the terms, which are measured as
// Centring says) times the residual, and their products times the squared residual, row by row.
struct ResidualSums {
  std::vector<double> score;
  std::vector<double> squares;
  bool operator==(const ResidualSums&) const = default;
};

// Score and observed information of the logarithm of a family's shape.
struct ShapeSums {
  double score = 0, information = 0;
  bool operator==(const ShapeSums&) const = default;
};

// Of the model without terms at the shape of the round: deviance, and score and expected
// information of its intercept.
struct NullSums {
  double deviance = 0, score = 0, information = 0;
  bool operator==(const NullSums&) const = default;
};

// Of a generalised linear model at the coefficients of the round, on measured columns with a one
// before them: deviance, Pearson's chi-square, score and expected information; `saturated` as
// GlmFamily says.
struct GlmSums {
  double deviance = 0, pearson = 0, saturated = 0;
  std::vector<double> score;
  std::vector<double> information;
  std::optional<ShapeSums> shape = std::nullopt;         // of a family that has one
  std::optional<NullSums> without_terms = std::nullopt;  // beside a shape; not in older rounds
  bool operator==(const GlmSums&) const = default;
};

// A node's own generalised linear model, fitted inside like CoxOwnFit: its parameters on columns
// measured from the node's own means, the sums there, and the deviance without terms.
struct GlmOwnFit {
  std::vector<double> parameters;
  GlmSums sums;
  double null_deviance = 0;
  std::int64_t iterations = 0;
  bool operator==(const GlmOwnFit&) const = default;
};

// What an outcome adds to the sums of an arm: of w y, w^2 y, w^2 y^2, and of columns times what
// says how the estimate follows the weights' model (propensity_estimate.h).
struct ResponseSums {
  double weighted = 0, squared = 0, of_squares = 0;
  std::vector<double> score, score_response;  // of w (a - e) x, and of that times y
  std::vector<double> slope, slope_response;  // of w' x, and of that times y
  bool operator==(const ResponseSums&) const = default;
};

// Of those exposed or of the others: of x, x^2 and w x over measured columns with a one before
// them, and of w^2.
struct ArmSums {
  std::vector<double> values, squares, weighted;
  double squared_weights = 0;
  std::optional<ResponseSums> response;
  bool operator==(const ArmSums&) const = default;
};

// Of two arms weighted by a model that is fitted (weighting.h); `residuals`: of (a - e)^2 x x', row
// by row.
struct WeightedSums {
  ArmSums control, treated;
  std::vector<double> residuals;
  bool operator==(const WeightedSums&) const = default;
};

// Of those exposed or of the others, over the measured columns of one term of a model: of x and x^2
// over all rows, and of x over matched ones, where those matched with one exposed row count as one.
struct MatchedArm {
  std::vector<double> values, squares, matched;
  bool operator==(const MatchedArm&) const = default;
};
struct MatchedSums {
  MatchedArm control, treated;
  bool operator==(const MatchedSums&) const = default;
};

using Sums = std::variant<Moments,
                          LogRankSums,
                          LikelihoodSums,
                          CoxOwnFit,
                          BreakSums,
                          ConcordanceSums,
                          HazardSums,
                          CrossProducts,
                          ResidualSums,
                          GlmSums,
                          GlmOwnFit,
                          WeightedSums,
                          MatchedSums>;

// The place of a number in a study: analysis id, and for `describe` the variable and level.
struct Slot {
  std::string analysis;
  std::string variable;  // empty for models of all nodes, kOwnModel for the node's own, and below
  std::string level;     // of `by`; empty = all rows
  auto operator<=>(const Slot&) const = default;
};

// No variable of a study has this name: it is the executing node's.
inline constexpr const char* kOwnModel = "node";

// In place of a level, of a node's own model on breaks: its sums where all coefficients are zero.
inline constexpr const char* kAtZero = "zero";

// In place of a variable, which a model has none of: what is asked once it has converged.
inline constexpr const char* kConcordance = "concordance";
inline constexpr const char* kProportionalHazards = "proportional_hazards";

// Neighbouring intervals of a grid (grid.h), the first and the last of which hold somebody.
struct GridRange {
  std::int64_t first = 0, last = 0;
  bool operator==(const GridRange&) const = default;
};
// In ascending order, with intervals of nobody between them; empty where nobody has a value.
using GridRanges = std::vector<GridRange>;

struct Partial {
  std::map<std::string, int> groupings;  // by variable that declares some (grouping.h)
  // By analysis id, of curves and grids; -1 = no level meets the rules.
  std::map<std::string, int> curve_levels;
  std::map<std::string, GridRanges> grid_ranges;  // at that level, of grids that have one
  Cells cells;                                    // without a count = withheld
  std::map<Slot, std::optional<Sums>> sums;  // without a value = withheld, or no fit of its own
  bool operator==(const Partial&) const = default;
};

Json to_json(const Partial& partial);
Result<Partial> partial_from_json(const Json& value, const std::string& path);

// How a sum of values is spread over persons (rules on dominance, disclosure README section 3).
struct MagnitudeEvidence {
  std::int64_t persons = 0;
  double total = 0, largest = 0, second = 0;  // of the persons' absolute sums
  bool all_equal = false;
  // Persons with the rarest value when the variable takes few, as a number column of 0 and 1 does:
  // its sums then tell counts (few_values.h).
  std::optional<std::int64_t> rarest_of_few;
};

// What the sums of a regression could tell of single persons.
struct RegressionEvidence {
  // What the cross products tell of each number (terms, outcome): of all rows, of those of every
  // level of the categorical terms, and of those of either value of a number that takes two. Only
  // in the round that releases them.
  std::vector<MagnitudeEvidence> told;
  double largest_leverage = 0;  // of one row on its own fitted value
  double effective_rows = 0;    // (sum of weights)^2 / sum of squared weights
  bool is_perfect_fit = false;  // the columns determine the outcome
};

struct ModelEvidence {
  std::int64_t rows = 0;
  std::int64_t parameters = 0;
  std::optional<std::int64_t> rarest_of_few;  // the smallest over the numeric terms
  std::optional<RegressionEvidence> regression = std::nullopt;
};

struct Evidence {
  // Cells that nobody publishes but that must not be derivable from those published, for instance
  // the gap between the breaks of two curves.
  std::map<CellKey, Count> guarded;
  // By variable, of each of its groupings the cells that decide about it; used only in the round
  // that agrees on groupings.
  std::map<std::string, std::vector<std::vector<Count>>> grouping_cells;
  // The cells of each level of each curve, of a grid those that decide, and its ranges at each
  // level; used only in the round that agrees on levels.
  std::map<std::string, std::vector<std::vector<Count>>> curve_cells;
  std::map<std::string, std::vector<GridRanges>> grid_ranges;
  // Of the levels of a model on breaks, beside these: the cells of its intervals within the levels
  // of its terms.
  std::map<std::string, std::vector<std::vector<Count>>> curve_parts;
  std::map<Slot, MagnitudeEvidence> magnitudes;
  std::map<Slot, ModelEvidence> models;
  // The persons behind what the round releases: of every cell of the partial with rows, and of the
  // rows of every model that is asked for once more. Never null; shared, as they are megabytes that
  // nobody changes: with the rounds that refer to them, and with each attempt at a release.
  std::shared_ptr<const Cohorts> cohorts = std::make_shared<const Cohorts>();
  // The cohorts are not told anew: they are those of an earlier output of the same worker.
  bool are_cohorts_as_before = false;
};

// What the worker hands to the gate: `partial` with nothing withheld yet.
struct StepOutput {
  Partial partial;
  Evidence evidence;
};

// For the worker's pipe only; the members of cohorts stand apart (cohorts.h).
Json to_pipe_json(const StepOutput& output, std::string& members);

// `before`: the cohorts that the same worker told last; nothing when it told none. An output that
// refers to them has them when it was read.
Result<StepOutput> step_output_from_pipe_json(const Json& value,
                                              std::string_view members,
                                              std::shared_ptr<const Cohorts> before = nullptr);

}  // namespace passerelle::analysis
