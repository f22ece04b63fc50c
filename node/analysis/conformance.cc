#include "node/analysis/conformance.h"

#include <algorithm>

#include "node/analysis/cells.h"
#include "node/analysis/expression.h"

namespace passerelle::analysis {
namespace {

ExpressionPtr literal(const Level& level, const std::string& path) {
  Expression made;
  made.path = path;
  if (const auto* number = std::get_if<double>(&level.value)) made.value = *number;
  else made.value = std::get<std::string>(level.value);
  return std::make_shared<const Expression>(std::move(made));
}

}  // namespace

std::string conformance_rule(const std::string& variable) { return variable + "@conforms"; }

Variable conformance_rule_of(const Variable& variable) {
  const auto& path = variable.expression->path;
  Expression among;
  among.op = Operator::in;
  among.path = path;
  among.operands.push_back(variable.expression);
  for (const auto& level : variable.levels) {
    if (level.name != kMissingLevel) among.operands.push_back(literal(level, path));
  }
  among.depth = variable.expression->depth + 1;
  Variable rule;
  rule.name = conformance_rule(variable.name);
  rule.judges = variable.name;
  rule.expression = std::make_shared<const Expression>(std::move(among));
  rule.levels = {{1.0, "1"}, {0.0, "0"}};
  return rule;
}

}  // namespace passerelle::analysis
