// Turtle and N-Triples, in and out. Reading opens no file and no connection; nothing that a
// document names is fetched. Written text is deterministic: the same graph gives the same bytes.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "metadata/rdf/graph.h"
#include "node/base/limits.h"
#include "node/base/result.h"

namespace passerelle::rdf {

enum class Syntax { turtle, n_triples };

struct ReadLimits {
  std::size_t bytes = kMaximumTurtleBytes;
  std::size_t triples = 1'000'000;
  std::size_t literal_bytes = std::size_t{1} << 20;
};

// Reads one document. Every IRI of the graph is absolute: relative ones are resolved against `base`
// and refused when it is empty. Blank nodes get new labels, in the order in which they appear.
// Errors name line and column.
Result<Graph> read(std::string_view document,
                   Syntax syntax,
                   std::string_view base = {},
                   const ReadLimits& limits = {});

// One triple per line, sorted.
std::string write_n_triples(const Graph& graph);

// Prefixes that are used, then one block per subject. A blank node that one triple points to
// stands inside its block.
std::string write_turtle(const Graph& graph);

}  // namespace passerelle::rdf
