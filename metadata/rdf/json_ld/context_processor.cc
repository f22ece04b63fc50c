#include "metadata/rdf/json_ld/context_processor.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "metadata/rdf/iri.h"
#include "metadata/rdf/json_ld/errors.h"
#include "metadata/rdf/json_ld/term_definer.h"
#include "metadata/rdf/json_ld/values.h"

namespace passerelle::rdf::json_ld {
namespace {

constexpr std::size_t kWorkOfContext = 100;  // as many terms as would take as long

bool is_entry_about_context(std::string_view key) {
  return key == "@base" || key == "@direction" || key == "@import" || key == "@language" ||
         key == "@propagate" || key == "@protected" || key == "@version" || key == "@vocab";
}

Result<void> set_base(Context& context, const Json& value, const Place& where) {
  if (value.is_null()) {
    context.base.reset();
    return {};
  }
  const auto* text = value.get_ptr<const std::string*>();
  if (text != nullptr && has_scheme(*text)) {
    context.base = *text;
  } else if (text != nullptr && context.base) {
    context.base = resolve(*context.base, *text);
  } else {
    return refuse(JsonLdError::invalid_base_iri, where, "neither an IRI nor null");
  }
  return {};
}

Result<void> set_vocabulary(Context& context, const Json& value, const Place& where) {
  if (value.is_null()) {
    context.vocabulary.reset();
    return {};
  }
  const auto* text = value.get_ptr<const std::string*>();
  const auto iri = text == nullptr ? std::nullopt
                                   : expand_iri(context, *text, Against::vocabulary_then_document);
  if (!iri) return refuse(JsonLdError::invalid_vocab_mapping, where, "neither an IRI nor null");
  context.vocabulary = *iri;
  return {};
}

Result<void> set_language(Context& context, const Json& value, const Place& where) {
  if (!value.is_null() && !value.is_string()) {
    return refuse(JsonLdError::invalid_default_language, where, "neither text nor null");
  }
  context.language.reset();
  if (value.is_string()) context.language = value.get<std::string>();
  return {};
}

Result<void> set_direction(Context& context, const Json& value, const Place& where) {
  if (!value.is_null() && value != "ltr" && value != "rtl") {
    return refuse(JsonLdError::invalid_base_direction, where, "neither ltr, rtl nor null");
  }
  context.direction.reset();
  if (value.is_string()) context.direction = value.get<std::string>();
  return {};
}

Result<void> require_boolean(const Json& local,
                             const char* key,
                             JsonLdError code,
                             const Place& where) {
  const auto entry = local.find(key);
  if (entry == local.end() || entry->is_boolean()) return {};
  return refuse(code, where.key(key), "neither true nor false");
}

}  // namespace

ContextProcessor::ContextProcessor(const ContextDocuments& documents, const Limits& limits)
    : documents_(documents), limits_(limits) {}

ContextProcessor::~ContextProcessor() = default;

Result<void> ContextProcessor::charge(std::size_t units, const Place& where) {
  work_ += units;
  if (work_ <= limits_.context_work) return {};
  return refuse(JsonLdError::context_overflow, where, "contexts that cost too much to process");
}

Result<ContextPtr> ContextProcessor::process(const ContextPtr& active,
                                             const Json& local,
                                             std::string_view base_url,
                                             const Place& where) {
  auto context = *active;
  auto applied = apply(context, local, {.base_url = std::string(base_url)}, where);
  if (!applied) return applied.error();
  return std::make_shared<const Context>(std::move(context));
}

Result<ContextPtr> ContextProcessor::enter(const ContextPtr& active,
                                           const TermDefinition& definition,
                                           Scope scope,
                                           const Place& where) {
  auto& entered = entered_[{active, definition.context, scope}];
  if (entered != nullptr) return entered;
  auto context = *active;
  auto applied = apply(context, *definition.context,
                       {.base_url = definition.base_url,
                        .may_override = scope == Scope::property,
                        .propagates = scope != Scope::type},
                       where);
  if (!applied) return applied.error();
  entered = std::make_shared<const Context>(std::move(context));
  return entered;
}

Result<void> ContextProcessor::apply(Context& context,
                                     const Json& local,
                                     Call call,
                                     const Place& where) {
  // The caller has made a copy, and another one may be kept.
  if (auto charged = charge(2 * context.terms.size(), where); !charged) return charged;
  if (has(local, "@propagate") && local["@propagate"].is_boolean()) {
    call.propagates = local["@propagate"].get<bool>();
  }
  if (!call.propagates && context.previous == nullptr) {
    context.previous = std::make_shared<const Context>(context);
  }
  if (!local.is_array()) return apply_one(context, local, call, where);
  for (std::size_t i = 0; i < local.size(); ++i) {
    const auto place = where.item(i);
    if (auto applied = apply_one(context, local[i], call, place); !applied) return applied;
  }
  return {};
}

Result<void> ContextProcessor::apply_one(Context& context,
                                         const Json& local,
                                         Call& call,
                                         const Place& where) {
  const auto work = kWorkOfContext + work_of_text(context.base) + work_of_text(context.vocabulary);
  if (auto charged = charge(work, where); !charged) return charged;
  if (const auto* reference = local.get_ptr<const std::string*>()) {
    return apply_remote(context, *reference, call, where);
  }
  if (local.is_object()) return apply_definition(context, local, call, where);
  if (!local.is_null()) {
    return refuse(JsonLdError::invalid_local_context, where, "no object, IRI or null");
  }
  if (!call.may_override && context.has_protected_terms()) {
    return refuse(JsonLdError::invalid_context_nullification, where,
                  "null would remove protected terms");
  }
  Context fresh;
  fresh.original_base = context.original_base;
  if (!fresh.original_base.empty()) fresh.base = fresh.original_base;
  if (!call.propagates) fresh.previous = std::make_shared<const Context>(std::move(context));
  context = std::move(fresh);
  return {};
}

Result<void> ContextProcessor::apply_remote(Context& context,
                                            const std::string& reference,
                                            Call& call,
                                            const Place& where) {
  const auto iri =
      has_scheme(call.base_url) ? resolve(call.base_url, reference) : std::string(reference);
  if (!has_scheme(iri)) {
    return refuse(JsonLdError::loading_document_failed, where, "a relative IRI without a base");
  }
  if (!call.checks_scoped && std::ranges::find(call.remote, iri) != call.remote.end()) return {};
  if (call.remote.size() >= limits_.remote_contexts) {
    return refuse(
        JsonLdError::context_overflow, where,
        "more than " + std::to_string(limits_.remote_contexts) + " contexts that name each other");
  }
  call.remote.push_back(iri);
  const auto local = load(iri, where);
  if (!local) return local.error();
  auto inner = call;
  inner.base_url = iri;
  inner.propagates = true;
  const Place top(iri);
  return apply(context, **local, std::move(inner), top.key("@context"));
}

Result<void> ContextProcessor::apply_definition(Context& context,
                                                const Json& local,
                                                const Call& call,
                                                const Place& where) {
  if (const auto version = local.find("@version"); version != local.end() && *version != 1.1) {
    return refuse(JsonLdError::invalid_version_value, where.key("@version"), "not 1.1");
  }
  const auto imported = import(local, call, where);
  if (!imported) return imported.error();
  const Json& definition = **imported;
  const auto set = [&](const char* key, auto& setter) -> Result<void> {
    const auto entry = definition.find(key);
    if (entry == definition.end()) return {};
    return setter(context, *entry, where.key(key));
  };
  if (call.remote.empty()) {
    if (auto base = set("@base", set_base); !base) return base;
  }
  if (auto vocabulary = set("@vocab", set_vocabulary); !vocabulary) return vocabulary;
  if (auto language = set("@language", set_language); !language) return language;
  if (auto direction = set("@direction", set_direction); !direction) return direction;
  if (auto propagate =
          require_boolean(definition, "@propagate", JsonLdError::invalid_propagate_value, where);
      !propagate) {
    return propagate;
  }
  if (auto protect =
          require_boolean(definition, "@protected", JsonLdError::invalid_protected_value, where);
      !protect) {
    return protect;
  }
  TermDefiner definer(*this, context, definition, call, where);
  for (const auto& [key, value] : definition.items()) {
    if (is_entry_about_context(key)) continue;
    if (auto defined = definer.define(key); !defined) return defined;
  }
  return {};
}

// Returns the value of @context in a document of the cache.
Result<const Json*> ContextProcessor::load(const std::string& iri, const Place& where) {
  if (const auto known = loaded_.find(iri); known != loaded_.end()) return known->second.get();
  const auto document = documents_.find(iri);
  if (document == documents_.end()) {
    return refuse(JsonLdError::loading_remote_context_failed, where,
                  "<" + shortened(iri) + "> is not among the contexts that this node keeps");
  }
  auto json = parse_json(document->second);
  if (!json) {
    return refuse(JsonLdError::loading_remote_context_failed, where,
                  "<" + shortened(iri) + ">: " + json.error().text());
  }
  if (!has(*json, "@context")) {
    return refuse(JsonLdError::invalid_remote_context, where,
                  "<" + shortened(iri) + "> holds no @context");
  }
  auto context = std::make_unique<const Json>(std::move((*json)["@context"]));
  return loaded_.emplace(iri, std::move(context)).first->second.get();
}

// Returns the local context itself, or what it imports with its own entries in their place.
Result<const Json*> ContextProcessor::import(const Json& local,
                                             const Call& call,
                                             const Place& where) {
  const auto entry = local.find("@import");
  if (entry == local.end()) return &local;
  const auto place = where.key("@import");
  const auto* reference = entry->get_ptr<const std::string*>();
  if (reference == nullptr) return refuse(JsonLdError::invalid_import_value, place, "not an IRI");
  const auto iri =
      has_scheme(call.base_url) ? resolve(call.base_url, *reference) : std::string(*reference);
  const auto imported = load(iri, place);
  if (!imported) return imported.error();
  if (!(*imported)->is_object()) {
    return refuse(JsonLdError::invalid_remote_context, place, "it holds more than one context");
  }
  if (has(**imported, "@import")) {
    return refuse(JsonLdError::invalid_context_entry, place, "it imports another context");
  }
  if (auto charged = charge((*imported)->size(), place); !charged) return charged.error();
  auto merged = **imported;
  merged.update(local);
  return imported_.emplace_back(std::make_unique<const Json>(std::move(merged))).get();
}

}  // namespace passerelle::rdf::json_ld
