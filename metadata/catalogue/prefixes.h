// The prefixes that people expect in a DCAT document.
#pragma once

#include "metadata/rdf/graph.h"

namespace passerelle::catalogue {

// Gives the graph the usual prefixes; a writer uses those that it needs.
void set_usual_prefixes(rdf::Graph& graph);

}  // namespace passerelle::catalogue
