// The field `collapse` of a variable: coarser groupings of its levels (grouping.h).
#pragma once

#include <string>
#include <vector>

#include "node/analysis/compile_analyses.h"
#include "node/analysis/plan.h"

namespace passerelle::analysis {

// Requires: the variable has its levels, and none of them is that of missing values yet.
Result<std::vector<Grouping>> read_collapse(const Json& written,
                                            const Variable& variable,
                                            const std::string& path);

// Gives missing values, the last level, a group of their own in every grouping.
void add_missing_group(Variable& variable);

// Refuses what an analysis cannot say of levels that may become fewer.
Result<void> check_collapsible(const Variable& variable, const VariableUse& use);

}  // namespace passerelle::analysis
