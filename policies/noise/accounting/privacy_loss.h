// Mechanisms of which the privacy loss is known as a whole: Laplace noise, randomised response, and
// losses given as a distribution (Dwork and Rothblum, 2016; Sommer, Meiser and Mohammadi, 2019).
//
// Thread safety: pure functions.
#pragma once

#include <vector>

#include "node/base/result.h"

namespace passerelle::noise::accounting {

// Returns the least delta with that epsilon of continuous Laplace noise. Requires: scale and
// sensitivity above 0 and epsilon of 0 or more.
double laplace_delta(double scale, double sensitivity, double epsilon);

// Returns how likely the true answer is to a question of yes or no that is answered by chance just
// so often that the answer is epsilon-differentially private.
double truthful_mass(double epsilon);

struct LossMass {
  double loss;  // the logarithm of the ratio of probabilities
  double mass;
};

// Returns the least epsilon of 0 or more with that delta. Refuses a delta that is below the mass of
// infinite loss, with which there is none. Requires: masses of 0 or more and losses
// from -700 to 700.
Result<double> loss_epsilon(std::vector<LossMass> masses, double infinite_mass, double delta);

}  // namespace passerelle::noise::accounting
