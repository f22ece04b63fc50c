#include "node/analysis/formula.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>

#include "node/analysis/compile_names.h"
#include "node/base/limits.h"

namespace passerelle::analysis {
namespace {

using FormulaKind = Formula::Kind;

constexpr std::size_t kLongestFormula = 2000;

bool is_of_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == ':';
}

class FormulaParser {
 public:
  FormulaParser(const std::string& text, const std::string& path) : text_(text), path_(path) {}

  Result<Formula> parse() {
    auto formula = sum(1);
    if (formula && next() != '\0') return unexpected("an operator or the end");
    return formula;
  }

 private:
  // The next character that is no space; nothing is taken.
  char next() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  Error unexpected(const std::string& what) const {
    return refused(AnalysisError::malformed, path_,
                   what + " is expected at character " + std::to_string(at_ + 1));
  }

  Result<Formula> sum(int depth) {
    return chain(depth, {{'+', FormulaKind::add}, {'-', FormulaKind::subtract}},
                 [this](int deeper) { return product(deeper); });
  }

  Result<Formula> product(int depth) {
    return chain(depth, {{'*', FormulaKind::multiply}, {'/', FormulaKind::divide}},
                 [this](int deeper) { return factor(deeper); });
  }

  // Operands with operators between them, taken from the left.
  template <class Operand>
  Result<Formula> chain(int depth, const std::map<char, FormulaKind>& operators, Operand operand) {
    if (depth > kMaximumExpressionDepth) {
      return refused(
          AnalysisError::too_large, path_,
          "formulas nest at most " + std::to_string(kMaximumExpressionDepth) + " levels");
    }
    auto left = operand(depth);
    while (left) {
      const auto op = operators.find(next());
      if (op == operators.end()) break;
      ++at_;
      auto right = operand(depth);
      if (!right) return right;
      // Long sums nest to the left without end; the text is bounded.
      Formula both{op->second, 0, {}, {}};
      both.operands.push_back(*std::move(left));
      both.operands.push_back(*std::move(right));
      left = std::move(both);
    }
    return left;
  }

  Result<Formula> factor(int depth) {
    const char c = next();
    if (c == '-') {
      ++at_;
      return negated(depth + 1);
    }
    if (c == '(') return in_brackets(depth + 1);
    if (c == '`') return quoted();
    if (std::isdigit(static_cast<unsigned char>(c)) != 0) return number();
    if (!is_of_name(c)) return unexpected("a number, a coefficient or a bracket");
    const auto begin = at_;
    while (at_ < text_.size() && is_of_name(text_[at_])) ++at_;
    auto name = text_.substr(begin, at_ - begin);
    if (next() == '(') return function(name, depth + 1);
    return Formula{FormulaKind::name, 0, std::move(name), {}};
  }

  Result<Formula> negated(int depth) {
    if (depth > kMaximumExpressionDepth) return unexpected("less nesting");
    auto operand = factor(depth);
    if (!operand) return operand;
    return Formula{FormulaKind::negate, 0, {}, {*std::move(operand)}};
  }

  Result<Formula> in_brackets(int depth) {
    ++at_;
    auto inner = sum(depth);
    if (!inner) return inner;
    if (next() != ')') return unexpected("`)`");
    ++at_;
    return inner;
  }

  Result<Formula> function(const std::string& name, int depth) {
    static const std::map<std::string, FormulaKind> kFunctions{
        {"exp", FormulaKind::exp}, {"log", FormulaKind::log}, {"sqrt", FormulaKind::sqrt}};
    const auto known = kFunctions.find(name);
    if (known == kFunctions.end()) return unexpected("exp, log or sqrt before `(`");
    auto operand = in_brackets(depth);
    if (!operand) return operand;
    return Formula{known->second, 0, {}, {*std::move(operand)}};
  }

  Result<Formula> quoted() {
    const auto end = text_.find('`', at_ + 1);
    if (end == std::string::npos || end == at_ + 1) return unexpected("a name and a second `");
    auto name = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return Formula{FormulaKind::name, 0, std::move(name), {}};
  }

  Result<Formula> number() {
    Formula formula;
    const auto* begin = text_.data() + at_;
    const auto* end = text_.data() + text_.size();
    const auto read = std::from_chars(begin, end, formula.number);
    if (read.ec != std::errc{}) return unexpected("a number");
    at_ += static_cast<std::size_t>(read.ptr - begin);
    return formula;
  }

  const std::string& text_;
  const std::string& path_;
  std::size_t at_ = 0;
};

using Gradient = std::map<std::string, double>;

// left * a + right * b, name by name.
Gradient combined(const Gradient& left, double a, const Gradient& right, double b) {
  Gradient sum;
  for (const auto& [name, slope] : left) sum[name] += slope * a;
  for (const auto& [name, slope] : right) sum[name] += slope * b;
  return sum;
}

ValueAndGradient chained(const ValueAndGradient& inner, double value, double slope) {
  return {value, combined(inner.gradient, slope, {}, 0)};
}

}  // namespace

Result<Formula> parse_formula(const std::string& text, const std::string& path) {
  if (text.size() > kLongestFormula) {
    return refused(AnalysisError::too_large, path,
                   "at most " + std::to_string(kLongestFormula) + " characters");
  }
  return FormulaParser(text, path).parse();
}

std::set<std::string> names_in(const Formula& formula) {
  std::set<std::string> names;
  if (formula.kind == FormulaKind::name) names.insert(formula.name);
  for (const auto& operand : formula.operands) names.merge(names_in(operand));
  return names;
}

ValueAndGradient evaluate(const Formula& formula, const std::map<std::string, double>& numbers) {
  if (formula.kind == FormulaKind::number) return {formula.number, {}};
  if (formula.kind == FormulaKind::name) return {numbers.at(formula.name), {{formula.name, 1.0}}};
  const auto left = evaluate(formula.operands.front(), numbers);
  const double x = left.value;
  switch (formula.kind) {
    case FormulaKind::negate: return chained(left, -x, -1);
    case FormulaKind::exp: return chained(left, std::exp(x), std::exp(x));
    case FormulaKind::log: return chained(left, std::log(x), 1 / x);
    case FormulaKind::sqrt: return chained(left, std::sqrt(x), 0.5 / std::sqrt(x));
    default: break;
  }
  const auto right = evaluate(formula.operands.back(), numbers);
  const double y = right.value;
  switch (formula.kind) {
    case FormulaKind::add: return {x + y, combined(left.gradient, 1, right.gradient, 1)};
    case FormulaKind::subtract: return {x - y, combined(left.gradient, 1, right.gradient, -1)};
    case FormulaKind::multiply: return {x * y, combined(left.gradient, y, right.gradient, x)};
    default: return {x / y, combined(left.gradient, 1 / y, right.gradient, -x / (y * y))};
  }
}

}  // namespace passerelle::analysis
