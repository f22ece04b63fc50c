// A log as somebody else keeps it: the entries that a node exported, held against heads that it
// published before. What a third party can find with nothing but those.
//
// The export is JSON lines, {"entry": …, "index": 0} and so on without a gap.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "node/audit/checkpoint.h"
#include "node/audit/verifier.h"

namespace passerelle::audit {

// Returns the canonical text of each entry. Refuses, with the line, what is no export.
Result<std::vector<std::string>> entries_of_export(std::string_view lines);

// Returns the report on these entries: which of the heads they are not, because entries were
// edited, deleted, put in another order or cut off. `published` is the size of the largest head
// that they are; nothing is said of entries after it. Requires: the heads are of this log, verified
// (`verify_checkpoint`).
LogReport verify_exported(const std::vector<std::string>& entries, std::vector<Checkpoint> heads);

}  // namespace passerelle::audit
