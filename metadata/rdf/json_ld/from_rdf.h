// Expanded JSON-LD out of RDF (JSON-LD 1.1 API, section 8.4): one node object for each subject of
// each graph, rdf:List as @list.
//
// Thread safety: a pure function; any thread.
#pragma once

#include "metadata/rdf/dataset.h"
#include "metadata/rdf/json_ld/rdf_terms.h"
#include "node/base/json.h"
#include "node/base/result.h"

namespace passerelle::rdf::json_ld {

struct FromRdfOptions {
  enum class JsonLiterals {
    as_json,                 // refuses what is not JSON; the JSON may be written in another way
    as_json_when_canonical,  // else as text with a type, so that it reads back as the same literal
  };
  RdfDirection direction = RdfDirection::none;
  JsonLiterals json_literals = JsonLiterals::as_json;
  bool has_native_types = false;  // booleans and numbers as such, whatever their lexical form
  bool has_rdf_type = false;      // rdf:type as a property instead of @type
};

// Returns an array, the same for equal datasets.
// Errors: invalid_json_literal, invalid_base_direction, invalid_language_tagged_string.
Result<Json> from_rdf(const Dataset& dataset, const FromRdfOptions& options);

}  // namespace passerelle::rdf::json_ld
