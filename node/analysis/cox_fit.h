// Newton's method on sums pooled over the nodes: what the next round evaluates, and when to stop.
// Pure: every node and the coordinator take the same steps to the last bit.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "node/analysis/fold.h"

namespace passerelle::analysis {

// What the fit knows of the model.
struct CoxModel {
  std::vector<std::string> names;  // of the coefficients
  std::int64_t events = 0;         // pooled
  // Coefficients of levels that nobody has at any node, ascending. They do not exist, and the model
  // is that of the others: who declares levels cannot know which of them the data hold.
  std::vector<std::size_t> empty;
};

// Judges the sums at zero: too few events, columns that others determine, or a first step.
CoxFit start_fit(const CoxModel& model, CoxSums at_zero);

// Takes the sums at `fit.beta`: accepts them or halves the step.
// Requires: fit.status == running.
void continue_fit(const CoxModel& model, CoxSums pooled, CoxFit& fit);

}  // namespace passerelle::analysis
