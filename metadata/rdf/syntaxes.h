// Readers and writers of single syntaxes, behind documents.h. Not for other rooms.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "metadata/rdf/documents.h"
#include "metadata/rdf/iri.h"

namespace passerelle::rdf {

// Turtle and TriG; N-Triples and N-Quads.
// Requires: UTF-8 of no more bytes than the limit; a base that is absolute or empty.
Result<Dataset> read_blocks(std::string_view document,
                            Syntax syntax,
                            std::string_view base,
                            const ReadLimits& limits,
                            std::shared_ptr<Dictionary> dictionary);
Result<Dataset> read_lines(std::string_view document,
                           Syntax syntax,
                           const ReadLimits& limits,
                           std::shared_ptr<Dictionary> dictionary);

// The base may be empty. Any encoding that XML parsers must know.
Result<Dataset> read_rdf_xml(std::string_view document,
                             std::string_view base,
                             const ReadLimits& limits,
                             std::shared_ptr<Dictionary> dictionary);

// Graphs over one dictionary with their names; none is the default graph.
struct NamedGraph {
  std::optional<TermId> name;
  const Graph* graph;
};
using NamedGraphs = std::vector<NamedGraph>;

// Returns the graphs of a dataset, the default one first, then by name in the order of terms.
NamedGraphs named_graphs(const Dataset& dataset);

// N-Triples, or N-Quads when a graph has a name.
std::string written_lines(const NamedGraphs& graphs);

std::string written_rdf_xml(const Graph& graph);
std::size_t unwritable_in_rdf_xml(const Graph& graph);

// Turtle, or TriG when a graph has a name. The prefixes are those of the first graph.
// Requires: a first graph.
std::string written_blocks(const NamedGraphs& graphs);

}  // namespace passerelle::rdf
