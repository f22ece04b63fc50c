#include "node/explanation/rounds.h"

#include "node/analysis/fold.h"

namespace passerelle::explanation {

Rounds rounds_expected(const analysis::StudyPlan& plan) {
  bool iterates = false;
  bool looks_twice = false;  // a linear model, at its residuals
  for (const auto& analysis : plan.analyses) {
    iterates |= std::holds_alternative<analysis::CoxAnalysis>(analysis.what) ||
                std::holds_alternative<analysis::GlmAnalysis>(analysis.what);
    looks_twice |= std::holds_alternative<analysis::LinearAnalysis>(analysis.what);
  }
  Rounds rounds;
  rounds.agrees_on_levels = analysis::start(plan).phase == analysis::Phase::levels;
  rounds.at_least = 1 + (rounds.agrees_on_levels ? 1 : 0) + (iterates ? 1 : 0);
  rounds.at_most = rounds.at_least + (iterates      ? analysis::kMaximumIterations
                                      : looks_twice ? 1
                                                    : 0);
  return rounds;
}

}  // namespace passerelle::explanation
