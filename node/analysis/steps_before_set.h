// The steps of a study's flow before its analysis set.
//
// Thread safety: pure function.
#pragma once

#include <string>
#include <vector>

#include "node/analysis/plan.h"

namespace passerelle::analysis {

// Returns the ids of the counts of cohorts that the set's cohort narrows, the widest first: of each
// whole cohort of which the study asks nothing but how many are in it.
std::vector<std::string> steps_before_set(const StudyPlan& plan);

}  // namespace passerelle::analysis
