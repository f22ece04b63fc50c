#include "node/analysis/completeness.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "node/analysis/expression.h"

namespace passerelle::analysis {
namespace {

bool is_nonzero_number(const Expression& expression) {
  const auto* number = std::get_if<double>(&expression.value);
  return expression.op == Operator::literal && number != nullptr && *number != 0;
}

// What several variables refer to is looked at once.
class Following {
 public:
  explicit Following(const Known& known) : known_(known) {}

  bool of(const Expression& expression) {
    if (known_.expressions.contains(&expression)) return true;
    if (const auto found = seen_.find(&expression); found != seen_.end()) return found->second;
    return seen_.emplace(&expression, fresh(expression)).first->second;
  }

 private:
  bool fresh(const Expression& expression) {
    switch (expression.op) {
      case Operator::column: return known_.columns.contains(expression.name);
      case Operator::literal: return !std::holds_alternative<std::monostate>(expression.value);
      case Operator::is_null: return true;
      case Operator::log:
      case Operator::sqrt:
      case Operator::first:
      case Operator::last:
      case Operator::nth:
      case Operator::only: return false;
      case Operator::div:
        if (!is_nonzero_number(*expression.operands[1])) return false;
        break;
      case Operator::choice:
        if (!expression.has_else) return false;
        break;
      default: break;
    }
    return std::all_of(expression.operands.begin(), expression.operands.end(),
                       [this](const ExpressionPtr& operand) { return of(*operand); });
  }

  const Known& known_;
  std::unordered_map<const Expression*, bool> seen_;
};

std::optional<std::string> unknown_in(const Known& known,
                                      const Expression& expression,
                                      std::unordered_set<const Expression*>& seen) {
  if (!seen.insert(&expression).second || expression.op == Operator::is_null) return std::nullopt;
  if (expression.op == Operator::column && !known.columns.contains(expression.name)) {
    return expression.name;
  }
  for (const auto& operand : expression.operands) {
    if (auto found = unknown_in(known, *operand, seen)) return found;
  }
  return std::nullopt;
}

}  // namespace

void Known::add(const Variable& variable) {
  // With `missing: category` a row is complete without a value.
  if (variable.missing == MissingRule::category) return;
  expressions.insert(variable.expression.get());
  if (variable.expression->op == Operator::column) columns.insert(variable.expression->name);
}

bool follows_from(const Known& known, const Expression& expression) {
  return Following(known).of(expression);
}

std::optional<std::string> unknown_column(const Known& known, const Expression& expression) {
  std::unordered_set<const Expression*> seen;
  return unknown_in(known, expression, seen);
}

}  // namespace passerelle::analysis
