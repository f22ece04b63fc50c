// What a study computes from a row, as a person reads it: "status = 1 and time ≤ 1826".
//
// Thread safety: pure function; any thread.
#pragma once

#include <string>

#include "node/analysis/expression.h"
#include "node/explanation/words.h"

namespace passerelle::explanation {

std::string in_words(const analysis::Expression& expression, Language language);

}  // namespace passerelle::explanation
