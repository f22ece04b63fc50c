#include "metadata/rdf/json_ld/json_ld.h"

#include <algorithm>
#include <cassert>
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

// Returns a context with nothing but a base.
Result<ContextPtr> empty_context(const std::string& base) {
  if (!base.empty() && !is_absolute_iri(base)) {
    return Error{RdfError::relative_iri, "the base is no absolute IRI"};
  }
  Context context;
  context.original_base = base;
  if (!base.empty()) context.base = base;
  return std::make_shared<const Context>(std::move(context));
}

// Returns the value of an @context that is given alone or in an object.
const Json& local_context(const Json& context) {
  return has(context, "@context") ? context["@context"] : context;
}

// Nothing that a dataset can hold is refused with these options.
Json expanded_from(const Dataset& dataset) {
  return from_rdf(dataset, {.json_literals = FromRdfOptions::JsonLiterals::as_json_when_canonical})
      .value();
}

std::string text_of(const Json& document) {
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

Result<Json> expand_json_ld(std::string_view document, const JsonLdOptions& options) {
  const auto json = parsed(document, options);
  if (!json) return json;
  ContextProcessor processor(contexts_of(options), options.processing_limits);
  auto active = empty_context(options.base);
  if (active && options.context != nullptr) {
    active = processor.process(*active, local_context(*options.context), options.base, Place());
  }
  if (!active) return active.error();
  return Expander(processor, options.base, options.processing_limits).expand(*json, *active);
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
  const auto& local = local_context(context);
  ContextProcessor processor(contexts_of(options), options.processing_limits);
  auto active = empty_context(options.base);
  if (active) active = processor.process(*active, local, options.base, Place());
  if (!active) return active.error();
  auto compacted = Compactor(processor).compact(expanded, *active);
  if (compacted) (*compacted)["@context"] = local;
  return compacted;
}

std::string write_expanded_json_ld(const Dataset& dataset) {
  return text_of(expanded_from(dataset));
}

std::string write_json_ld(const Dataset& dataset,
                          const Json& context,
                          const JsonLdOptions& options) {
  const auto expanded = expanded_from(dataset);
  const auto compacted = compact_json_ld(expanded, context, options);
  assert(compacted || compacted.error().code == JsonLdError::iri_confused_with_prefix);
  return text_of(compacted ? *compacted : expanded);
}

std::string write_json_ld(const Dataset& dataset) {
  return write_json_ld(dataset, published_context());
}

}  // namespace passerelle::rdf
