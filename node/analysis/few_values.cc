#include "node/analysis/few_values.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "node/analysis/errors.h"
#include "node/analysis/expression.h"

namespace passerelle::analysis {
namespace {

constexpr std::size_t kMostIntermediates = 100;

bool is_literal(const ExpressionPtr& part) { return part->op == Operator::literal; }

bool is_number(const Expression& part) {
  const auto kind = infer_kind(part, {});
  return kind && *kind != ValueKind::text && *kind != ValueKind::date;
}

// Not of dates, of events or of what is compared.
bool is_computed_of_numbers(const Expression& part) {
  const bool is_of_dates =
      part.op == Operator::year || part.op == Operator::days_between || part.op == Operator::age_at;
  return is_number(part) && !is_of_dates && !is_comparison(part.op) && !is_about_events(part.op);
}

// The values of a `case`, without its conditions.
std::vector<ExpressionPtr> branches_of(const Expression& choice) {
  std::vector<ExpressionPtr> values;
  for (std::size_t i = 1; i < choice.operands.size(); i += 2) values.push_back(choice.operands[i]);
  if (choice.has_else) values.push_back(choice.operands.back());
  return values;
}

bool has_constant_values(const Expression& choice) {
  const auto values = branches_of(choice);
  return std::all_of(values.begin(), values.end(), is_literal);
}

// The `case` with other values.
ExpressionPtr with_branches(const Expression& choice, const std::vector<ExpressionPtr>& values) {
  auto other = choice;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool is_else = choice.has_else && i + 1 == values.size();
    other.operands[is_else ? other.operands.size() - 1 : 2 * i + 1] = values[i];
  }
  return std::make_shared<const Expression>(std::move(other));
}

// Which value a `case` takes, as a number.
ExpressionPtr place_in(const Expression& choice) {
  std::vector<ExpressionPtr> places;
  for (std::size_t i = 0; i < branches_of(choice).size(); ++i) {
    places.push_back(literal_expression(choice.path, static_cast<double>(i)));
  }
  return with_branches(choice, places);
}

// The branches of `case` that a part stands in, from the outermost on.
struct Branch {
  const Expression* choice = nullptr;
  std::size_t number = 0;
  auto operator<=>(const Branch&) const = default;
};
using Branches = std::vector<Branch>;

// The part where all these branches are taken, else missing.
ExpressionPtr within(const Branches& branches, ExpressionPtr part) {
  for (auto branch = branches.rbegin(); branch != branches.rend(); ++branch) {
    const auto& choice = *branch->choice;
    std::vector<ExpressionPtr> values(branches_of(choice).size(), literal_expression(choice.path));
    values[branch->number] = std::move(part);
    part = with_branches(choice, values);
  }
  return part;
}

const ExpressionPtr& referred(const ExpressionPtr& part) {
  return part->op == Operator::reference ? referred(part->operands[0]) : part;
}

bool is_coded(const Expression& part) {
  return part.op == Operator::choice && has_constant_values(part);
}

// Finds what stands on the way to the numbers of a plan; what several of them share, once.
class Intermediates {
 public:
  void add_to(Variable& variable) {
    const auto& expression = referred(variable.expression);
    if (is_coded(*expression)) {
      variable.coded_values = branches_of(*expression).size();
      return;
    }
    on_the_way_ = &variable.on_the_way;
    seen_.clear();
    walk(expression, {});
  }

  std::map<std::string, Variable> take() { return std::move(made_); }

 private:
  void walk(const ExpressionPtr& written, const Branches& branches) {
    const auto& part = referred(written);
    if (!seen_.emplace(part.get(), branches).second) return;
    if (part->op == Operator::choice) return walk_branches(part, branches);
    if (!is_computed_of_numbers(*part)) return;
    const auto varying = std::ranges::count_if(
        part->operands, [](const ExpressionPtr& operand) { return !is_literal(operand); });
    for (const auto& operand : part->operands) {
      if (is_literal(operand) || !is_number(*operand)) continue;
      // A `case` of constants is taken by its places, below.
      if (varying > 1 && !is_coded(*referred(operand))) take(referred(operand), branches);
      walk(operand, branches);
    }
  }

  void walk_branches(const ExpressionPtr& choice, const Branches& branches) {
    const auto values = branches_of(*choice);
    take(choice, branches, values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (is_literal(values[i])) continue;
      auto inside = branches;
      inside.push_back({choice.get(), i});
      if (!is_coded(*referred(values[i]))) take(referred(values[i]), inside);
      walk(values[i], inside);
    }
  }

  // `places`: of a `case` that is taken by which of its values it has.
  void take(const ExpressionPtr& part, const Branches& branches, std::size_t places = 0) {
    auto& name = names_[{part.get(), branches, places}];
    if (name.empty()) {
      name = "on the way @" + std::to_string(names_.size());
      Variable made;
      made.name = name;
      made.expression = within(branches, places > 0 ? place_in(*part) : part);
      made.coded_values = places;
      made.is_on_the_way = true;
      made_.emplace(name, std::move(made));
    }
    on_the_way_->insert(name);
  }

  std::map<std::tuple<const Expression*, Branches, std::size_t>, std::string> names_;
  std::map<std::string, Variable> made_;
  std::set<std::string>* on_the_way_ = nullptr;            // of the variable at hand
  std::set<std::pair<const Expression*, Branches>> seen_;  // of its parts
};

}  // namespace

Result<void> add_intermediates(StudyPlan& plan) {
  Intermediates intermediates;
  for (auto& [name, variable] : plan.variables) {
    // Powers and splines are functions of one number, whose values theirs are.
    if (!variable.is_categorical() && variable.made_of.empty()) intermediates.add_to(variable);
  }
  auto made = intermediates.take();
  if (made.size() > kMostIntermediates) {
    return Error{AnalysisError::too_large,
                 "/variables: numbers are made of at most " + std::to_string(kMostIntermediates) +
                     " others by the way, the branches of `case` among them"};
  }
  plan.variables.merge(made);
  return {};
}

std::optional<std::int64_t> rarest_of_few(ValuesView values, std::size_t few) {
  std::map<double, std::vector<std::uint32_t>> holders;
  for (std::size_t i = 0; i < values.values.size(); ++i) {
    auto& persons = holders[values.values[i]];
    if (holders.size() > few) return std::nullopt;
    persons.push_back(values.persons[i]);
  }
  if (holders.size() < 2) return std::nullopt;
  std::optional<std::int64_t> rarest;
  for (auto& [value, persons] : holders) {
    std::sort(persons.begin(), persons.end());
    rarest = smaller(rarest, std::unique(persons.begin(), persons.end()) - persons.begin());
  }
  return rarest;
}

std::size_t few_of(const Variable& number, std::size_t equations) {
  return std::max(number.coded_values, equations);
}

// Of a product the values of its factors, and zero.
std::size_t few_of(const Coefficient& coefficient, const StudyPlan& plan, std::size_t equations) {
  std::size_t coded = 0;
  for (const auto& factor : coefficient.factors) {
    const auto values = plan.variable(factor.variable).coded_values;
    if (values > 0) coded = std::max(coded, std::size_t{1}) * values;
  }
  const bool is_product = coefficient.factors.size() > 1;
  return std::max(equations, coded > 0 && is_product ? coded + 1 : coded);
}

std::set<std::string> numbers_in(const std::vector<Coefficient>& coefficients,
                                 const StudyPlan& plan) {
  std::set<std::string> numbers;
  for (const auto& coefficient : coefficients) {
    for (const auto& factor : coefficient.factors) {
      if (!plan.variable(factor.variable).is_categorical()) numbers.insert(factor.variable);
    }
  }
  return numbers;
}

std::set<std::string> on_the_way_to(const std::set<std::string>& numbers, const StudyPlan& plan) {
  std::set<std::string> names;
  for (const auto& number : numbers) {
    const auto& variable = plan.variable(number);
    const auto& found =
        variable.made_of.empty() ? variable.on_the_way : plan.variable(variable.made_of).on_the_way;
    names.insert(found.begin(), found.end());
  }
  return names;
}

Values values_at(std::span<const std::uint32_t> rows,
                 const NumberColumn& column,
                 const Frame& frame) {
  Values values;
  for (const auto row : rows) {
    if (std::isnan(column[row])) continue;
    values.values.push_back(column[row]);
    values.persons.push_back(frame.person[row]);
  }
  return values;
}

std::optional<std::int64_t> rarest_on_the_way(const StudyPlan& plan,
                                              const std::set<std::string>& numbers,
                                              std::span<const std::uint32_t> rows,
                                              const Frame& frame) {
  std::optional<std::int64_t> rarest;
  for (const auto& name : on_the_way_to(numbers, plan)) {
    const auto values = values_at(rows, frame.numbers.at(name), frame);
    rarest =
        smaller(rarest, rarest_of_few(values, few_of(plan.variable(name), kEquationsOfMoments)));
  }
  return rarest;
}

}  // namespace passerelle::analysis
