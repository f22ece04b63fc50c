// The codes of this room.
#pragma once

#include <system_error>

namespace passerelle::rdf {

enum class RdfError {
  bad_syntax = 1,  // text that is not what its syntax allows; the detail names line and column
  too_large,       // over a limit on bytes, triples or the length of one literal
  relative_iri,    // an IRI that no base makes absolute
  named_graphs,    // named graphs where one graph is wanted
  too_complex,     // blank nodes that look too much alike for a canonical form
};
std::error_code make_error_code(RdfError code);

}  // namespace passerelle::rdf

template <>
struct std::is_error_code_enum<passerelle::rdf::RdfError> : std::true_type {};
