// The cohorts of a study (contracts, section 3).
#pragma once

#include <map>
#include <string>

#include "node/analysis/expression_parse.h"
#include "node/analysis/plan.h"

namespace passerelle::analysis {

// Reads `cohorts`; without any there is one, named after the source, of all its rows.
Result<std::map<std::string, Cohort>> read_cohorts(const Json* written,
                                                   const std::string& alias,
                                                   const NameResolver& names);

}  // namespace passerelle::analysis
