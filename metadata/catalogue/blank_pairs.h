// Which blank node of one version is which of the other. Private to the room.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "metadata/rdf/graph.h"

namespace passerelle::catalogue {

using BlankPair = std::pair<std::optional<rdf::Resource>, std::optional<rdf::Resource>>;

// Pairs the blank nodes that one property of one thing has in two versions: equal ones, those with
// the same name in the data (csvw:name, skos:notation, dct:identifier), then those that share more
// than half of what they say, the most alike first; a single one on each side is the same. What is
// left has no partner. In the order of the older nodes, then of the newer.
std::vector<BlankPair> pair_blanks(const rdf::Graph& older_graph,
                                   const std::vector<rdf::Resource>& older,
                                   const rdf::Graph& newer_graph,
                                   const std::vector<rdf::Resource>& newer);

}  // namespace passerelle::catalogue
