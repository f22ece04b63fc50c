// A small linear program: the cheapest point of {x : A x = 0, lower <= x <= upper}.
//
// Dual simplex method with bounded variables on a dense tableau (Koberstein, The dual simplex
// method, 2005, chapter 3). Programmes here have at most a few thousand variables with
// coefficients of one. It finds the ends of intervals for output checkers (possible_tables.h); the
// suppression of cells has searches of its own (cheapest_move.h, move_space.h), against which it
// can so be held.
//
// Thread safety: pure function.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace passerelle::disclosure {

struct LinearProgram {
  struct Term {
    std::size_t variable = 0;
    double coefficient = 0;
  };
  std::vector<std::vector<Term>> rows;  // the terms of each row add up to zero
  std::vector<double> lower, upper;     // `lower` is finite
  std::vector<double> cost;             // >= 0, of each variable
};

// Returns a cheapest point, or nothing when there is none or the search is given up.
std::optional<std::vector<double>> minimise(const LinearProgram& program);

}  // namespace passerelle::disclosure
