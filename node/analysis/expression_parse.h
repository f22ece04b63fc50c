// Reads expressions of the study language (contracts, section 3).
#pragma once

#include <functional>

#include "node/analysis/expression.h"
#include "node/base/json.h"

namespace passerelle::analysis {

inline constexpr std::size_t kMaximumBreaks = 4000;  // every day of almost eleven years

// Returns what a name stands for: a reference to a declared variable, or a source column. `depth`
// is how deep the name stands in what is being read.
using NameResolver = std::function<
    Result<ExpressionPtr>(const std::string& name, const std::string& path, int depth)>;

// A resolver where every name is a column of one table.
Result<ExpressionPtr> column_of_table(const std::string& name, const std::string& path, int depth);

// Reads one expression: a name, or an object with one operator. Values may stand alone only where
// an operator takes them. `depth` counts the levels above, to stop at kMaximumExpressionDepth.
Result<ExpressionPtr> parse_expression(const Json& written,
                                       const std::string& path,
                                       const NameResolver& names,
                                       int depth = 1);

}  // namespace passerelle::analysis
