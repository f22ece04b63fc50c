// What the cross products of a regression tell of single persons (dominance, groups of few, one row
// that determines its own fitted value).
#include <algorithm>
#include <map>
#include <set>

#include "node/analysis/cox_breaks.h"
#include "node/analysis/local_sums.h"
#include "node/analysis/matrix.h"
#include "node/analysis/regression_rows.h"

namespace passerelle::analysis {
namespace {

// A fit that leaves less than this share of the outcome's variation leaves rounding.
constexpr double kPerfectFit = 1e-10;

// Rows by the level of a category, or by the value of a number that takes two.
using Groups = std::vector<std::vector<std::size_t>>;

template <class Key>
Groups groups_by(const std::map<Key, std::vector<std::size_t>>& members) {
  Groups groups;
  for (const auto& [key, rows] : members) groups.push_back(rows);
  return groups;
}

// By the combination of levels of some categories.
Groups groups_of_levels(const RegressionRows& rows,
                        const std::set<std::string>& categories,
                        const StudyPlan& plan,
                        const Frame& frame) {
  std::vector<RowLevels> columns;
  for (const auto& category : categories) columns.emplace_back(plan.variable(category), frame);
  std::map<std::vector<std::int32_t>, std::vector<std::size_t>> members;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::vector<std::int32_t> levels;
    for (const auto& column : columns) levels.push_back(column[rows.rows[i]]);
    members[std::move(levels)].push_back(i);
  }
  return groups_by(members);
}

// None unless there are two values.
Groups groups_of_two(const std::vector<double>& values) {
  std::map<double, std::vector<std::size_t>> by_value;
  for (std::size_t i = 0; i < values.size() && by_value.size() <= 2; ++i) {
    by_value[values[i]].push_back(i);
  }
  return by_value.size() == 2 ? groups_by(by_value) : Groups{};
}

// A number of the model, of the rows that have the levels it is multiplied with, and the groups it
// makes when it takes two values.
struct Number {
  std::vector<double> values;
  std::vector<bool> holds;
  Groups groups;
  std::set<std::string> sources;  // the variables that it is a function of
};

// A product is zero where one of its factors is, a piece of a curve where another has not begun:
// that all rows of a group have one value is then the study's own doing, and tells nothing.
bool share_a_source(const Number& left, const Number& right) {
  return std::any_of(left.sources.begin(), left.sources.end(),
                     [&](const std::string& source) { return right.sources.contains(source); });
}

std::set<std::string> sources_of(const Coefficient& coefficient, const StudyPlan& plan) {
  std::set<std::string> sources;
  for (const auto& factor : coefficient.factors) {
    sources.insert(plan.variable(factor.variable).source());
  }
  return sources;
}

std::vector<Number> numbers_of(const RegressionRows& rows,
                               const Outcomes& outcomes,
                               const Analysis& analysis,
                               const Frame& frame) {
  std::vector<Number> numbers;
  const auto add = [&](std::vector<double> values, std::vector<bool> holds,
                       std::set<std::string> sources) {
    auto groups = groups_of_two(values);
    numbers.push_back({std::move(values), std::move(holds), std::move(groups), std::move(sources)});
  };
  const auto coefficients = coefficients_of(outcomes.plan(), analysis);
  for (std::size_t j = 0; j < coefficients.size(); ++j) {
    if (coefficients[j].is_of_category()) continue;
    auto levels = coefficients[j].factors;
    std::erase_if(levels, [](const DesignFactor& factor) { return factor.level.empty(); });
    const auto held = column_of(levels, outcomes.plan(), rows.rows, frame);
    std::vector<double> values;
    for (std::size_t i = 0; i < rows.size(); ++i) values.push_back(rows.at(i, j));
    add(std::move(values), std::vector<bool>(held->begin(), held->end()),
        sources_of(coefficients[j], outcomes.plan()));
  }
  const std::vector<bool> everywhere(rows.size(), true);
  // The sides of an outcome with levels are cells, and so are the events of a model on breaks.
  const bool is_told =
      !has_outcome_cells(outcomes.plan(), analysis) && common_risk_sets(analysis) == nullptr;
  if (is_told) add(rows.outcome, everywhere, {});
  if (!rows.at_risk.empty()) add(rows.at_risk, everywhere, {});
  if (!rows.weights.empty()) add(rows.weights, everywhere, {});
  return numbers;
}

// The product of a number and a column of zeros and ones is the number's sum over the ones.
class Told {
 public:
  Told(const RegressionRows& rows, const Frame& frame) : rows_(rows), frame_(frame) {}

  enum class Equality { tells, is_known };

  void add(const Number& number,
           const std::vector<std::size_t>& members,
           Equality equality = Equality::tells) {
    Values values;
    for (const auto i : members) {
      if (!number.holds[i]) continue;
      values.values.push_back(number.values[i]);
      values.persons.push_back(frame_.person[rows_.rows[i]]);
    }
    if (values.values.empty()) return;
    evidence_.push_back(magnitude_of(values));
    if (equality == Equality::is_known) evidence_.back().all_equal = false;
  }

  void add(const Number& number, const Groups& groups, Equality equality = Equality::tells) {
    for (const auto& members : groups) add(number, members, equality);
  }

  std::vector<MagnitudeEvidence> take() { return std::move(evidence_); }

 private:
  const RegressionRows& rows_;
  const Frame& frame_;
  std::vector<MagnitudeEvidence> evidence_;
};

// The columns of zeros and ones, by what makes them: the categories of one term.
std::vector<Groups> categories_of(const RegressionRows& rows,
                                  const Outcomes& outcomes,
                                  const Analysis& analysis,
                                  const Frame& frame) {
  std::set<std::set<std::string>> by_term;
  for (const auto& term : terms_of(analysis)) {
    std::set<std::string> categories;
    for (const auto& factor : factors_of(term)) {
      if (outcomes.plan().variable(factor).is_categorical()) categories.insert(factor);
    }
    if (!categories.empty()) by_term.insert(std::move(categories));
  }
  std::vector<Groups> groups;
  for (const auto& categories : by_term) {
    groups.push_back(groups_of_levels(rows, categories, outcomes.plan(), frame));
  }
  if (has_outcome_cells(outcomes.plan(), analysis)) groups.push_back(groups_of_two(rows.outcome));
  return groups;
}

// The rows of a group that are in one part, for every part.
Groups split(const std::vector<std::size_t>& group, const std::vector<std::uint32_t>& parts) {
  std::map<std::uint32_t, std::vector<std::size_t>> members;
  for (const auto i : group) members[parts[i]].push_back(i);
  return groups_by(members);
}

Groups split(const Groups& groups, const std::vector<std::uint32_t>& parts) {
  Groups all;
  for (const auto& group : groups) {
    for (auto& members : split(group, parts)) all.push_back(std::move(members));
  }
  return all;
}

std::vector<MagnitudeEvidence> all_told(const RegressionRows& rows,
                                        const Outcomes& outcomes,
                                        const Analysis& analysis,
                                        const Frame& frame,
                                        const std::vector<std::uint32_t>& parts) {
  std::vector<std::size_t> everybody(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) everybody[i] = i;
  auto categories = categories_of(rows, outcomes, analysis, frame);
  categories.push_back({everybody});
  auto numbers = numbers_of(rows, outcomes, analysis, frame);
  Told told(rows, frame);
  const auto add_all = [&] {
    for (const auto& number : numbers) {
      for (const auto& groups : categories) told.add(number, groups);
      for (const auto& other : numbers) {
        if (&other == &number) continue;
        told.add(number, other.groups,
                 share_a_source(number, other) ? Told::Equality::is_known : Told::Equality::tells);
      }
    }
  };
  add_all();
  if (parts.empty()) return told.take();
  for (auto& groups : categories) groups = split(groups, parts);
  for (auto& number : numbers) number.groups = split(number.groups, parts);
  add_all();
  return told.take();
}

double largest_leverage(const RegressionRows& rows, const LinearSolution& own) {
  double largest = 0;
  std::vector<double> x(rows.columns + 1);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    rows.measure(own.centring, row, x);
    largest = std::max(largest, quadratic_form(own.inverse, x));
  }
  return largest;
}

}  // namespace

ModelEvidence products_evidence(const RegressionRows& rows,
                                const CrossProducts& products,
                                const Outcomes& outcomes,
                                const Analysis& analysis,
                                const Frame& frame,
                                const std::vector<std::uint32_t>& parts) {
  ModelEvidence evidence;
  evidence.rows = static_cast<std::int64_t>(rows.size());
  evidence.parameters = static_cast<std::int64_t>(rows.columns + 1);
  auto& regression = evidence.regression.emplace();
  regression.told = all_told(rows, outcomes, analysis, frame, parts);
  regression.effective_rows = static_cast<double>(rows.size());
  if (rows.size() > 0) {
    const auto own = solve_linear({evidence.rows, products}, rows.columns);
    regression.largest_leverage = largest_leverage(rows, own);
    // Without events nothing is left to fit, and cells say so.
    const bool has_no_events = own.total == 0 && common_risk_sets(analysis) != nullptr;
    regression.is_perfect_fit = !has_no_events && own.residual <= kPerfectFit * own.total;
  }
  return evidence;
}

}  // namespace passerelle::analysis
