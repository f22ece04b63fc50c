// How an analysis is computed, in one or two sentences.
//
// Thread safety: pure function; any thread.
#pragma once

#include <optional>
#include <string>

#include "node/analysis/plan.h"
#include "node/explanation/words.h"

namespace passerelle::explanation {

// In English the `method` that the answer to the analysis bears. Nothing for a type of analysis
// whose method this room has no words for.
std::optional<std::string> method_of(const analysis::Analysis& analysis, Language language);

}  // namespace passerelle::explanation
