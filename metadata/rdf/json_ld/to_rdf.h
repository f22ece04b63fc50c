// RDF out of expanded JSON-LD (JSON-LD 1.1 API, section 8.1). What RDF cannot say (relative IRIs,
// blank nodes as properties, malformed languages) is left out, as the standard wants.
//
// Thread safety: a pure function; any thread. A dictionary that is given is added to.
#pragma once

#include <memory>

#include "metadata/rdf/dataset.h"
#include "metadata/rdf/documents.h"
#include "metadata/rdf/json_ld/rdf_terms.h"
#include "node/base/json.h"
#include "node/base/result.h"

namespace passerelle::rdf::json_ld {

// Blank nodes are new to the dictionary; their labels follow the order in which they appear.
// Requires: an array of node objects, as Expander returns it.
Result<Dataset> to_rdf(const Json& expanded,
                       RdfDirection direction,
                       const ReadLimits& limits,
                       std::shared_ptr<Dictionary> dictionary);

}  // namespace passerelle::rdf::json_ld
