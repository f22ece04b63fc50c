// A ledger in memory behind a gate.
#pragma once

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

#include "node/analysis/step.h"
#include "node/gate/gate.h"
#include "policies/ledger/archive_fixture_test.h"

namespace passerelle::gate {

class LedgerFixture {
 public:
  Released<analysis::Partial> release(const std::string& run,
                                      const analysis::StudyPlan& plan,
                                      const analysis::State& state,
                                      analysis::StepOutput output);

  std::size_t cohorts() const { return archive_.cohorts.size(); }

 private:
  ledger::PersonSet numbers_of(const std::vector<std::uint64_t>& atom);

  const DisclosureGate gate_{disclosure::Rules{}};
  ledger::MemoryArchive archive_;
  std::map<std::uint64_t, std::uint32_t> numbers_;
  ledger::PersonSet known_;
};

}  // namespace passerelle::gate
