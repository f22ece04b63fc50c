// How the facts of a chunk change; see facts.h for the format.
//
// Only what changes is taken apart: the lists of other documents are copied with the new places of
// their values, and totals are adjusted by the difference.
//
// Thread safety: pure function; any thread.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "node/base/result.h"
#include "node/search/facts.h"

namespace passerelle::search {

// The row of a chunk.
struct PackedChunk {
  std::string fixed;
  std::string totals;
  std::string lists;
};

// What becomes of documents; one without facts is taken out.
using FactsChanges = std::map<DocumentNumber, std::optional<Facts>>;

// Returns the chunk with documents replaced; an empty chunk is the one before the first. Refuses a
// damaged one. Requires: the numbers belong to one chunk; no value stands twice in a facet of a
// document, and none is modified at the smallest number.
Result<PackedChunk> replaced(const PackedChunk& chunk, const FactsChanges& changes);

}  // namespace passerelle::search
