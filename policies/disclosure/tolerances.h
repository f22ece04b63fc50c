// What the solvers of linear programs of this room take for whole, for within bounds and for
// nothing, since they calculate in floating point.
//
// Thread safety: pure functions.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>

namespace passerelle::disclosure {

inline constexpr double kInfinite = std::numeric_limits<double>::infinity();

// How near to a whole number is one.
inline constexpr double kWhole = 1e-6;

inline bool is_whole(double value) { return std::abs(value - std::round(value)) < kWhole; }

// Of the simplex methods on a dense tableau (simplex.h, cheapest_move.h).
inline constexpr double kFeasible = 1e-7;  // how far outside its bounds a variable may stay
inline constexpr double kPivot = 1e-9;     // a smaller coefficient is a rounding error
inline constexpr std::size_t kMaximumPivots = 5'000;  // far more than any programme has needed

}  // namespace passerelle::disclosure
