#include "policies/ledger/combined.h"

#include <algorithm>

#include "policies/ledger/memberships.h"

namespace passerelle::ledger {

std::vector<bool> combined_cohorts(std::size_t atoms,
                                   const std::vector<Cohort>& known,
                                   const std::vector<Cohort>& cohorts) {
  Memberships memberships(known.size() + cohorts.size());
  for (std::size_t atom = 0; atom < atoms; ++atom) memberships.add(1);
  const auto put = [&](const std::vector<Cohort>& sets, std::size_t first) {
    for (std::size_t i = 0; i < sets.size(); ++i) {
      for (const auto atom : sets[i]) memberships.put(atom, first + i);
    }
  };
  put(known, 0);
  put(cohorts, known.size());
  std::vector<bool> is_combined(cohorts.size());
  // The combinations that are zero for everybody: each makes up the last set that it has.
  for (const auto& row : narrow_combinations(memberships, 1)) {
    const auto last = std::find_if(row.rbegin(), row.rend(), [](Residue v) { return v != 0; });
    const auto set = static_cast<std::size_t>(row.rend() - last) - 1;
    if (set >= known.size()) is_combined[set - known.size()] = true;
  }
  return is_combined;
}

}  // namespace passerelle::ledger
