// JSON-LD 1.1 (W3C Recommendation, 16 July 2020) in and out: the processing mode is json-ld-1.1,
// always. Nothing is fetched: a context that a document names by IRI is found among those the
// caller passes, or the document is refused.
//
// A key that stands twice in one object is refused: two readers could see two documents.
//
// Thread safety: pure functions; any thread. A dictionary that is given is added to.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "metadata/rdf/dataset.h"
#include "metadata/rdf/documents.h"
#include "metadata/rdf/json_ld/context_documents.h"
#include "metadata/rdf/json_ld/limits.h"
#include "metadata/rdf/json_ld/rdf_terms.h"
#include "node/base/json.h"
#include "node/base/result.h"

namespace passerelle::rdf {

struct JsonLdOptions {
  std::string base = {};  // of relative IRIs; absolute or empty
  ReadLimits limits = {};
  json_ld::Limits processing_limits = {};
  const json_ld::ContextDocuments* contexts = nullptr;  // null: none
  const Json* context = nullptr;                        // what holds before the document's own
  json_ld::RdfDirection direction = json_ld::RdfDirection::none;
};

// Reads one document. Blank nodes are new to the dictionary, which is a new one when none is given;
// relative IRIs that no base makes absolute are left out with their triples, as the standard wants.
// Errors: the codes of json_ld/errors.h with a JSON Pointer, or with line and column for what is no
// JSON; RdfError::too_large.
Result<Dataset> read_json_ld(std::string_view document,
                             const JsonLdOptions& options = {},
                             std::shared_ptr<Dictionary> dictionary = nullptr);

// Returns a document in expanded form. Errors as above.
Result<Json> expand_json_ld(std::string_view document, const JsonLdOptions& options = {});

// Returns expanded JSON-LD in the words of a context, the value of an @context or an object that
// has one, which stands in the result.
// Requires: what expand_json_ld or from_rdf return.
// Errors: iri_confused_with_prefix, and what may be wrong with the context.
Result<Json> compact_json_ld(const Json& expanded,
                             const Json& context,
                             const JsonLdOptions& options = {});

// Write one document, which reads back as the same dataset. The same dataset, blank labels
// included, gives the same bytes.
std::string write_expanded_json_ld(const Dataset& dataset);
// Compacted with a context, the value of an @context or an object that has one. A dataset with an
// IRI that the context cannot write, such as <dct:title> beside a prefix "dct", is written
// expanded. Requires: a context without errors, whose documents by IRI are in the options.
std::string write_json_ld(const Dataset& dataset,
                          const Json& context,
                          const JsonLdOptions& options = {});
// Compacted with the context of the node's own catalogue, published_context.h.
std::string write_json_ld(const Dataset& dataset);

}  // namespace passerelle::rdf
