// What a bundle holds beside the signed documents: all of it is made from them.
//
// Thread safety: pure functions.
#pragma once

#include "node/bundle/evidence.h"

namespace passerelle::bundle {

// result.json: the same whenever the run is repeated, so without run, permits, times and log.
Json result_json(const Replay& run);

// run.json: what is of this run alone.
Json run_json(const Contents& contents, const Replay& run);

// manifest.json: every number that left each node, by round and node.
Json manifest_json(const Contents& contents, const Replay& run);

// Returns all files of the bundle, the signed ones among them.
Files files_of(const Contents& contents, const Replay& run);

}  // namespace passerelle::bundle
