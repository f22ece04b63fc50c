#include "node/analysis/conformance.h"

#include <variant>
#include <vector>

#include "node/analysis/cells.h"
#include "node/analysis/expression.h"

namespace passerelle::analysis {
std::string conformance_rule(const std::string& variable) { return variable + "@conforms"; }

Variable conformance_rule_of(const Variable& variable) {
  const auto& path = variable.expression->path;
  std::vector<ExpressionPtr> among{variable.expression};
  for (const auto& level : variable.levels) {
    if (level.name == kMissingLevel) continue;
    among.push_back(std::visit([&](const auto& value) { return literal_expression(path, value); },
                               level.value));
  }
  Variable rule;
  rule.name = conformance_rule(variable.name);
  rule.judges = variable.name;
  rule.expression = operation(Operator::in, path, std::move(among));
  rule.levels = {{1.0, "1"}, {0.0, "0"}};
  return rule;
}

}  // namespace passerelle::analysis
