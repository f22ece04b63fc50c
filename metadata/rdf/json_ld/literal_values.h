// Literals of RDF as value objects of JSON-LD (JSON-LD 1.1 API, section 8.5). Not for other rooms.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <optional>
#include <span>

#include "metadata/rdf/graph.h"
#include "metadata/rdf/json_ld/from_rdf.h"

namespace passerelle::rdf::json_ld {

// Requires: a literal of the dictionary.
Result<Json> value_of_literal(const Dictionary& terms,
                              TermId literal,
                              const FromRdfOptions& options);

// The parts of a text with a direction that is written as a blank node.
struct Compound {
  TermId value, direction;
  std::optional<TermId> language;
};

// Returns the parts when the triples about a blank node say nothing else.
std::optional<Compound> compound_of(const Dictionary& terms, std::span<const TripleIds> about);

Result<Json> value_of_compound(const Dictionary& terms, const Compound& compound);

}  // namespace passerelle::rdf::json_ld
