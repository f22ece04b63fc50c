// The text under which a description is kept and by whose digest it is known.
#pragma once

#include <string>

#include "metadata/rdf/graph.h"
#include "node/base/result.h"

namespace passerelle::catalogue_store {

struct CanonicalForm {
  std::string text;    // N-Triples, sorted
  std::string digest;  // SHA-256 of the text, hex
};

Result<CanonicalForm> canonical_form(const rdf::Graph& graph);

}  // namespace passerelle::catalogue_store
