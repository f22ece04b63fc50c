// A round's decision, with the ledger of releases: what the rules leave is held against everything
// that was released before, and what is too close is hidden as a small cell is, with whatever would
// give it away; again until nothing is too close.
//
// Thread safety: one thread.
#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "node/analysis/needs.h"
#include "policies/ledger/judge.h"

namespace passerelle::gate {

struct LedgerDecision {
  disclosure::Decision decision;
  std::map<std::size_t, ledger::Refusal> cells, items;  // that the ledger refused
  std::vector<ledger::Cohort> new_cohorts;              // of what may leave, each once
  std::vector<ledger::Cohort> known_cohorts;            // likewise, that the ledger has
};

// Requires: the judge's atoms are those of the output's cohorts.
// Errors: gate.no_evidence for a number whose persons the worker did not name.
Result<LedgerDecision> decide_with_ledger(const analysis::StudyPlan& plan,
                                          const analysis::State& state,
                                          analysis::GateView view,
                                          const analysis::Cohorts& cohorts,
                                          const disclosure::Rules& rules,
                                          ledger::Judge& judge);

}  // namespace passerelle::gate
