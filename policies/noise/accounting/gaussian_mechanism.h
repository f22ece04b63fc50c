// Continuous Gaussian noise, which no node adds: how its delta follows from epsilon exactly (Balle
// and Wang, "Improving the Gaussian Mechanism for Differential Privacy", 2018).
//
// Thread safety: pure functions.
#pragma once

namespace passerelle::noise::accounting {

// Returns the least delta with that epsilon of noise with standard deviation `sigma` on a query of
// that L2 sensitivity. Requires: sigma and sensitivity above 0, epsilon of 0 or more.
double gaussian_delta(double sigma, double sensitivity, double epsilon);

// Returns the least sigma that is enough. Requires: 1e-6 <= sensitivity <= 1e6,
// 0 <= epsilon <= 1000 and 1e-12 <= delta < 1.
double gaussian_sigma(double epsilon, double delta, double sensitivity);

}  // namespace passerelle::noise::accounting
