// What the cross products of a regression tell of single persons (dominance, groups of few, one row
// that determines its own fitted value).
#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cmath>
#include <map>
#include <numbers>
#include <set>

#include "node/analysis/cox_breaks.h"
#include "node/analysis/few_values.h"
#include "node/analysis/local_sums.h"
#include "node/analysis/matrix.h"
#include "node/analysis/ranks.h"
#include "node/analysis/regression_rows.h"

namespace passerelle::analysis {
namespace {

// A fit that leaves less than this share of the outcome's variation leaves rounding.
constexpr double kPerfectFit = 1e-10;

// Rows by the level of a category, or by the value of a number that takes two.
struct GroupedRows {
  std::vector<std::uint32_t> of;  // by row
  std::size_t count = 0;
};

// Returns rows with equal keys as one group, the groups in the order of their keys.
GroupedRows groups_by(const std::vector<std::uint64_t>& keys) {
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> met;  // numbered as they are met
  GroupedRows groups;
  groups.of.reserve(keys.size());
  for (const auto key : keys) {
    groups.of.push_back(met.try_emplace(key, static_cast<std::uint32_t>(met.size())).first->second);
  }
  groups.count = met.size();
  std::vector<std::uint32_t> place_of(met.size());
  std::uint32_t place = 0;
  for (const auto& [key, number] : std::map(met.begin(), met.end())) place_of[number] = place++;
  for (auto& group : groups.of) group = place_of[group];
  return groups;
}

// By the combination of levels of some categories.
GroupedRows groups_of_levels(const RegressionRows& rows,
                             const std::set<std::string>& categories,
                             const StudyPlan& plan,
                             const Frame& frame) {
  std::vector<std::uint64_t> keys(rows.size());
  for (const auto& category : categories) {
    const auto& variable = plan.variable(category);
    const RowLevels levels(variable, frame);
    const auto radix = variable.levels.size() + 1;  // -1 is none of them
    for (std::size_t i = 0; i < rows.size(); ++i) {
      keys[i] = keys[i] * radix + static_cast<std::uint64_t>(levels[rows.rows[i]] + 1);
    }
  }
  return groups_by(keys);
}

// By value, from the lowest on. None unless there are two values, or up to `most`.
GroupedRows groups_of_values(const std::vector<double>& values, std::size_t most) {
  std::vector<double> found;  // ascending
  for (const double value : values) {
    const auto at = std::ranges::lower_bound(found, value);
    if (at != found.end() && *at == value) continue;
    if (found.size() == most) return {};
    found.insert(at, value);
  }
  if (found.size() < 2) return {};
  GroupedRows groups{{}, found.size()};
  groups.of.reserve(values.size());
  for (const double value : values) {
    const auto at = std::ranges::lower_bound(found, value) - found.begin();
    groups.of.push_back(static_cast<std::uint32_t>(at));
  }
  return groups;
}

// A number of the model, of the rows that have the levels it is multiplied with, and the groups it
// makes when it takes two values, or only values that the study or its ranks give it: where these
// lie far apart, its product with another number tells of each group by itself.
struct Number {
  std::vector<double> values;
  std::vector<bool> holds;  // by row; empty: everywhere
  GroupedRows groups;
  std::set<std::string> sources;  // the variables that it is a function of
  std::size_t coded_values = 0;   // of one that the study makes by `case`: how many it can have
};

// A number that ranks give so many values is not looked at pair by pair with another.
constexpr std::size_t kMostRanks = 128;
constexpr double kSafety = 1.5;

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

double range_of(const std::vector<double>& values) {
  const auto [least, most] = std::ranges::minmax(values);
  return most - least;
}

// Whether the products of two ranks leave open how many rows have each pair of them: there are more
// tables of that (2 to the power of their entropy) than the sums can take values. Their
// coefficients lie so far apart that of few tables one sum tells which it is.
bool are_pairs_hidden(const Number& left, const Number& right, bool per_node) {
  if (left.groups.count == 0 || right.groups.count == 0) return true;
  const auto count = [](const Number& number) { return static_cast<double>(number.groups.count); };
  const auto rows = static_cast<double>(left.values.size());
  const double unknown = (count(left) - 1) * (count(right) - 1);
  const double of_a_pair = rows / (count(left) * count(right));
  const double entropy =
      unknown * std::min(std::log2(1 + of_a_pair),
                         std::log2(2 * std::numbers::pi * std::numbers::e * of_a_pair) / 2);
  const double told = std::log2(rows * range_of(left.values) * range_of(right.values));
  // Of the ranks among the rows of all nodes, of the numbers themselves, and of the node's own
  // ranks.
  const double sums = per_node ? 3 : 2;
  return entropy > kSafety * sums * told;
}

std::vector<Number> numbers_of(const RegressionRows& rows,
                               const Outcomes& outcomes,
                               const Analysis& analysis,
                               const Frame& frame) {
  std::vector<Number> numbers;
  const bool are_ranks = ranks_numbers(analysis);
  const auto add = [&](std::vector<double> values, std::vector<bool> holds,
                       std::set<std::string> sources, std::size_t coded_values) {
    auto groups =
        groups_of_values(values, are_ranks ? kMostRanks : std::max(coded_values, std::size_t{2}));
    if (are_ranks) coded_values = groups.count;
    numbers.push_back(
        {std::move(values), std::move(holds), std::move(groups), std::move(sources), coded_values});
  };
  const auto& plan = outcomes.plan();
  const auto coefficients = coefficients_of(plan, analysis);
  for (std::size_t j = 0; j < coefficients.size(); ++j) {
    if (coefficients[j].is_of_category()) continue;
    auto levels = coefficients[j].factors;
    std::erase_if(levels, [](const DesignFactor& factor) { return factor.level.empty(); });
    std::vector<bool> holds;
    if (!levels.empty()) {
      const auto held = column_of(levels, plan, rows.rows, frame);
      holds.assign(held->begin(), held->end());
    }
    std::vector<double> values(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) values[i] = rows.at(i, j);
    add(std::move(values), std::move(holds), sources_of(coefficients[j], plan),
        few_of(coefficients[j], plan, 0));
  }
  // The sides of an outcome with levels are cells, and so are the events of a model on breaks.
  const bool is_told = !has_outcome_cells(plan, analysis) && common_risk_sets(analysis) == nullptr;
  if (is_told) {
    add(rows.outcome, {}, {}, plan.variable(outcome_of(analysis)).coded_values);
  }
  const auto* glm = glm_of(analysis);
  if (!rows.at_risk.empty()) add(rows.at_risk, {}, {}, plan.variable(*glm->offset).coded_values);
  if (!rows.weights.empty()) add(rows.weights, {}, {}, plan.variable(*glm->weights).coded_values);
  return numbers;
}

// The product of a number and a column of zeros and ones is the number's sum over the ones.
class Told {
 public:
  Told(const RegressionRows& rows, const Frame& frame) : rows_(rows), frame_(frame) {}

  enum class Equality { tells, is_known };

  void add(const Number& number, const GroupedRows& groups, Equality equality = Equality::tells) {
    if (groups.count == 0) return;
    const auto equations = groups.count == 1 ? kEquationsOfProducts : kEquationsOfGroups;
    const auto few = std::max(number.coded_values, equations);
    const bool has_one_row_each = frame_.persons == frame_.rows && few <= Magnitude::kMostFew;
    const auto of_groups =
        has_one_row_each ? of_rows(number, groups, few) : of_persons(number, groups, few);
    for (auto magnitude : of_groups) {
      if (magnitude.persons == 0) continue;
      if (equality == Equality::is_known) magnitude.all_equal = false;
      evidence_.push_back(magnitude);
    }
  }

  // Of what stands on the way to a number only who has the rarest value.
  void add_values(const Variable& on_the_way, const GroupedRows& groups) {
    std::vector<std::vector<std::uint32_t>> rows(groups.count);
    for (std::size_t i = 0; i < groups.of.size(); ++i) rows[groups.of[i]].push_back(rows_.rows[i]);
    for (const auto& of_rows : rows) {
      const auto of_group = values_at(of_rows, frame_.numbers.at(on_the_way.name), frame_);
      MagnitudeEvidence rare;
      rare.rarest_of_few = rarest_of_few(of_group, few_of(on_the_way, kEquationsOfMoments));
      rare.persons = static_cast<std::int64_t>(of_group.values.size());
      if (rare.rarest_of_few) evidence_.push_back(rare);
    }
  }

  std::vector<MagnitudeEvidence> take() { return std::move(evidence_); }

 private:
  template <class Use>
  void each_row(const Number& number, const Use& use) const {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (number.holds.empty() || number.holds[i]) use(i);
    }
  }

  // Of persons with one row each.
  std::vector<MagnitudeEvidence> of_rows(const Number& number,
                                         const GroupedRows& groups,
                                         std::size_t few) const {
    std::vector<Magnitude> magnitudes(groups.count);
    each_row(number, [&](std::size_t i) { magnitudes[groups.of[i]].add(number.values[i]); });
    std::vector<MagnitudeEvidence> evidence;
    for (const auto& magnitude : magnitudes) evidence.push_back(magnitude.evidence(few));
    return evidence;
  }

  std::vector<MagnitudeEvidence> of_persons(const Number& number,
                                            const GroupedRows& groups,
                                            std::size_t few) const {
    std::vector<Values> values(groups.count);
    each_row(number, [&](std::size_t i) {
      auto& of_group = values[groups.of[i]];
      of_group.values.push_back(number.values[i]);
      of_group.persons.push_back(frame_.person[rows_.rows[i]]);
    });
    std::vector<MagnitudeEvidence> evidence;
    for (const auto& of_group : values) evidence.push_back(magnitude_of(of_group, few));
    return evidence;
  }

  const RegressionRows& rows_;
  const Frame& frame_;
  std::vector<MagnitudeEvidence> evidence_;
};

// The columns of zeros and ones, by what makes them: the categories of one term.
std::vector<GroupedRows> categories_of(const RegressionRows& rows,
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
  std::vector<GroupedRows> groups;
  for (const auto& categories : by_term) {
    groups.push_back(groups_of_levels(rows, categories, outcomes.plan(), frame));
  }
  if (has_outcome_cells(outcomes.plan(), analysis))
    groups.push_back(groups_of_values(rows.outcome, 2));
  return groups;
}

// The rows of each group by their parts.
GroupedRows split(const GroupedRows& groups, const std::vector<std::uint32_t>& parts) {
  std::vector<std::uint64_t> keys(groups.of.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    keys[i] = std::uint64_t{groups.of[i]} << 32 | parts[i];
  }
  return groups_by(keys);
}

// The numbers that the products are of.
std::set<std::string> numbers_of(const Analysis& analysis, const StudyPlan& plan) {
  auto numbers = numbers_in(coefficients_of(plan, analysis), plan);
  std::set<std::string> others;
  if (common_risk_sets(analysis) == nullptr) others.insert(outcome_of(analysis));
  if (const auto* glm = glm_of(analysis)) {
    if (glm->offset) others.insert(*glm->offset);
    if (glm->weights) others.insert(*glm->weights);
  }
  for (const auto& name : others) {
    if (!plan.variable(name).is_categorical()) numbers.insert(name);
  }
  return numbers;
}

std::vector<MagnitudeEvidence> all_told(const RegressionRows& rows,
                                        const Outcomes& outcomes,
                                        const Analysis& analysis,
                                        const Frame& frame,
                                        const std::vector<std::uint32_t>& parts) {
  auto categories = categories_of(rows, outcomes, analysis, frame);
  categories.push_back({std::vector<std::uint32_t>(rows.size()), 1});  // everybody
  auto numbers = numbers_of(rows, outcomes, analysis, frame);
  const auto& plan = outcomes.plan();
  const auto on_the_way = on_the_way_to(numbers_of(analysis, plan), plan);
  const bool are_ranks = ranks_numbers(analysis);
  Told told(rows, frame);
  const auto add_all = [&] {
    for (const auto& name : on_the_way) {
      for (const auto& groups : categories) told.add_values(plan.variable(name), groups);
      for (const auto& number : numbers) told.add_values(plan.variable(name), number.groups);
    }
    for (const auto& number : numbers) {
      for (const auto& groups : categories) told.add(number, groups);
      for (const auto& other : numbers) {
        if (&other == &number) continue;
        if (are_ranks && are_pairs_hidden(number, other, analysis.per_node)) continue;
        const bool is_known = are_ranks || share_a_source(number, other);
        told.add(number, other.groups, is_known ? Told::Equality::is_known : Told::Equality::tells);
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
