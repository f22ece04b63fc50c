// Shares of a total, compared with a part of the total as allowance for rounding (1e-12). Asked as
// "is it allowed", so that a value that is no number is not.
//
// Thread safety: pure functions.
#pragma once

namespace passerelle::disclosure {

inline constexpr double kShareTolerance = 1e-12;

// Returns whether a part is more than a share of the total.
bool exceeds_share(double part, double share, double total);

// Returns whether a part is a share of the total or more.
bool reaches_share(double part, double share, double total);

// Returns whether the second largest contributor could tell the largest too closely, who takes his
// own contribution from the total: the rest is less than `p` of the largest (p per cent rule).
bool leaves_too_little(double total, double largest, double second, double p);

}  // namespace passerelle::disclosure
