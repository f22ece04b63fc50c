#include "node/explanation/rounds.h"

#include "node/analysis/fold.h"
#include "node/analysis/ranks.h"

namespace passerelle::explanation {

Rounds rounds_expected(const analysis::StudyPlan& plan) {
  bool iterates = false;
  bool looks_back = false;   // at a model that has converged
  bool ranks = false;        // by the counts of the round before
  bool looks_twice = false;  // a linear model, at its residuals
  for (const auto& analysis : plan.analyses) {
    const auto* cox = std::get_if<analysis::CoxAnalysis>(&analysis.what);
    iterates |= cox != nullptr || analysis::glm_of(analysis) != nullptr;
    looks_back |= std::holds_alternative<analysis::PropensityAnalysis>(analysis.what) ||
                  (cox != nullptr && !cox->breaks && (cox->has_concordance || cox->tests_hazards));
    ranks |= analysis::ranks_numbers(analysis);
    looks_twice |= std::holds_alternative<analysis::LinearAnalysis>(analysis.what);
  }
  Rounds rounds;
  rounds.agrees_on_levels = analysis::agrees_on_levels(plan);
  const bool has_checks = analysis::start(plan).phase == analysis::Phase::checks;
  rounds.agrees_on_groupings = analysis::agrees_on_groupings(plan);
  rounds.at_least = 1 + (has_checks ? 1 : 0) + (rounds.agrees_on_groupings ? 1 : 0) +
                    (rounds.agrees_on_levels ? 1 : 0) + (iterates || ranks ? 1 : 0) +
                    (looks_back ? 1 : 0);
  rounds.at_most = rounds.at_least + (iterates                ? analysis::kMaximumIterations
                                      : looks_twice && !ranks ? 1
                                                              : 0);
  return rounds;
}

}  // namespace passerelle::explanation
