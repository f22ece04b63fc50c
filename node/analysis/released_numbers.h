// Numbers of other analyses, as a study names those that it makes something of.
//
// Thread safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/analysis/plan.h"

namespace passerelle::analysis {

// What "cox.armLev" or "rates/by/Lev/rate" names of an analysis: a quantity, or the JSON Pointer of
// a number in its pooled answer. The other one is empty.
struct NumberName {
  std::string of;  // id
  std::string quantity, pointer;
};

// Identifiers may hold full stops, so that of a quantity is the longest. Nothing when the name is
// of none of these analyses.
std::optional<NumberName> number_named(const std::vector<std::string>& ids,
                                       const std::string& name);

// Returns the pointers of the counts of `count`, of means and spreads of `describe`, and of events,
// person-time and rates of `rate`, also by levels that no node takes together.
std::vector<std::string> released_numbers(const StudyPlan& plan, const Analysis& analysis);

}  // namespace passerelle::analysis
