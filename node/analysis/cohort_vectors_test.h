// The reference vectors of the shared data, and what R's models of their cohort.csv have in common.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {

// In the shared data.
inline constexpr const char* kVectors = "/analysis-vectors/";

// Without them a test says what it skips.
inline bool has_vectors(const char* which) {
  if (!shared_data().empty()) return true;
  MESSAGE("SKIPPED " << which << ": no shared data on this machine");
  return false;
}

inline const std::vector<std::string> kCohortTerms{"age", "sex", "stage", "treat"};
inline const std::vector<std::string> kCohortNames{"(Intercept)", "age",     "sex",  "fstage2",
                                                   "fstage3",     "fstage4", "treat"};

}  // namespace passerelle::analysis::test
