// Complementary suppression: which further cells must stay in the house so that what is hidden
// cannot be computed from what is shown.
//
// For every cell that must be protected, the cheapest set of cells is hidden that lets it move by
// the minimum (Hundepool et al., Statistical Disclosure Control, 2012, chapter 4; Castro, A
// shortest-paths heuristic, 2007, generalised from networks to linear systems). Then cells that
// turned out not to be needed are shown again. Every protected cell has a proof (attacker.h), and
// the pattern is audited once more as a whole; when the audit fails, everything connected is
// hidden, so an unaudited pattern never leaves.
//
// Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <vector>

#include "policies/disclosure/programme.h"

namespace passerelle::disclosure {

struct CellDecision {
  std::vector<bool> hidden;                  // only wanted cells are ever hidden
  std::vector<std::vector<Reason>> reasons;  // by cell
};

// Decides about the cells of a programme: primary rules, bundles, complementary suppression.
CellDecision decide_cells(const Programme& programme, const Rules& rules);

// Returns the cells that nobody may compute, given the rules: small wanted ones (and empty ones
// when zeros are disclosive) and small guarded ones.
std::vector<std::size_t> protected_cells(const Programme& programme, const Rules& rules);

// Returns the protected cells that the pattern leaves narrower than the minimum, or about which
// no proof was found. A cell that no published cell is connected with is safe without a proof.
std::vector<std::size_t> audit(const Programme& programme,
                               const std::vector<bool>& hidden,
                               const Rules& rules);

}  // namespace passerelle::disclosure
