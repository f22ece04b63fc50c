// What a number that left a node says of whom, in words for everybody.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <string>

#include "node/analysis/cells.h"
#include "node/analysis/partial.h"
#include "node/analysis/plan.h"
#include "node/explanation/words.h"

namespace passerelle::explanation {

// "Rows of the analysis set, arm: Lev, without a value of differ".
std::string cell_in_words(const analysis::StudyPlan& plan,
                          const analysis::CellKey& cell,
                          Language language);

// "Number, mean and deviations of age, arm: Lev"; of a model what the model is.
std::string sums_in_words(const analysis::StudyPlan& plan,
                          const analysis::Slot& slot,
                          Language language);

}  // namespace passerelle::explanation
