// What a new version of a study changes.
//
// Thread safety: pure functions.
#pragma once

#include "node/base/json.h"
#include "node/base/result.h"

namespace passerelle::analysis {

// Returns [{"path", "before"?, "after"?}], sorted by path, for two documents that compile_study
// accepts. Analyses are told apart by their ids and sources by their aliases, so that one more of
// them, or another order of sources, changes no other's path: "/analyses/cox/terms/2".
Json changes_between(const Json& before, const Json& after);

}  // namespace passerelle::analysis
