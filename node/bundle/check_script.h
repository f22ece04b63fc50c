// check.R: an R script (base R, no packages, no network) that holds the numbers which left each
// node, pools them again by textbook formulas of its own, and compares with the result.
//
// Thread safety: pure function.
#pragma once

#include <string>

#include "node/bundle/evidence.h"

namespace passerelle::bundle {

std::string check_script(const Replay& run);

// The fixed parts of the script: the formulas.
extern const char* const kCheckScriptFunctions;
extern const char* const kSurvivalFunctions;   // of curves, tests and models over time
extern const char* const kWeightingFunctions;  // of weights, groups and their models
extern const char* const kMatchingFunctions;   // of matched samples, only where a study has some
extern const char* const kCheckScriptEnd;

}  // namespace passerelle::bundle
