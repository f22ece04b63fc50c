// Epsilon from Renyi differential privacy, by the tight conversion of single orders (Canonne,
// Kamath and Steinke, 2020).
//
// Thread safety: pure functions.
#pragma once

#include <span>

namespace passerelle::noise::accounting {

struct RenyiDivergence {
  double order;  // above 1
  double divergence;
};

// Returns the least epsilon that one of the orders tells. Requires: one order or more and
// 0 < delta < 1.
double renyi_epsilon(std::span<const RenyiDivergence> orders, double delta);

// Returns the least epsilon of Gaussian noise among all orders from `lowest` to `highest`.
// Requires: sigma and sensitivity above 0, 1 < lowest <= highest and 0 < delta < 1.
double gaussian_renyi_epsilon(double sigma,
                              double sensitivity,
                              double lowest,
                              double highest,
                              double delta);

}  // namespace passerelle::noise::accounting
