// Rules on sums: means and variances over the persons of a cell, sums of models and tests.
//
// Thread safety: pure functions.
#pragma once

#include <vector>

#include "policies/disclosure/programme.h"
#include "policies/disclosure/suppression.h"

namespace passerelle::disclosure {

struct ItemDecision {
  std::vector<bool> hidden;
  std::vector<std::vector<Reason>> reasons;
};

// Decides about the items of a programme whose cells are decided: the rules on each item, cells it
// needs, and neighbours in its family from which it could be computed.
ItemDecision decide_items(const Programme& programme,
                          const CellDecision& cells,
                          const Rules& rules);

// Returns the rules that sums over the persons of a cell break (disclosure control of magnitude
// tables: n-k dominance, p per cent, too few degrees of freedom for a variance).
std::vector<Reason> broken_rules(const Magnitude& magnitude, const Rules& rules);

// Returns the rules that a model's sums over `persons` break: each once. Of a regression also:
// parameters at most a tenth of the rows, no row with a leverage above one half, as many effective
// rows as the smallest cell has persons, no perfect fit, and of every sum that its cross products
// tell the rules on sums but for the degrees of freedom, since no variance is told.
std::vector<Reason> broken_rules(const Model& model, std::int64_t persons, const Rules& rules);

}  // namespace passerelle::disclosure
