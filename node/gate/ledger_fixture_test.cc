#include "node/gate/ledger_fixture_test.h"

namespace passerelle::gate {

Released<analysis::Partial> LedgerFixture::release(const std::string& run,
                                                   const analysis::StudyPlan& plan,
                                                   const analysis::State& state,
                                                   analysis::StepOutput output) {
  const auto cohorts = output.evidence.cohorts;
  ledger::Persons persons{{}, cohorts->population};
  std::vector<ledger::PersonSet> atoms;
  for (const auto& atom : cohorts->atoms) {
    atoms.push_back(numbers_of(atom));
    std::vector<std::uint32_t> known;
    atoms.back().each([&](std::span<const std::uint32_t> numbers) {
      for (const auto number : numbers) {
        if (known_.has(number)) known.push_back(number);
      }
    });
    persons.atoms.push_back({static_cast<std::int64_t>(atom.size()), ledger::PersonSet(known)});
  }
  ledger::Judge judge(std::move(persons), archive_);
  auto released = gate_.release(plan, state, std::move(output), judge);
  REQUIRE_MESSAGE(released, released.error().text());
  const auto& receipt = released->receipt();
  const auto recorded = [&](const ledger::Cohort& cohort) {
    ledger::PersonSet all;
    for (const auto atom : cohort) all.add(atoms[atom]);
    known_.add(all);
    return all;
  };
  for (const auto& cohort : receipt.new_cohorts) archive_.add(run, recorded(cohort));
  if (!receipt.new_cohorts.empty()) archive_.add_population(run, recorded(receipt.population));
  return *std::move(released);
}

ledger::PersonSet LedgerFixture::numbers_of(const std::vector<std::uint64_t>& atom) {
  std::vector<std::uint32_t> numbers;
  for (const auto pseudonym : atom) {
    const auto next = static_cast<std::uint32_t>(numbers_.size());
    numbers.push_back(numbers_.try_emplace(pseudonym, next).first->second);
  }
  return ledger::PersonSet(numbers);
}

}  // namespace passerelle::gate
