#include "metadata/rdf/json_ld/json_ld.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "metadata/rdf/errors.h"
#include "metadata/rdf/iri.h"
#include "metadata/rdf/json_ld/compaction.h"
#include "metadata/rdf/json_ld/errors.h"
#include "metadata/rdf/json_ld/expansion.h"
#include "metadata/rdf/json_ld/from_rdf.h"
#include "metadata/rdf/json_ld/published_context.h"
#include "metadata/rdf/json_ld/to_rdf.h"
#include "metadata/rdf/json_ld/values.h"

namespace passerelle::rdf {
namespace {

using namespace json_ld;

const ContextDocuments& contexts_of(const JsonLdOptions& options) {
  static const ContextDocuments kNone;
  return options.contexts == nullptr ? kNone : *options.contexts;
}

Result<Json> parsed(std::string_view document, const JsonLdOptions& options) {
  const auto nesting = std::min(options.limits.nesting, std::size_t{kMaximumJsonDepth});
  auto json = parse_json(document, options.limits.bytes, static_cast<int>(nesting));
  if (json) return json;
  if (json.error().code == BaseError::too_large) {
    return Error{RdfError::too_large, json.error().detail};
  }
  return Error{JsonLdError::loading_document_failed, json.error().detail};
}

// Returns the context that holds before a document says anything.
Result<ContextPtr> initial_context(ContextProcessor& processor, const JsonLdOptions& options) {
  if (!options.base.empty() && !is_absolute_iri(options.base)) {
    return Error{RdfError::relative_iri, "the base is no absolute IRI"};
  }
  Context context;
  context.original_base = options.base;
  if (!options.base.empty()) context.base = options.base;
  auto initial = std::make_shared<const Context>(std::move(context));
  if (options.context == nullptr) return initial;
  const auto& local = *options.context;
  return processor.process(initial, has(local, "@context") ? local["@context"] : local,
                           options.base, Place());
}

}  // namespace

Result<Json> expand_json_ld(std::string_view document, const JsonLdOptions& options) {
  const auto json = parsed(document, options);
  if (!json) return json;
  ContextProcessor processor(contexts_of(options), options.processing_limits);
  const auto initial = initial_context(processor, options);
  if (!initial) return initial.error();
  return Expander(processor, options.base, options.processing_limits).expand(*json, *initial);
}

Result<Dataset> read_json_ld(std::string_view document,
                             const JsonLdOptions& options,
                             std::shared_ptr<Dictionary> dictionary) {
  const auto expanded = expand_json_ld(document, options);
  if (!expanded) return expanded.error();
  if (!dictionary) dictionary = std::make_shared<Dictionary>();
  return to_rdf(*expanded, options.direction, options.limits, std::move(dictionary));
}

Result<Json> compact_json_ld(const Json& expanded,
                             const Json& context,
                             const JsonLdOptions& options) {
  const Json& local = has(context, "@context") ? context["@context"] : context;
  ContextProcessor processor(contexts_of(options), options.processing_limits);
  const auto active =
      processor.process(std::make_shared<const Context>(), local, options.base, Place());
  if (!active) return active.error();
  auto compacted = Compactor(processor).compact(expanded, *active);
  if (compacted) (*compacted)["@context"] = local;
  return compacted;
}

std::string write_json_ld(const Dataset& dataset,
                          const Json& context,
                          const JsonLdOptions& options) {
  // Nothing that a dataset holds is refused with these.
  const auto expanded =
      from_rdf(dataset, {.json_literals = FromRdfOptions::JsonLiterals::as_json_when_canonical});
  const auto compacted = compact_json_ld(*expanded, context, options);
  return (compacted ? *compacted : *expanded).dump(2) + "\n";
}

std::string write_json_ld(const Dataset& dataset) {
  return write_json_ld(dataset, published_context());
}

}  // namespace passerelle::rdf
