// Analyses of one study whose counts could be subtracted from each other although no relation of
// the linear system (linear_system.h) says so: they are refused.
#pragma once

#include <vector>

#include "node/analysis/compile_analyses.h"

namespace passerelle::analysis {

struct PlacedUse {
  VariableUse use;
  std::size_t analysis = 0;  // in the plan
};

Result<void> check_overlaps(const StudyPlan& plan, const std::vector<PlacedUse>& uses);

}  // namespace passerelle::analysis
