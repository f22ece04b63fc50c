// What the cross products of a regression tell of single persons (dominance, groups of few, one row
// that determines its own fitted value).
#include <algorithm>
#include <map>

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

Groups groups_of_levels(const RegressionRows& rows, const LevelColumn& levels) {
  std::map<std::int32_t, std::vector<std::size_t>> by_level;
  for (std::size_t i = 0; i < rows.size(); ++i) by_level[levels[rows.rows[i]]].push_back(i);
  return groups_by(by_level);
}

// None unless there are two values.
Groups groups_of_two(const std::vector<double>& values) {
  std::map<double, std::vector<std::size_t>> by_value;
  for (std::size_t i = 0; i < values.size() && by_value.size() <= 2; ++i) {
    by_value[values[i]].push_back(i);
  }
  return by_value.size() == 2 ? groups_by(by_value) : Groups{};
}

// A number of the model, and the groups it makes when it takes two values.
struct Number {
  std::vector<double> values;
  Groups groups;
};

std::vector<Number> numbers_of(const RegressionRows& rows,
                               const Outcomes& outcomes,
                               const Analysis& analysis) {
  std::vector<Number> numbers;
  const auto add = [&](std::vector<double> values) {
    auto groups = groups_of_two(values);
    numbers.push_back({std::move(values), std::move(groups)});
  };
  const auto coefficients = coefficients_of(outcomes.plan(), analysis);
  for (std::size_t j = 0; j < coefficients.size(); ++j) {
    if (coefficients[j].is_of_category()) continue;
    std::vector<double> values;
    for (std::size_t i = 0; i < rows.size(); ++i) values.push_back(rows.at(i, j));
    add(std::move(values));
  }
  // The sides of an outcome with levels are cells.
  if (!has_outcome_cells(outcomes.plan(), analysis)) add(rows.outcome);
  if (!rows.at_risk.empty()) add(rows.at_risk);
  return numbers;
}

// The product of a number and a column of zeros and ones is the number's sum over the ones.
class Told {
 public:
  Told(const RegressionRows& rows, const Frame& frame) : rows_(rows), frame_(frame) {}

  void add(const Number& number, const std::vector<std::size_t>& members) {
    Values values;
    for (const auto i : members) {
      values.values.push_back(number.values[i]);
      values.persons.push_back(frame_.person[rows_.rows[i]]);
    }
    evidence_.push_back(magnitude_of(values));
  }

  void add(const Number& number, const Groups& groups) {
    for (const auto& members : groups) add(number, members);
  }

  std::vector<MagnitudeEvidence> take() { return std::move(evidence_); }

 private:
  const RegressionRows& rows_;
  const Frame& frame_;
  std::vector<MagnitudeEvidence> evidence_;
};

std::vector<MagnitudeEvidence> all_told(const RegressionRows& rows,
                                        const Outcomes& outcomes,
                                        const Analysis& analysis,
                                        const Frame& frame) {
  std::vector<std::size_t> everybody(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) everybody[i] = i;
  std::vector<Groups> categories;
  for (const auto& term : terms_of(analysis)) {
    if (!outcomes.plan().variable(term).is_categorical()) continue;
    categories.push_back(groups_of_levels(rows, frame.categories.at(term)));
  }
  if (has_outcome_cells(outcomes.plan(), analysis)) {
    categories.push_back(groups_of_two(rows.outcome));
  }
  const auto numbers = numbers_of(rows, outcomes, analysis);
  Told told(rows, frame);
  for (const auto& number : numbers) {
    told.add(number, everybody);
    for (const auto& groups : categories) told.add(number, groups);
    for (const auto& other : numbers) {
      if (&other != &number) told.add(number, other.groups);
    }
  }
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
                                const Frame& frame) {
  ModelEvidence evidence;
  evidence.rows = static_cast<std::int64_t>(rows.size());
  evidence.parameters = static_cast<std::int64_t>(rows.columns + 1);
  auto& regression = evidence.regression.emplace();
  regression.told = all_told(rows, outcomes, analysis, frame);
  regression.effective_rows = static_cast<double>(rows.size());
  if (rows.size() > 0) {
    const auto own = solve_linear({evidence.rows, products}, rows.columns);
    regression.largest_leverage = largest_leverage(rows, own);
    regression.is_perfect_fit = own.residual <= kPerfectFit * own.total;
  }
  return evidence;
}

}  // namespace passerelle::analysis
