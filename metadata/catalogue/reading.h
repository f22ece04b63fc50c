// Small readings of a graph that several files of this room share. Private to the room.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "metadata/catalogue/dataset_description.h"
#include "metadata/rdf/graph.h"

namespace passerelle::catalogue {

// The first text of each language.
void add_texts(Texts& texts,
               const rdf::Graph& graph,
               const rdf::Resource& subject,
               const std::string& predicate);
Texts texts_of(const rdf::Graph& graph, const rdf::Resource& subject, const std::string& predicate);

// An IRI or the text of a literal; empty for a blank node.
std::string plain(const rdf::Term& term);
std::string first_plain(const rdf::Graph& graph,
                        const rdf::Resource& subject,
                        const std::string& predicate);

std::vector<std::string> iris_of(const rdf::Graph& graph,
                                 const rdf::Resource& subject,
                                 const std::string& predicate);

}  // namespace passerelle::catalogue
