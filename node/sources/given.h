// What each source gave at its last harvest, and what this node knows when the next one is decided.
//
// Thread safety: each function runs inside the transaction it is given; the rest are values.
#pragma once

#include <string>
#include <vector>

#include "metadata/harvest/plan.h"
#include "node/sources/source.h"

namespace passerelle::sources {

// A dataset as a source gave it.
struct Given {
  DatasetId dataset;
  std::string digest;    // of the description as the source has it
  bool is_copy = false;  // the source has it from another catalogue
  bool is_gone = false;  // the source no longer has it
  std::string page;      // where it was read
  std::string record;    // IRI of the source's own record about it; may be empty
  Instant changed{};     // when this was written here
};

Result<void> keep_given(store::Transaction& tx, const SourceId& source, const Given& given);

// Notes that the source no longer has a dataset.
Result<void> note_gone(store::Transaction& tx,
                       const SourceId& source,
                       const DatasetId& dataset,
                       Instant now);

// Returns what a source gave, gone ones too, in the order of the IRIs.
Result<std::vector<Given>> given_by(store::Reader& reader, const SourceId& source);

// Returns the whole catalogue as the harvest of a source sees it.
Result<harvest::Knowledge> knowledge_for(store::Reader& reader, const Source& source);

}  // namespace passerelle::sources
