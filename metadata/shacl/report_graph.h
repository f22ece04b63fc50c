// A report as the RDF of SHACL (section 3.6), for any syntax.
//
// Thread safety: pure functions; any thread.
#pragma once

#include "metadata/rdf/graph.h"
#include "metadata/shacl/report.h"

namespace passerelle::shacl {

// Returns one sh:ValidationReport with its results; the details of a failing sh:node stand as
// sh:detail. A result has the messages of its shape, in every language they have, else our
// sentence in English. Blank nodes of data and shapes keep their labels.
rdf::Graph to_graph(const Report& report);

}  // namespace passerelle::shacl
