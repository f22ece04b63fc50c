// The one form of sh:sparql that is read, see `GraphHolds`. Not for other rooms.
//
// Thread safety: pure functions on the caller's dictionary; one thread.
#pragma once

#include <string_view>

#include "metadata/rdf/dictionary.h"
#include "metadata/shacl/shape.h"
#include "node/base/result.h"

namespace passerelle::shacl {

// Reads `PREFIX … SELECT $this WHERE { FILTER [NOT] EXISTS { subject predicate object } }`, where
// each of the three is an IRI, a prefixed name, `a`, $this, or a variable that stands once.
// Everything else is `unsupported`; the error says where reading stopped.
Result<GraphHolds> read_sparql(std::string_view select, rdf::Dictionary& dictionary);

}  // namespace passerelle::shacl
