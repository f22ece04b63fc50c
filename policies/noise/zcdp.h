// What releases with noise cost together: zero-concentrated differential privacy (Bun and Steinke,
// 2016), whose costs rho of one person add up over all queries, whatever the order, and its
// conversion to the epsilon and delta of a permit.
//
// Thread safety: values and pure functions.
#pragma once

#include <compare>
#include <cstdint>

#include "policies/noise/rational.h"

namespace passerelle::noise {

// A cost or a budget in billionths, so that a ledger adds whole numbers. Costs are rounded up and
// budgets down: no sum of costs within a budget is over it in truth.
class Rho {
 public:
  // Stands for itself and all above it: 2^53 - 1 billionths, which every reader of JSON keeps. No
  // budget reaches it.
  static constexpr Rho greatest() { return Rho((std::int64_t{1} << 53) - 1); }

  constexpr Rho() = default;  // nothing

  // Requires: 0 <= billionths <= greatest().
  explicit constexpr Rho(std::int64_t billionths) : billionths_(billionths) {}

  constexpr std::int64_t billionths() const { return billionths_; }
  double value() const;

  auto operator<=>(const Rho&) const = default;

 private:
  std::int64_t billionths_ = 0;
};

// Returns the cost of both releases together.
Rho composed(Rho one, Rho other);

// Returns the cost of discrete Gaussian noise on a query of whole numbers: squared_sensitivity is
// the square of its L2 sensitivity, the sum of the squares of what one person can change.
Rho gaussian_cost(std::uint64_t squared_sensitivity, const Rational& sigma2);

// Returns the cost of discrete Laplace noise on a query of that L1 sensitivity: epsilon^2 / 2 of a
// mechanism that is epsilon-differentially private.
Rho laplace_cost(std::uint64_t sensitivity, const Rational& scale);

// Returns the least noise that costs no more than that; where the exact fraction is out of range,
// the next whole number. Refuses a cost or sensitivity of nothing, and noise beyond the range of
// Rational: such a query needs coarser units.
Result<Rational> gaussian_sigma2_for(std::uint64_t squared_sensitivity, Rho cost);

// Returns the budget of all releases that are (epsilon, delta)-differentially private together, as
// far as the tight conversion tells. Requires: 0 <= epsilon <= 1000 and 1e-15 <= delta < 1.
Rho budget_of(double epsilon, double delta);

// The tight conversion, over all orders of Renyi divergence (Canonne, Kamath and Steinke, 2020):
// the delta, or the epsilon, that rho-zCDP implies with the other. Requires: 0 <= rho <= 1e7, 0 <=
// epsilon <= 1000 and 1e-300 <= delta < 1.
double zcdp_delta(double rho, double epsilon);
double zcdp_epsilon(double rho, double delta);

// Returns the greatest rho of which the epsilon is no more than that, with that delta. Requires: as
// of budget_of.
double zcdp_rho(double epsilon, double delta);

// Returns the epsilon that a Renyi divergence of one order, 1 + above_one, implies (ibidem); below
// 0 where it is 0. Requires: above_one > 0 and 0 < delta < 1.
double epsilon_at_order(double above_one, double divergence, double delta);

// Returns by how much the order that tells most about rho-zCDP is above 1. Requires: rho of 1e-100
// or more and 0 < delta < 1.
double best_order_above_one(double rho, double delta);

}  // namespace passerelle::noise
