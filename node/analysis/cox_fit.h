// Newton's method on the sums of a Cox model: what the next round evaluates, and when to stop.
// Pure: every node and the coordinator take the same steps to the last bit.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "node/analysis/fold.h"
#include "node/analysis/outcomes.h"

namespace passerelle::analysis {

// What the fit knows of the model.
struct CoxModel {
  std::vector<std::string> names;  // of the coefficients
  std::int64_t events = 0;
  // Coefficients of levels that nobody has at any node, ascending. They do not exist, and the model
  // is that of the others: who declares levels cannot know which of them the data hold.
  std::vector<std::size_t> empty;
};

// Returns the model of the rows that `count` counts; nothing when it does not tell a number that
// the model stands on.
using Counting = std::function<std::optional<Count>(const CellKey&)>;
std::optional<CoxModel> cox_model(const Outcomes& outcomes,
                                  const Analysis& analysis,
                                  const Counting& count);

// Judges the sums at zero: too few events, columns that others determine, or a first step.
CoxFit start_fit(const CoxModel& model, CoxSums at_zero);

// Takes the sums at `fit.beta`: accepts them or halves the step.
// Requires: fit.status == running.
void continue_fit(const CoxModel& model, CoxSums sums, CoxFit& fit);

}  // namespace passerelle::analysis
