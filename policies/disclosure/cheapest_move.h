// The cheapest change of cells after which all rows still add up to nothing, when each unit of
// change of a cell costs the same up and down: the least of sum c |x| over {x : A x = 0,
// lower <= x <= upper}.
//
// Dual simplex method (Koberstein, The dual simplex method, 2005, chapter 3) on a dense tableau.
// A cost that turns at nothing takes no second variable: such a variable rests at its bounds or at
// nothing, and one that is solved for stays on one side of nothing until it pays to change sides
// (Fourer, A simplex algorithm for piecewise-linear programming, 1985 and 1988).
//
// Nothing that leaves rests on this arithmetic, because callers check what it finds with integers
// (moves.h).
//
// Thread safety: pure function.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "policies/disclosure/simplex.h"

namespace passerelle::disclosure {

struct MoveProgram {
  std::vector<std::vector<LinearProgram::Term>> rows;  // the terms of each row add up to zero
  std::vector<double> lower, upper;                    // may be infinite
  std::vector<double> cost;                            // >= 0, of each unit of change
};

// Returns the cheapest change, or nothing when there is none or the search is given up.
std::optional<std::vector<double>> cheapest_move(const MoveProgram& program);

}  // namespace passerelle::disclosure
