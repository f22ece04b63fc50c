// How often every node answers in one run of a study.
//
// Thread safety: pure function; any thread.
#pragma once

#include "node/analysis/plan.h"

namespace passerelle::explanation {

struct Rounds {
  int at_least = 1, at_most = 1;
  bool agrees_on_groupings = false;  // one is about the groupings of levels alone
  bool agrees_on_levels = false;     // the one behind it about the levels of breaks or grids
};

Rounds rounds_expected(const analysis::StudyPlan& plan);

}  // namespace passerelle::explanation
