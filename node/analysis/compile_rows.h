// The analysis set, and the rows that each analysis runs on (contracts, section 3).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "node/analysis/compile_analyses.h"
#include "node/analysis/compile_variables.h"
#include "node/analysis/plan.h"

namespace passerelle::analysis {

inline constexpr const char* kAnalysisSetName = "analysis_set";
inline constexpr const char* kLeftOutName = "left_out";

struct AnalysisSet {
  std::string cohort;
  std::vector<std::string> complete_on;
  bool is_named = false;  // `cohort` is the name of a set that holders publish
};

Result<std::optional<AnalysisSet>> read_analysis_set(const Json* written,
                                                     const std::map<std::string, Cohort>& cohorts);

// Fills the plan's analyses, row sets, variables and used cohorts.
Result<void> place_analyses(StudyPlan& plan,
                            std::vector<WrittenAnalysis> analyses,
                            const std::map<std::string, Cohort>& cohorts,
                            const std::optional<AnalysisSet>& set,
                            const VariableTable& variables);

}  // namespace passerelle::analysis
