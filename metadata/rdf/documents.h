// RDF as text, in and out. Reading opens no file and no connection; nothing that a document names
// is fetched. Written text is deterministic: the same graph, blank labels included, gives the same
// bytes.
//
// Thread safety: pure functions; any thread. A dictionary that is given is added to.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "metadata/rdf/dataset.h"
#include "metadata/rdf/graph.h"
#include "node/base/limits.h"
#include "node/base/result.h"

namespace passerelle::rdf {

enum class Syntax { turtle, trig, n_triples, n_quads, rdf_xml, json_ld };

// Says whether the syntax can write named graphs.
bool has_named_graphs(Syntax syntax);

// Returns "text/turtle" and so on (IANA media types).
std::string_view media_type(Syntax syntax);

// Returns the syntax of a media type; parameters and letter case do not count.
std::optional<Syntax> syntax_of_media_type(std::string_view media_type);

// Returns the syntax of a file name's ending: ttl, trig, nt, nq, rdf, xml, jsonld.
std::optional<Syntax> syntax_of_extension(std::string_view extension);

struct ReadLimits {
  std::size_t bytes = kMaximumTurtleBytes;
  std::size_t triples = 1'000'000;  // statements, repeated ones included
  std::size_t literal_bytes = std::size_t{1} << 20;
  std::size_t iri_bytes = 8192;                      // RFC 9110, section 4.1, asks for 8000
  std::size_t term_bytes = 8 * kMaximumTurtleBytes;  // of different terms, prefixes written out
  std::size_t nesting = 64;  // brackets within brackets; the parsers need C stack for each level
};

// Read one document. Every IRI is absolute: relative ones are resolved against `base` and refused
// when it is empty. Blank nodes are new to the dictionary, which is a new one when none is given;
// their labels follow the order in which they appear. The result is indexed. Errors name line and
// column (JSON-LD: a JSON Pointer); terms of a refused document may stay in the dictionary. JSON-LD
// knows no context but its own: other readers pass theirs to read_json_ld.
// A graph is refused when the document has triples in named graphs.
Result<Graph> read_graph(std::string_view document,
                         Syntax syntax,
                         std::string_view base = {},
                         const ReadLimits& limits = {},
                         std::shared_ptr<Dictionary> dictionary = nullptr);
Result<Dataset> read_dataset(std::string_view document,
                             Syntax syntax,
                             std::string_view base = {},
                             const ReadLimits& limits = {},
                             std::shared_ptr<Dictionary> dictionary = nullptr);

// Write one document. N-Triples and N-Quads: one statement per line, sorted. Turtle and TriG:
// prefixes that are used, then one block per subject; a blank node that one triple points to stands
// inside its block. RDF/XML: the same blocks. JSON-LD: compacted with the context of a catalogue.
std::string write(const Graph& graph, Syntax syntax);
// Requires: has_named_graphs(syntax), or no triple in a named graph.
std::string write(const Dataset& dataset, Syntax syntax);

// Returns the number of triples that the syntax cannot write. RDF/XML has no way for a predicate
// that does not end with an XML name, nor for control characters; such triples are left out, and a
// comment says so.
std::size_t unwritable(const Graph& graph, Syntax syntax);

}  // namespace passerelle::rdf
