// Exact draws of integer noise (Canonne, Kamath and Steinke, "The Discrete Gaussian for
// Differential Privacy", 2020, algorithms 1 to 3): whole numbers and coins alone, no floating
// point, so that the low digits of an answer tell nothing and the law is the promised one, not one
// near it.
//
// The time of a draw depends on the noise, never on the value that it hides; who serves answers
// that were computed on demand should not let their time be told to a microsecond.
//
// Thread safety: as the source.
// Errors: parameters are valid by their type. A source that repeats itself instead of giving random
// numbers ends in std::runtime_error where a draw would need an event of probability below 2^-1000.
#pragma once

#include <cstdint>

#include "policies/noise/random_source.h"
#include "policies/noise/rational.h"

namespace passerelle::noise {

// Returns true with probability exp(-numerator / denominator). Requires: denominator > 0.
bool draw_exponential_coin(RandomSource& source, Wide numerator, Wide denominator);

// Returns x with probability proportional to exp(-|x| / scale); its size is below 2^60.
std::int64_t draw_discrete_laplace(RandomSource& source, const Rational& scale);

// Returns x with probability proportional to exp(-x^2 / (2 sigma2)); its size is below 2^36.
std::int64_t draw_discrete_gaussian(RandomSource& source, const Rational& sigma2);

}  // namespace passerelle::noise
