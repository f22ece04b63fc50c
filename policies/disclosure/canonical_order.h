// An order of cells that does not depend on the order in which they are listed.
//
// Where two cells are equally good to hide, the one that comes first is hidden. So that the choice
// depends on the table and not on its listing, cells are put into an order made from their counts
// and their neighbours (colour refinement, as in tests of graph isomorphism). Cells that stay
// alike are interchangeable in every way that the rules look at.
//
// Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <vector>

#include "policies/disclosure/programme.h"

namespace passerelle::disclosure {

// Returns the cells in canonical order: result[i] is the cell that comes i-th.
std::vector<std::size_t> canonical_order(const Programme& programme);

// Returns the programme with cell order[i] in place i.
// Requires: order is a permutation of the cells.
Programme reordered(const Programme& programme, const std::vector<std::size_t>& order);

}  // namespace passerelle::disclosure
