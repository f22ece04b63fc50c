#include "policies/noise/accounting/privacy_loss.h"

#include <algorithm>
#include <cmath>

namespace passerelle::noise::accounting {

double laplace_delta(double scale, double sensitivity, double epsilon) {
  return std::max(0.0, -std::expm1((epsilon - sensitivity / scale) / 2));
}

double truthful_mass(double epsilon) { return 1 / (1 + std::exp(-epsilon)); }

// Delta is the sum of mass (1 - exp(epsilon - loss)) over losses above epsilon and of the infinite
// mass; between two losses it is solved for epsilon.
Result<double> loss_epsilon(std::vector<LossMass> masses, double infinite_mass, double delta) {
  if (infinite_mass > delta) {
    return Error{BaseError::malformed, "no less than the mass of infinite loss is expected"};
  }
  std::erase_if(masses, [](const LossMass& each) { return each.mass == 0; });
  std::sort(masses.begin(), masses.end(),
            [](const LossMass& a, const LossMass& b) { return a.loss > b.loss; });
  double above = infinite_mass;
  double moved = 0;  // the sum of mass exp(-loss)
  for (const auto& [loss, mass] : masses) {
    if (loss <= 0) break;
    // Delta is not kept any more here, so epsilon lies above this loss and below the one before.
    if (above - std::exp(loss) * moved > delta) break;
    above += mass;
    moved += mass * std::exp(-loss);
  }
  if (above <= delta) return 0.0;
  // Never above the greatest loss, even where so little of it is moved that this is 0 to a double.
  return std::clamp(std::log((above - delta) / moved), 0.0, masses.front().loss);
}

}  // namespace passerelle::noise::accounting
