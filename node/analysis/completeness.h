// Which values a row has for certain, given others that it has.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "node/analysis/plan.h"

namespace passerelle::analysis {

// What is known to be there: source columns, and expressions of variables that rows are complete
// on.
struct Known {
  std::set<std::string> columns;
  std::set<const Expression*> expressions;

  void add(const Variable& variable);
};

// Returns whether an expression has a value wherever the known ones do. Divisions, logarithms and
// roots of numbers that may have none do not, but for a division by a number other than zero.
bool follows_from(const Known& known, const Expression& expression);

// Returns a column that the expression reads and that is not known; none where it only asks whether
// there is a value.
std::optional<std::string> unknown_column(const Known& known, const Expression& expression);

}  // namespace passerelle::analysis
