// Which tables of a study are likely to have cells that are too small, judged by how many persons a
// data set is published to hold: were these spread evenly, its cells would hold fewer than the
// minimum. Touches no data, and proves nothing: real cells are never even.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "node/analysis/plan.h"

namespace passerelle::explanation {

struct CrossedTable {
  std::vector<std::string> variables;  // ascending; an event by a horizon is "dead@1826"
  std::size_t cells = 0;               // over the row set that has the most
};

// Returns the tables that a study asks for, those of the fewest variables first, curves on their
// finest breaks.
std::vector<CrossedTable> crossed_tables(const analysis::StudyPlan& plan);

// Returns those of them that are likely too sparse; a table that crosses one with more is not named
// again.
std::vector<CrossedTable> sparse_tables(const std::vector<CrossedTable>& tables,
                                        std::int64_t persons,
                                        std::int64_t min_cell);

}  // namespace passerelle::explanation
