// Cohorts of a release that others make up, of it or of what was released before: a total of which
// all parts leave, or the last part of a total. The span (span.h) is the same without them.
//
// Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <vector>

#include "policies/ledger/judge.h"

namespace passerelle::ledger {

// Returns, by cohort, whether it is a linear combination of the known ones and those before it.
// Requires: all of them name atoms below `atoms`.
std::vector<bool> combined_cohorts(std::size_t atoms,
                                   const std::vector<Cohort>& known,
                                   const std::vector<Cohort>& cohorts);

}  // namespace passerelle::ledger
