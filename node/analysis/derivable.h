// Which unpublished cells an attacker could compute exactly if every wanted cell were published.
//
// He knows the wanted cells, the relations, that counts are not negative, and an unwanted cell that
// is empty (a study's own definitions often say so: nobody dies after the horizon). Whatever he
// cannot compute from all of that he cannot compute from less, so only these cells need a guard.
#pragma once

#include <vector>

#include "policies/disclosure/programme.h"

namespace passerelle::analysis {

// Returns, by cell, whether an unwanted cell is determined. Programmes with very many unwanted
// cells are answered with the safe answer: all of them.
std::vector<bool> derivable_cells(const disclosure::Programme& programme);

}  // namespace passerelle::analysis
