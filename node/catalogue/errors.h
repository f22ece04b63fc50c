// The codes of this room.
#pragma once

#include <system_error>

#include "node/base/error.h"
#include "node/base/strong_id.h"

namespace passerelle::catalogue_store {

enum class RecordError {
  unknown = 1,   // no such dataset, or no such version of it
  other_source,  // another source keeps this dataset already
  withdrawn,     // the dataset was withdrawn before
  no_label,      // the dataset has no quality label in force
  bad_code,      // a word that is none of a closed list
  unreadable,    // a description that was kept is no RDF any more
};
std::error_code make_error_code(RecordError code);

Error unknown_dataset(const DatasetId& dataset);

}  // namespace passerelle::catalogue_store

template <>
struct std::is_error_code_enum<passerelle::catalogue_store::RecordError> : std::true_type {};
