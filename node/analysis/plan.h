// A study, compiled: what will run, on which rows, from which columns. A closed list of
// operations; it never leaves the node (every node compiles the study document itself).
//
// Thread safety: values.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "connectors/query/reading.h"
#include "node/analysis/formula.h"
#include "node/base/clock.h"
#include "node/base/json.h"
#include "node/base/result.h"
#include "node/base/strong_id.h"

namespace passerelle::analysis {

struct Expression;  // expression.h

// A level is the number or text that the data hold, and the name that results show.
struct Level {
  std::variant<double, std::string> value;
  std::string name;
};

enum class MissingRule { complete, category, refuse };

// Levels of a variable taken together. `group_of`: of every level that the rows hold, the place of
// its group.
struct Grouping {
  std::vector<Level> levels;
  std::vector<std::int32_t> group_of;
};

struct Variable {
  std::string name;
  std::shared_ptr<const Expression> expression;  // shared with the plan's copies; immutable
  std::vector<Level> levels;                     // empty: a number; else categorical
  std::vector<Grouping> collapse;                // from the finer to the coarser (grouping.h)
  std::vector<std::int32_t> group_of;            // of levels that the nodes agreed to group
  MissingRule missing = MissingRule::complete;
  std::string bins_of;  // of bins: the variable that they cut; else empty
  std::string made_of;  // of a power or a piece of a spline: the variable bent; else empty
  std::string judges;   // of a rule that values are among the levels: of that variable; else empty
  // Values that no level or break holds are counted by a data check, and else as missing.
  bool counts_outside = false;
  // few_values.h: how many values a `case` can have, and what takes few values on the way.
  std::size_t coded_values = 0;
  std::set<std::string> on_the_way;
  bool is_on_the_way = false;
  bool is_categorical() const { return !levels.empty(); }
  // Whether the study speaks of it, else the compiler made it of what the study speaks of.
  bool is_of_the_study() const {
    return bins_of.empty() && made_of.empty() && judges.empty() && !is_on_the_way;
  }
  // The variable that a model speaks of here.
  const std::string& source() const { return made_of.empty() ? name : made_of; }
};

// A table of the nodes that hold its datasets: the one whose rows the study is about, or one that
// is linked with it, person by person, inside each node.
struct Source {
  std::string alias;  // the name of the table
  std::vector<DatasetId> datasets;
  std::string person;             // the column that tells persons apart
  std::set<std::string> columns;  // that the study reads, `person` included
  // How its rows are made of tables of its datasets; only a logical model says so.
  query::Reading reading = {};
  // `person`, and what else tells whose a row is: no study computes with them.
  std::set<std::string> identifiers = {};

  // Everything that is read of its datasets: `columns`, and those that make its rows.
  std::set<std::string> all_columns() const;
  // Its own table and those that its rows are read through, in that order.
  std::vector<std::string> table_names() const;
};

struct Cohort {
  std::string name;
  std::shared_ptr<const Expression> where;  // null: every row of the source
  std::vector<std::string> narrows;         // the cohorts that hold its rows, the widest first
};

// The rows an analysis runs on: members of a cohort that are complete on some variables, or
// (`left_out`) the members that are not.
struct RowSet {
  std::string name;  // "analysis_set", "left_out", or "cohort:variable,variable"
  std::string cohort;
  std::vector<std::string> complete_on;
  bool is_left_out = false;
};

// A set of rows that holders publish with their data and a study only names. What belongs to it
// stands in the definition of each holder (published_set.h), in its canonical form; empty where
// nobody has looked it up, as at a node that reads no rows.
struct NamedSet {
  std::string name;
  std::string definition;
};

struct CountAnalysis {
  std::optional<std::string> by;
};

struct CrosstabAnalysis {
  std::string rows;
  std::optional<std::string> columns;
  std::optional<std::string> layers;
};

// Of a number known to multiples of `resolution`, or of that times a power of two (grid.h);
// `definition` as Hyndman and Fan number them.
struct QuantilesAnalysis {
  std::string variable;
  std::vector<double> probabilities;
  int definition = 7;
  double resolution = 1;
  std::optional<std::string> by = std::nullopt;
};

struct DescribeAnalysis {
  std::vector<std::string> variables;
  std::optional<std::string> by;
  std::vector<QuantilesAnalysis> quantiles = {};  // of some of the variables, by the same
};

// Of how many rows a value is known, is one of the levels, or a rule holds. Where more than
// `max_percent` of the rows fail, a study that says so ends before its other analyses.
struct DataCheck {
  std::vector<std::string> variables;  // of rules: 1 or true where the rule holds
  std::optional<double> max_percent;
};
struct MissingnessAnalysis : DataCheck {};
struct ConformanceAnalysis : DataCheck {};
struct ValidationAnalysis : DataCheck {};

// Numbers and categories of groups beside each other.
struct TableOneAnalysis {
  std::string by;
  std::vector<std::string> variables;
  std::vector<QuantilesAnalysis> quantiles = {};  // of some of the numbers, by the same
};

// A number counted between breaks: `bins` is the variable of the plan whose levels are the
// intervals that `cut` makes; it is complete wherever `variable` has a value.
struct Binning {
  std::string variable;
  std::string bins;
  std::shared_ptr<const Expression> cut;
};

// In intervals (a, b], the first closed on both sides.
struct HistogramAnalysis : Binning {};
// Means, covariances and Pearson's correlations of numbers.
struct CorrelationAnalysis {
  std::vector<std::string> variables;
};

// Spearman's correlations of categories in the order of their levels, or of numbers on grids.
struct RankCorrelationAnalysis {
  std::vector<std::string> variables;
  std::vector<QuantilesAnalysis> grids = {};  // of numbers, one of each; of categories none
};

// Principal components of the correlations of numbers, or of their covariances.
struct PcaAnalysis {
  std::vector<std::string> variables;
  enum class Of { correlation, covariance } of = Of::correlation;
};

// `levels[0]` is `breaks`, the others `coarser`; `censor_levels[i]` is what level i holds of
// `censor_breaks`. The last break of every level is the horizon.
struct CurveOnBreaks {
  std::string time;
  std::optional<std::string> by;
  std::vector<std::vector<double>> levels;
  std::vector<std::vector<double>> censor_levels;
  enum class Interval { log, log_log, plain } interval = Interval::log;
};

struct KaplanMeierAnalysis : CurveOnBreaks {
  std::string event;
  std::optional<double> tau;
};

// The first level of `cause` is that nothing happened, each other one is a cause.
struct CompetingRisksAnalysis : CurveOnBreaks {
  std::string cause;
};

// Stratified by node on exact times, or with common risk sets on breaks.
struct LogRankAnalysis {
  std::string time, event, by;
  double rho = 0;                                      // weighted_log_rank.h
  std::optional<CurveOnBreaks> breaks = std::nullopt;  // by `by`, of the same time
  std::vector<std::string> strata = {};                // categories beside the node
};

// Stratified by node on exact times, or with common risk sets on breaks. A term is a variable, or a
// product of variables with ":" between them.
struct CoxAnalysis {
  std::string time, event;
  std::vector<std::string> terms;
  enum class Ties { efron, breslow } ties = Ties::efron;
  std::optional<std::string> entry = std::nullopt;     // rows are at risk in (entry, time]
  bool has_concordance = false;                        // cox_checks.h
  bool tests_hazards = false;                          // to be proportional
  std::optional<CurveOnBreaks> breaks = std::nullopt;  // common risk sets (cox_breaks.h)
  std::vector<std::string> strata = {};                // categories beside the node
  bool gives_baseline = false;                         // the cumulative hazard at breaks
};

// Least squares; `hc1`: standard errors that do not take the variance to be the same everywhere
// (MacKinnon and White, Journal of Econometrics 29 (1985), HC1).
struct LinearAnalysis {
  std::string outcome;
  std::vector<std::string> terms;
  enum class Errors { classical, hc1 } errors = Errors::classical;
};

struct GlmAnalysis {
  std::string outcome;
  std::vector<std::string> terms;
  enum class Family { binomial, poisson, gamma, negative_binomial } family = Family::binomial;
  enum class Link { logit, probit, cloglog, log } link = Link::logit;
  std::optional<std::string> offset;                  // added to the linear predictor
  std::optional<std::string> weights = std::nullopt;  // how many rows a row counts as
};

// Exposed rows matched with others of the same node (matching.h).
struct Matching {
  int ratio = 1;                   // others for each exposed row, at most
  std::optional<double> caliper;   // in standard deviations of the pooled linear predictor
  std::vector<std::string> exact;  // categories that are the same in a matched set
};

// Two groups made comparable by weights from the probability of the exposure, which a logistic
// model gives (Rosenbaum and Rubin, Biometrika 70 (1983)): the average effect on everybody, or on
// the exposed. With `matching` by matched sets instead of weights.
struct PropensityAnalysis {
  GlmAnalysis model;  // of the exposure
  enum class Estimand { ate, att } estimand = Estimand::ate;
  std::optional<std::string> outcome;  // a number, or an event of two levels
  double truncate = 0;                 // probabilities nearer to 0 or 1 are taken for this one
  std::optional<Matching> matching;
};

// A linear model whose intercept varies over the levels of a category (Laird and Ware, Biometrics
// 38 (1982)).
struct MixedAnalysis {
  std::string outcome;
  std::vector<std::string> terms;
  std::string group;
  enum class Method { restricted_likelihood, likelihood } method = Method::restricted_likelihood;
};

// Events are rows with the event, or the sum of a number of events. `weights` of a standard
// population and `reference_rates` are by level of the last of `by`, in its order; empty: not asked
// for.
struct RateAnalysis {
  std::string event, person_time;
  std::vector<std::string> by;
  std::vector<double> weights;
  std::vector<double> reference_rates;
};

// How a test finds who has a condition: `truth` and `test` have two levels, one of them that of an
// event. In place of `test`, a score in intervals [a, b) between `thresholds`: from a threshold on
// it is positive.
struct DiagnosticAnalysis {
  std::string truth;
  std::string test;  // empty: by score
  std::optional<Binning> score;
  std::vector<double> thresholds;   // ascending; without a score none
  std::optional<double> threshold;  // one of them: that of the fourfold table
  bool has_curve = false;           // over all thresholds
  // The score is a probability of the condition, held against how often it is there in each
  // interval between thresholds.
  bool has_calibration = false;
};

// Of one coefficient, or another quantity with a standard error (own_estimates.h), of an analysis
// before it in the study, whose nodes answer for themselves.
struct MetaAnalysis {
  enum class Method { fixed, dersimonian_laird, paule_mandel, restricted_likelihood };
  std::string of;  // id of the analysis
  std::string quantity;
  std::vector<Method> methods;
  bool is_logarithm = false;  // of the quantity
};
// "fixed", "DL", "PM", "REML": as the study asks and as the answer names them.
std::string_view code(MetaAnalysis::Method method);

// A coefficient of a model that answers an analysis by itself.
struct Effect {
  std::string name;  // of its place in the answer
  std::string term;  // of one coefficient
};

// A function of coefficients of models before it in the study, "ID.COEFFICIENT", and of other
// numbers that were released, "ID/POINTER" (released_numbers.h).
struct DeriveAnalysis {
  std::vector<std::string> of;  // ids of the analyses, each once
  Formula formula;
  bool is_of_one_model = true;  // of nothing but coefficients of one, whose covariances are known
};

struct Analysis {
  std::string id;
  std::string type;     // as the study says it
  std::string row_set;  // RowSet::name
  bool per_node = false;
  std::optional<double> horizon;
  std::vector<Effect> effects;  // of `did` and `its`
  std::variant<CountAnalysis,
               CrosstabAnalysis,
               DescribeAnalysis,
               TableOneAnalysis,
               HistogramAnalysis,
               CorrelationAnalysis,
               PcaAnalysis,
               KaplanMeierAnalysis,
               LogRankAnalysis,
               CoxAnalysis,
               LinearAnalysis,
               GlmAnalysis,
               RateAnalysis,
               MetaAnalysis,
               DeriveAnalysis,
               DiagnosticAnalysis,
               CompetingRisksAnalysis,
               QuantilesAnalysis,
               PropensityAnalysis,
               MixedAnalysis,
               RankCorrelationAnalysis,
               MissingnessAnalysis,
               ConformanceAnalysis,
               ValidationAnalysis>
      what;
};

// Returns the curve of the analyses that have one, null for others.
const CurveOnBreaks* curve_on_breaks(const Analysis& analysis);

// Returns the quantiles that an analysis asks for, or the grids, without probabilities, on which it
// ranks numbers. Lifetime: that of the analysis.
std::span<const QuantilesAnalysis> quantiles_in(const Analysis& analysis);

// Whether the study goes on only when the analysis, a data check, finds the data good enough.
bool is_required(const Analysis& analysis);

// Returns the generalised linear model that an analysis fits, null for others.
const GlmAnalysis* glm_of(const Analysis& analysis);

// What becomes of data that no permit speaks of yet: the study does not begin, or it begins without
// them and its result says so.
enum class OnAbsent { wait, leave_out };

struct Quorum {
  std::optional<std::int64_t> min_nodes;
  OnAbsent on_absent = OnAbsent::wait;
  std::optional<Instant> deadline;
};

// The study that a new version takes the place of, and why.
struct Amendment {
  std::string digest;                         // of that study
  std::map<std::string, std::string> reason;  // by language
};

struct StudyPlan {
  std::string id, version, purpose;
  std::optional<Amendment> amends;
  std::map<std::string, std::string> title, summary;  // by language
  std::string digest;                                 // SHA-256, hex, of the canonical document
  std::vector<Source> sources{1};                     // the first has the rows of the study
  std::map<std::string, Variable> variables;          // also the plain columns that analyses name
  std::map<std::string, Cohort> cohorts;
  std::map<std::string, RowSet> row_sets;
  std::optional<NamedSet> named_set;  // then the row set "analysis_set" is this one
  std::vector<Analysis> analyses;
  std::optional<std::int64_t> min_cell;  // the study's own, stricter minimum
  Quorum quorum;

  const Source& base() const { return sources.front(); }
  bool has_links() const { return sources.size() > 1; }
  // The datasets of all sources, each once, sorted.
  std::vector<DatasetId> datasets() const;
  const Variable& variable(const std::string& name) const { return variables.at(name); }
};

// Requires: the plan has an analysis of that id.
const Analysis& find_analysis(const StudyPlan& plan, const std::string& id);

// Checks and compiles a study document (contracts, section 3). Refuses unknown fields, unknown
// names and anything the language does not know, with the path and what was expected.
Result<StudyPlan> compile_study(const Json& document);

// Refuses fewer nodes than the study's quorum asks for.
Result<void> check_quorum(const StudyPlan& plan, std::size_t nodes);

// Returns the SHA-256, hex, of the canonical form: the digest that permits, orders and logs name.
Result<std::string> study_digest(const Json& document);

}  // namespace passerelle::analysis
