// The rules on a sum over persons that only their values decide.
#pragma once

#include <vector>

#include "policies/disclosure/outputs/verdict.h"

namespace passerelle::disclosure::outputs {

// Returns which of n-k dominance and p per cent a sum breaks, over absolute values. Shares of a
// total of nothing are not defined and break neither.
Reasons dominance_of(const std::vector<double>& values, const Settings& settings);

// Returns whether there are values and all are the same.
bool all_equal(const std::vector<double>& values);

}  // namespace passerelle::disclosure::outputs
