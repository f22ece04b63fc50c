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

  void add(std::string run, PersonSet persons) {
    cohorts.push_back({{std::move(run), "2026-11-25"}, std::move(persons)});
  }

  std::vector<Earlier> cohorts;
};

// Atoms of whom the ledger has met nobody.
inline std::vector<Atom> strangers(const std::vector<std::vector<std::uint64_t>>& atoms) {
  std::vector<Atom> made;
  for (const auto& atom : atoms) made.push_back({static_cast<std::int64_t>(atom.size()), {}});
  return made;
}

// Cohorts of which each is a system of its own.
inline std::vector<Asked> apart(const std::vector<Cohort>& cohorts) {
  std::vector<Asked> asked;
  for (const auto& cohort : cohorts) asked.push_back({cohort, asked.size()});
  return asked;
}

}  // namespace passerelle::ledger
