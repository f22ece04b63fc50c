// The coefficients of a Cox model: one per number, one per level but the first of a category.
#pragma once

#include <string>
#include <vector>

#include "node/analysis/outcomes.h"

namespace passerelle::analysis {

struct Coefficient {
  std::string name;  // the term; term + level for a categorical one
  std::string variable;
  std::string level;  // empty: a number
  bool is_of_category() const { return !level.empty(); }
};

std::vector<Coefficient> coefficients_of(const StudyPlan& plan, const Analysis& cox);

}  // namespace passerelle::analysis
