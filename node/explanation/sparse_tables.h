// Which tables of a study are likely to have cells that are too small, judged by how many persons a
// data set is published to hold: were these spread evenly, its cells would hold fewer than the
// minimum. Touches no data, and proves nothing: real cells are never even.
//
// Thread safety: pure function.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "node/analysis/plan.h"

namespace passerelle::explanation {

struct SparseTable {
  std::vector<std::string> variables;  // ascending; an event by a horizon is "dead@1826"
  std::size_t cells = 0;
};

// Returns the tables of the fewest variables, curves on their finest breaks; a table that crosses
// one of them with more is not named again.
std::vector<SparseTable> sparse_tables(const analysis::StudyPlan& plan,
                                       std::int64_t persons,
                                       std::int64_t min_cell);

}  // namespace passerelle::explanation
