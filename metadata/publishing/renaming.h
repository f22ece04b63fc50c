// Gives resources of a description other names, for views in which they need one.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <map>
#include <string>

#include "metadata/publishing/addresses.h"
#include "metadata/rdf/graph.h"

namespace passerelle::publishing {

// Resource → its new IRI.
using Names = std::map<rdf::Resource, std::string>;

// Returns the graph with those resources renamed wherever they stand as subject or object.
rdf::Graph renamed(const rdf::Graph& graph, const Names& names);

// Returns the graph with an IRI for every blank node, so that parts of it can be replaced from
// afar. Requires: labels that are the same for the same digest.
rdf::Graph skolemised(const rdf::Graph& graph, const Addresses& addresses, std::string_view digest);

}  // namespace passerelle::publishing
