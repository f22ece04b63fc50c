// Graphs from Turtle, for the tests of this room.
#pragma once

#include <string_view>

#include "metadata/rdf/documents.h"

namespace passerelle::rdf {

// What most documents are about.
inline const Iri kA{"http://e/a"};

inline Graph turtle(std::string_view document) {
  return read_graph(document, Syntax::turtle).value();
}

}  // namespace passerelle::rdf
