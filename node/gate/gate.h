// The one door out: what a worker computed becomes what may leave, by the node's rules.
//
// Invariants: (1) a partial whose shape is not what plan and state call for does not leave; (2) a
// sum without evidence does not leave; (3) what is withheld carries one mark, whatever the reason;
// (4) nothing leaves that is too close to what left before; (5) the same output with the same rules
// and the same earlier releases always gives the same partial.
//
// Thread safety: const calls from any thread.
#pragma once

#include <string>

#include "node/analysis/fold.h"
#include "node/analysis/partial.h"
#include "node/analysis/plan.h"
#include "node/base/result.h"
#include "node/gate/released.h"
#include "policies/disclosure/rules.h"
#include "policies/ledger/judge.h"

namespace passerelle::gate {

class DisclosureGate {
 public:
  // The study's own minimum, when it is stricter, is applied on top of `rules`.
  explicit DisclosureGate(disclosure::Rules rules);

  // Returns one round's partial with everything withheld that the rules hide. In the round
  // `groupings` that is the finest grouping of each variable at which they hide no cell of it, or
  // the coarsest; in the round `levels` the finest level of each curve at which every count may be
  // shown. Neither is a number of persons, so the ledger is not asked.
  // Requires: the judge's atoms are those of the output's cohorts.
  Result<Released<analysis::Partial>> release(const analysis::StudyPlan& plan,
                                              const analysis::State& state,
                                              analysis::StepOutput output,
                                              ledger::Judge& judge) const;

  // Returns the canonical text of the pooled answer, which the fold derives from released partials
  // alone.
  // Requires: finished.phase == Phase::finished, and every partial in it left its node's gate.
  Released<std::string> release_pooled(const analysis::StudyPlan& plan,
                                       const analysis::State& finished) const;

  const disclosure::Rules& rules() const { return rules_; }

 private:
  disclosure::Rules rules_;
};

}  // namespace passerelle::gate
