// Code lists of authority tables, as vocabularies: a table of codes becomes the concepts of one
// scheme.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <string>
#include <string_view>

#include "metadata/rdf/graph.h"
#include "node/base/result.h"

namespace passerelle::profiles {

// Adds the list to the graph and returns the IRI of its scheme, empty when it has none.
//
// The table has a column `code` and one column per language with labels; a code without any label
// is its own. Directives: `@concepts <IRI>` in front of every code; `@types` of every concept;
// `@scheme <IRI>`, the skos:ConceptScheme, with its `@title.en`, `@title.fr` …; `@labels`, the
// properties that take the labels, skos:prefLabel when there is none. Without a scheme codes have
// only types.
Result<std::string> add_code_list(std::string_view name, std::string_view csv, rdf::Graph& graph);

}  // namespace passerelle::profiles
