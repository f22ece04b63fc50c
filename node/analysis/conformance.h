// The rule of a data check that the values of a category are among its levels or breaks: a variable
// of the plan like any other, 1 where they are, 0 where they are not, missing where there is none.
#pragma once

#include <string>

#include "node/analysis/plan.h"

namespace passerelle::analysis {

// Returns the name of the rule about a variable, which no study can give.
std::string conformance_rule(const std::string& variable);

// Requires: a category.
Variable conformance_rule_of(const Variable& variable);

}  // namespace passerelle::analysis
