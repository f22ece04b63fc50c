// `disclosure replay`: sequences of queries, each decided after those before it (differencing.json
// of the shared vectors, README section 6).
//
// The rules are those of `Judge` (judge.h) for single cohorts, by the same comparisons
// (difference.h), but all reasons of a step are told, while a node stops at the first. A cohort
// that was released before is held against the others once more, as the vectors say; for a node it
// is free.
#pragma once

#include <functional>
#include <string>

#include "node/base/json.h"
#include "node/base/result.h"

namespace passerelle::ledger::queries {

// Returns the text of a file beside the one that was named.
using ReadFile = std::function<Result<std::string>(const std::string& name)>;

// Returns {"results": [{"id", "steps": [{"step", "n", "decision", "reasons", "answer"?,
// "exposed_group_size"?}]}]} for sequences {"id", "settings"?, "queries": [{"filter", "statistic",
// "snapshot"?, "study"?}]}. `data` of the document names the files of snapshots; where it is left
// out they are microdata.csv (v1) and microdata_v2.csv (v2).
Result<Json> replay(const Json& document, const ReadFile& read_file);

}  // namespace passerelle::ledger::queries
