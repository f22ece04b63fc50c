// The page of the results that a query asks for, in its order. Private to the room.
#pragma once

#include <vector>

#include "node/base/result.h"
#include "node/search/sweep.h"

namespace passerelle::search {

// Returns results query.first, query.first + 1, … of the order, at most query.size.
Result<std::vector<Candidate>> page_of(store::Reader& reader,
                                       const Query& query,
                                       std::vector<Candidate> results);

}  // namespace passerelle::search
