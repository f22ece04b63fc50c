#include "node/analysis/steps_before_set.h"

#include <algorithm>

#include "node/analysis/layout.h"

namespace passerelle::analysis {
namespace {

bool counts_all_of(const StudyPlan& plan, const Analysis& analysis, const std::string& cohort) {
  const auto* count = std::get_if<CountAnalysis>(&analysis.what);
  const auto& rows = plan.row_sets.at(analysis.row_set);
  return count != nullptr && !count->by && rows.cohort == cohort && rows.complete_on.empty();
}

}  // namespace

std::vector<std::string> steps_before_set(const StudyPlan& plan) {
  std::vector<std::string> steps;
  const auto set = plan.row_sets.find(kAnalysisSet);
  if (set == plan.row_sets.end()) return steps;
  for (const auto& cohort : plan.cohorts.at(set->second.cohort).narrows) {
    const auto step = std::ranges::find_if(
        plan.analyses, [&](const Analysis& one) { return counts_all_of(plan, one, cohort); });
    if (step == plan.analyses.end()) continue;
    const bool is_alone = std::ranges::all_of(plan.analyses, [&](const Analysis& other) {
      return other.row_set != step->row_set || counts_all_of(plan, other, cohort) ||
             std::holds_alternative<DeriveAnalysis>(other.what);  // asks for nothing
    });
    if (is_alone) steps.push_back(step->id);
  }
  return steps;
}

}  // namespace passerelle::analysis
