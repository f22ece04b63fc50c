// Newton's method on pooled score and information: what the next round evaluates, and when to stop.
// Pure: every node and the coordinator take the same steps to the last bit.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "node/analysis/fold.h"

namespace passerelle::analysis {

// What the fit knows of the model.
struct ModelColumns {
  std::vector<std::string> names;  // of the coefficients
  // What bears the information: events of a Cox model, rows of others.
  std::int64_t events = 0;
  // Coefficients of levels that nobody has at any node, ascending. They do not exist, and the model
  // is that of the others: who declares levels cannot know which of them the data hold.
  std::vector<std::size_t> empty;
};

// The columns that others determine, but for those that are empty.
std::vector<std::string> collinear(const ModelColumns& model,
                                   const std::vector<std::size_t>& aliased);

// Judges the sums at `beta`, where the fit begins: too few events, columns that others determine,
// or a first step.
NewtonFit start_fit(const ModelColumns& model, LikelihoodSums at_start, std::vector<double> beta);

// Takes the sums at `fit.beta`: accepts them or halves the step.
// Requires: fit.status == running.
void continue_fit(const ModelColumns& model, LikelihoodSums sums, NewtonFit& fit);

}  // namespace passerelle::analysis
