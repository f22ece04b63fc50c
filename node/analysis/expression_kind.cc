// Which operands fit which operator. Runs when a study is compiled, when no type of a column is
// known, and again when its real types are.
#include <unordered_map>

#include "node/analysis/errors.h"
#include "node/analysis/events.h"
#include "node/analysis/expression.h"

namespace passerelle::analysis {
namespace {

bool is_numeric(ValueKind kind) {
  // A truth is the number 0 or 1.
  return kind == ValueKind::number || kind == ValueKind::truth || kind == ValueKind::unknown;
}

bool is_logical(ValueKind kind) { return kind == ValueKind::truth || kind == ValueKind::unknown; }

bool is_date(ValueKind kind) { return kind == ValueKind::date || kind == ValueKind::unknown; }

bool is_text_literal(const Expression& expression) {
  return expression.op == Operator::literal &&
         std::holds_alternative<std::string>(expression.value);
}

class KindInference {
 public:
  explicit KindInference(const KnownKinds& known) : given_(&known) {}

  Result<ValueKind> of(const Expression& expression) {
    // A variable that many refer to is looked at once.
    if (const auto known = known_.find(&expression); known != known_.end()) return known->second;
    auto kind = fresh(expression);
    if (kind) known_.emplace(&expression, *kind);
    return kind;
  }

 private:
  Result<ValueKind> fresh(const Expression& expression) {
    switch (expression.op) {
      case Operator::column: {
        const auto column = given_->columns.find(expression.name);
        return column == given_->columns.end() ? ValueKind::unknown : column->second;
      }
      case Operator::reference: return of(*expression.operands[0]);
      case Operator::literal: return literal(expression);
      case Operator::eq:
      case Operator::ne:
      case Operator::lt:
      case Operator::le:
      case Operator::gt:
      case Operator::ge:
      case Operator::in:
      case Operator::between: return comparison(expression);
      case Operator::starts_with: return beginning(expression);
      case Operator::is_null: {
        if (auto kind = of(*expression.operands[0]); !kind) return kind;
        return ValueKind::truth;
      }
      case Operator::negation:
      case Operator::conjunction:
      case Operator::disjunction:
        return all(expression, is_logical, "true or false, for instance a comparison",
                   ValueKind::truth);
      case Operator::min:
      case Operator::max: return smallest_or_largest(expression);
      case Operator::year: return all(expression, is_date, "a date", ValueKind::number);
      case Operator::days_between:
      case Operator::age_at: return all(expression, is_date, "a date", ValueKind::number);
      case Operator::date: return ValueKind::date;
      case Operator::exists:
      case Operator::at_least:
      case Operator::count:
      case Operator::first:
      case Operator::last:
      case Operator::nth:
      case Operator::only: return question(expression);
      case Operator::choice: return choice(expression);
      case Operator::cut: return all(expression, is_numeric, "a number", ValueKind::text);
      default: return all(expression, is_numeric, "a number", ValueKind::number);
    }
  }

  static Error wrong(const Expression& at, ValueKind found, std::string_view expected) {
    return Error{AnalysisError::wrong_kind, at.path + ": " + std::string(expected) +
                                                " is expected, this is " + to_text(found)};
  }

  static ValueKind literal(const Expression& expression) {
    if (std::holds_alternative<double>(expression.value)) return ValueKind::number;
    if (std::holds_alternative<std::string>(expression.value)) return ValueKind::text;
    if (std::holds_alternative<bool>(expression.value)) return ValueKind::truth;
    return ValueKind::unknown;
  }

  Result<ValueKind> all(const Expression& expression,
                        bool (*fits)(ValueKind),
                        std::string_view expected,
                        ValueKind result) {
    for (const auto& operand : expression.operands) {
      auto kind = of(*operand);
      if (!kind) return kind;
      if (!fits(*kind)) return wrong(*operand, *kind, expected);
    }
    return result;
  }

  Result<ValueKind> comparison(const Expression& expression) {
    const bool is_ordering = expression.op != Operator::eq && expression.op != Operator::ne &&
                             expression.op != Operator::in;
    const auto first = of(*expression.operands[0]);
    if (!first) return first;
    if (is_ordering && *first == ValueKind::text) {
      // Which text comes first depends on language and system; nodes would disagree.
      return wrong(*expression.operands[0], *first, "a number or a date");
    }
    for (std::size_t i = 1; i < expression.operands.size(); ++i) {
      const auto& other = *expression.operands[i];
      const auto kind = of(other);
      if (!kind) return kind;
      if (is_text_literal(other)) {
        if (auto fits = text_literal(other, *first, is_ordering); !fits) return fits.error();
        continue;
      }
      const bool fits = *first == ValueKind::unknown || *kind == ValueKind::unknown ||
                        *first == *kind || (is_numeric(*first) && is_numeric(*kind));
      if (!fits) return wrong(other, *kind, to_text(*first));
      if (is_ordering && *kind == ValueKind::text) return wrong(other, *kind, "a number or a date");
    }
    return ValueKind::truth;
  }

  Result<ValueKind> beginning(const Expression& expression) {
    for (const auto& operand : expression.operands) {
      const auto kind = of(*operand);
      if (!kind) return kind;
      const bool fits = *kind == ValueKind::text || *kind == ValueKind::unknown;
      if (!fits) return wrong(*operand, *kind, "a text");
    }
    return ValueKind::truth;
  }

  // A text beside a date is a date.
  static Result<void> text_literal(const Expression& other, ValueKind first, bool is_ordering) {
    const auto& text = std::get<std::string>(other.value);
    if (first == ValueKind::text) return {};
    if (first == ValueKind::date || (first == ValueKind::unknown && is_ordering)) {
      if (parse_date(text)) return {};
      return wrong(other, ValueKind::text, "a date as YYYY-MM-DD");
    }
    if (first == ValueKind::unknown) return {};
    return wrong(other, ValueKind::text, to_text(first));
  }

  Result<ValueKind> smallest_or_largest(const Expression& expression) {
    auto result = ValueKind::unknown;
    for (const auto& operand : expression.operands) {
      const auto kind = of(*operand);
      if (!kind) return kind;
      if (*kind == ValueKind::text) return wrong(*operand, *kind, "a number or a date");
      if (*kind == ValueKind::unknown) continue;
      const auto wanted = *kind == ValueKind::date ? ValueKind::date : ValueKind::number;
      if (result != ValueKind::unknown && result != wanted) {
        return wrong(*operand, *kind, to_text(result));
      }
      result = wanted;
    }
    return result;
  }

  // Windows are days from dates where events have dates, from numbers where they have numbers.
  Result<ValueKind> question(const Expression& expression) {
    const auto known = given_->events.find(expression.question->events->key);
    const auto events = known == given_->events.end() ? EventKinds{} : known->second;
    for (const auto& operand : expression.operands) {
      const auto kind = of(*operand);
      if (!kind) return kind;
      const bool is_day = is_date(*kind) || is_numeric(*kind);
      if (!is_day) return wrong(*operand, *kind, "a date");
      const bool fits = *kind == ValueKind::unknown || events.time == ValueKind::unknown ||
                        is_date(*kind) == is_date(events.time);
      if (!fits) return wrong(*operand, *kind, to_text(events.time));
    }
    return kind_of_answer(expression.op, events);
  }

  Result<ValueKind> choice(const Expression& expression) {
    const auto& parts = expression.operands;
    const std::size_t branches = parts.size() / 2;
    for (std::size_t i = 0; i < branches; ++i) {
      const auto condition = of(*parts[2 * i]);
      if (!condition) return condition;
      if (!is_logical(*condition)) {
        return wrong(*parts[2 * i], *condition, "true or false, for instance a comparison");
      }
    }
    auto result = ValueKind::unknown;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const bool is_value = i >= 2 * branches || i % 2 == 1;
      if (!is_value) continue;
      const auto kind = of(*parts[i]);
      if (!kind) return kind;
      if (*kind == ValueKind::unknown || *kind == result) continue;
      if (result == ValueKind::unknown) {
        result = *kind;
      } else if (is_numeric(result) && is_numeric(*kind)) {
        result = ValueKind::number;
      } else {
        return wrong(*parts[i], *kind, to_text(result) + ", as in the branch before,");
      }
    }
    return result;
  }

  const KnownKinds* given_;
  std::unordered_map<const Expression*, ValueKind> known_;
};

}  // namespace

Result<ValueKind> infer_kind(const Expression& expression, const KnownKinds& known) {
  return KindInference(known).of(expression);
}

Result<void> check_condition(const Expression& expression, const KnownKinds& known) {
  const auto kind = infer_kind(expression, known);
  if (!kind) return kind.error();
  if (is_logical(*kind)) return {};
  return Error{AnalysisError::wrong_kind,
               expression.path + ": a condition is expected, this is " + to_text(*kind)};
}

}  // namespace passerelle::analysis
