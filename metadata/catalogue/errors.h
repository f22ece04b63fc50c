// The codes of this room.
#pragma once

#include <system_error>

namespace passerelle::catalogue {

enum class CatalogueError {
  no_dataset = 1,  // a document without a dcat:Dataset
  bad_iri,         // a dataset whose name is no absolute IRI
  no_title,
  no_description,
  not_described,   // a dataset that the document does not describe
  unnamed_column,  // a column of a draft without a name
};
std::error_code make_error_code(CatalogueError code);

}  // namespace passerelle::catalogue

template <>
struct std::is_error_code_enum<passerelle::catalogue::CatalogueError> : std::true_type {};
