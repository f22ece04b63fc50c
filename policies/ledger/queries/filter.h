// Which records a query asks for: null is all; ["and" | "or", filter, …], ["not", filter], ["eq" |
// "ge" | "lt", variable, value], ["in", variable, [value, …]].
#pragma once

#include <functional>
#include <string>

#include "node/base/json.h"
#include "node/base/result.h"
#include "policies/ledger/queries/microdata.h"

namespace passerelle::ledger::queries {

// Whether the record with that place in the snapshot is asked for.
using Filter = std::function<bool(std::size_t)>;

// Reads a filter over the variables of a snapshot. Refuses, with the path, what is none: other
// words, variables that are not there, values of another kind than the variable's, an order of
// texts. Lifetime: the snapshot outlives the filter.
Result<Filter> read_filter(const Json& filter, const std::string& path, const Snapshot& snapshot);

}  // namespace passerelle::ledger::queries
