// The reference vectors of the shared data, and what R's models of their cohort.csv have in common.
#pragma once

#include <string>
#include <vector>

#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {

// In the shared data.
inline constexpr const char* kVectors = "/analysis-vectors/";

inline const std::vector<std::string> kCohortTerms{"age", "sex", "stage", "treat"};
inline const std::vector<std::string> kCohortNames{"(Intercept)", "age",     "sex",  "fstage2",
                                                   "fstage3",     "fstage4", "treat"};

}  // namespace passerelle::analysis::test
