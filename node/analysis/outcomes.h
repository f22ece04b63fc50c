// Outcomes of survival analyses as cells: one naming for every count of events and censorings, so
// that curves, tests, models and tables of one outcome form one linear system.
//
// Times are cut at a horizon H: an event at or before H counts, everybody else is censored at H at
// the latest. The event so cut is the category "EVENT@H"; without a horizon it is the event itself,
// as tables see it. A set of rows has exactly one name: an interval that reaches from 0 to the
// horizon is the outcome alone, an interval of events bears the nearest horizon that holds it.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "node/analysis/cells.h"
#include "node/analysis/plan.h"

namespace passerelle::analysis {

// Of kaplan_meier, competing_risks, log_rank and cox. Without a horizon it is infinite; of a curve
// it is the last break.
struct Survival {
  std::string time, event;
  double horizon = 0;
  bool has_causes = false;
  std::vector<std::string> strata = {};  // categories that keep risk sets apart within a node
};
std::optional<Survival> survival_of(const Analysis& analysis);

std::vector<std::string> names_of(const std::vector<Level>& levels);

// Returns the levels of a variable on a set of rows: those declared, "(missing)" at the end when
// rows of the set may lack it, and for a number "(present)" and "(missing)".
std::vector<std::string> levels_in(const StudyPlan& plan,
                                   const std::string& row_set,
                                   const std::string& variable);
bool may_be_missing(const StudyPlan& plan, const std::string& row_set, const std::string& variable);

// Rows alike in the levels of some categories; all rows where there is none.
struct Group {
  std::vector<std::string> levels;
  CellKey rows;
  std::string level() const;    // of a Slot: steps as of a pointer where there are several
  std::string pointer() const;  // to its numbers in an answer, "/by/LEVEL/LEVEL"
};

// Returns all rows of a set and, behind them, each combination of levels of `by`.
std::vector<Group> groups_of(const StudyPlan& plan,
                             const std::string& row_set,
                             const std::vector<std::string>& by);
std::vector<Group> groups_of(const StudyPlan& plan,
                             const std::string& row_set,
                             const std::optional<std::string>& by);

// Returns those whose values an analysis describes, one by one.
std::vector<Group> groups_of(const StudyPlan& plan, const Analysis& analysis);

// Returns the groups within which the levels of the last category are compared.
// Requires: there is one.
std::vector<Group> groups_within(const StudyPlan& plan,
                                 const std::string& row_set,
                                 std::vector<std::string> by);

// Returns the key of all rows of a survival analysis and, behind it, that of each combination of
// levels of its strata; none without strata.
std::vector<CellKey> strata_of(const StudyPlan& plan, const Analysis& survival_analysis);

// Returns the key of its rows that have a value of the variable.
CellKey with_value(const StudyPlan& plan, CellKey key, const std::string& variable);

// Returns the cells of the bins, in the order of their breaks.
std::vector<CellKey> bins_of(const StudyPlan& plan,
                             const std::string& row_set,
                             const Binning& binning);

// Whether a declared level says that the event happened: 1 or true.
bool is_event_level(const Level& level);

// Returns the declared level of an event with two levels, one of which is 1 or true; nothing for
// other events.
const Level* declared_side(const Variable& event, bool happened);

// Returns the two ends of an interval_level.
std::optional<std::pair<double, double>> interval_of(const std::string& level);

// What can have happened up to a horizon: nothing, the event, or one of several causes, numbered as
// the levels of the variable that tells them.
inline constexpr std::size_t kNothing = 0;
inline constexpr std::size_t kHappened = 1;

// One event, or one of several causes, and its time on one set of rows.
struct Outcome {
  std::string row_set, event, time;
  bool has_causes = false;
  std::vector<double> horizons;  // ascending; infinity when somebody looks at the whole follow-up
  bool shares_event = false;     // another outcome of the set has the same event with another time

  struct Side {
    std::string variable, level;
  };
  // Returns how many things can have happened, "nothing" among them.
  std::size_t states(const StudyPlan& plan) const;

  // Returns the category of what has happened up to a horizon of this outcome.
  Side side(const StudyPlan& plan, double horizon, std::size_t state) const;

  // Returns the key of: rows with the event (or cause) at most at the horizon; all to whom nothing
  // happened up to then.
  CellKey events(const StudyPlan& plan,
                 CellKey base,
                 double horizon,
                 std::size_t state = kHappened) const;
  CellKey others(const StudyPlan& plan, CellKey base, double horizon) const;

  // Returns the key of the events in (after, until].
  CellKey events_in(const StudyPlan& plan,
                    CellKey base,
                    double after,
                    double until,
                    std::size_t state = kHappened) const;

  // Returns the key of the rows that leave without an event in (after, until] when times are cut
  // at the horizon; at the horizon itself these are all who are still followed.
  CellKey censored_in(const StudyPlan& plan,
                      CellKey base,
                      double horizon,
                      double after,
                      double until) const;

  // Returns the key of the rows censored in (after, until], horizon or not.
  CellKey lost_in(const StudyPlan& plan, CellKey base, double after, double until) const;
};

// What one key says about an outcome.
struct OutcomePart {
  CellKey base;  // the key without it
  std::size_t state = kNothing;
  double horizon = 0;
  std::optional<std::pair<double, double>> interval;
};

class Outcomes {
 public:
  explicit Outcomes(const StudyPlan& plan);

  const StudyPlan& plan() const { return *plan_; }
  const std::vector<Outcome>& all() const { return outcomes_; }
  const Outcome& of(const Analysis& survival_analysis) const;

  // Returns what the key says about the outcome, nothing when it does not speak of it.
  std::optional<OutcomePart> part(const Outcome& outcome, const CellKey& key) const;

  // Whether the category is an interval of the time of an outcome.
  bool is_interval(const std::string& row_set, const Category& category) const;

  // Returns the levels of an outcome's category, nothing when the variable is none.
  std::optional<std::vector<std::string>> levels(const std::string& row_set,
                                                 const std::string& variable) const;

 private:
  const StudyPlan* plan_;
  std::vector<Outcome> outcomes_;
};

}  // namespace passerelle::analysis
