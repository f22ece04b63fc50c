// Whether a space of combinations holds the indicator of a small group of persons: the search
// behind the span (judge.h).
//
// An indicator in the space is told by its values at a basis of the columns, each of them 0 or 1. A
// column of as many persons as the minimum is 0 in a small group; so is one of two columns of which
// the one is always the same multiple of the other, unless they are equal, and then they are one.
// What that leaves falls into parts that have no column in common. With m bases of a part that are
// disjoint, a group of fewer than k persons has at most (k - 1) / m of them in one of the bases:
// all choices of so few are tried in each (after Brouwer and Zimmermann's search for the least
// weight of a code).
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "policies/ledger/echelon.h"

namespace passerelle::ledger {

using Columns = std::vector<std::size_t>;

struct SmallGroups {
  std::int64_t smallest = 0;  // persons; 0: there is none
  bool is_undecided = false;  // more choices than `most_steps` would have to be tried
};

// `persons` has the size of each column of the rows. Groups for whom `counts` does not hold are
// passed over; it is given the columns of a group.
SmallGroups find_small_groups(const std::vector<Row>& rows,
                              const std::vector<std::int64_t>& persons,
                              std::int64_t few,
                              std::int64_t most_steps,
                              const std::function<bool(const Columns&)>& counts);

}  // namespace passerelle::ledger
