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
extern const char* const kBreaksFunctions;    // of what is asked of a Cox model on breaks
extern const char* const kSurvivalFunctions;  // of curves, tests and models over time
std::string weighting_functions();            // of weights, groups and their models
// Of matched samples. Only in scripts of studies that have some: those of others are what they were
// before there was matching, so that their bundles verify.
std::string matching_functions();
extern const char* const kCheckScriptEnd;

}  // namespace passerelle::bundle
