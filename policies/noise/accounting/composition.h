// What many queries of one (epsilon, delta) cost together, for comparison with accounts that are
// not of zCDP.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>

#include "node/base/result.h"

namespace passerelle::noise::accounting {

// Returns the least scale of continuous Laplace noise with which that many queries are (epsilon,
// delta)-differentially private by the sum of their epsilons and deltas. Requires: sensitivity and
// epsilon above 0, 0 <= delta < 1 and queries >= 1.
double laplace_scale(double sensitivity, double epsilon, double delta, std::int64_t queries);

// Returns the least epsilon of the queries together, among those that the theorem tells of: each of
// them is (epsilon, delta)-differentially private, all together may have the total delta (Kairouz,
// Oh and Viswanath, "The Composition Theorem for Differential Privacy", 2015, theorem 3.3). Refuses
// a total below what the deltas alone come to. Requires: epsilon >= 0, 0 <= delta < 1 and
// 1 <= queries <= 10^4.
Result<double> optimal_epsilon(double epsilon,
                               double delta,
                               std::int64_t queries,
                               double total_delta);

}  // namespace passerelle::noise::accounting
