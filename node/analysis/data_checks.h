// What a study requires of the data before anything else is computed.
#pragma once

#include <string>

#include "node/analysis/plan.h"
#include "node/analysis/pool.h"

namespace passerelle::analysis {

// Returns the id of the first required data check that the pooled rows fail, else nothing. A count
// that a node withholds is too small to fail by.
std::string failed_check(const StudyPlan& plan, const Pool& pool);

}  // namespace passerelle::analysis
