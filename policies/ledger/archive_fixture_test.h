// A ledger in memory, for the tests of this room and of the gate.
#pragma once

#include <string>
#include <vector>

#include "policies/ledger/judge.h"

namespace passerelle::ledger {

class MemoryArchive final : public Archive {
 public:
  Result<void> each(std::int64_t least, std::int64_t most, const Show& show) const override {
    for (const auto& earlier : cohorts) {
      const auto persons = earlier.persons.size();
      if (persons < least || persons > most) continue;
      if (show(earlier) == Go::enough) break;
    }
    return {};
  }

  Result<void> populations(const Show& show) const override {
    for (const auto& earlier : earlier_populations) {
      if (show(earlier) == Go::enough) break;
    }
    return {};
  }

  void add(std::string run, PersonSet persons, bool is_combined = false) {
    cohorts.push_back({{std::move(run), "2026-11-25"}, std::move(persons), is_combined});
  }

  // The data of a release, unless they were the same before.
  void add_population(std::string run, PersonSet persons) {
    for (const auto& earlier : earlier_populations) {
      if (earlier.persons == persons) return;
    }
    earlier_populations.push_back({{std::move(run), "2026-11-25"}, std::move(persons)});
  }

  std::vector<Earlier> cohorts, earlier_populations;
};

// Persons of one atom, none of whom the ledger has met.
inline Atom new_persons(std::int64_t persons) { return {persons, {}}; }

// Groups of fewer than five persons are small.
inline disclosure::Rules rules() {
  disclosure::Rules rules;
  rules.min_cell = 5;
  return rules;
}

// Of whom the ledger has met nobody.
inline Persons strangers(const std::vector<std::vector<std::uint64_t>>& atoms, Cohort population) {
  Persons persons{{}, std::move(population)};
  for (const auto& atom : atoms) {
    persons.atoms.push_back({static_cast<std::int64_t>(atom.size()), {}});
  }
  return persons;
}

// Data of `everybody` persons: those of the atoms, and others, whom the ledger never met.
inline Persons of_all(std::int64_t everybody, std::vector<Atom> atoms) {
  Persons persons{std::move(atoms), {}};
  for (const auto& atom : persons.atoms) everybody -= atom.persons;
  if (everybody > 0) persons.atoms.push_back({everybody, {}});
  for (std::uint32_t i = 0; i < persons.atoms.size(); ++i) persons.population.push_back(i);
  return persons;
}

// Cohorts of which each is a system of its own.
inline std::vector<Asked> apart(const std::vector<Cohort>& cohorts) {
  std::vector<Asked> asked;
  for (const auto& cohort : cohorts) asked.push_back({cohort, asked.size()});
  return asked;
}

}  // namespace passerelle::ledger
