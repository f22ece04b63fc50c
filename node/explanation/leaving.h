// What leaves a node for one analysis: how many counts and sums at most, and in which rounds again.
//
// Thread safety: pure function; any thread.
#pragma once

#include <string>

#include "node/analysis/plan.h"
#include "node/explanation/words.h"

namespace passerelle::explanation {

std::string leaving_in_words(const analysis::StudyPlan& plan,
                             const analysis::Analysis& analysis,
                             Language language);

}  // namespace passerelle::explanation
