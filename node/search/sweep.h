// One sweep over the facts of all documents that match a search: which results remain, and what
// they count in each facet. Private to the room.
#pragma once

#include <cstdint>
#include <vector>

#include "node/base/result.h"
#include "node/search/facts.h"
#include "node/search/matches.h"
#include "node/search/order.h"
#include "node/search/query.h"
#include "node/store/database.h"

namespace passerelle::search {

struct Swept {
  Results results;
  // For each facet and value, how many documents have it and meet every condition but those of the
  // facet itself.
  PerFacet<std::vector<std::uint32_t>> counts;
};

// Requires: the query outlives what is returned.
Result<Swept> sweep(store::Reader& reader, const Query& query, const Matches& matches);

}  // namespace passerelle::search
