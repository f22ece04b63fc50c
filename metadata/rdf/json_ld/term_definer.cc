#include "metadata/rdf/json_ld/term_definer.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "metadata/rdf/iri.h"
#include "metadata/rdf/json_ld/errors.h"
#include "metadata/rdf/json_ld/values.h"

namespace passerelle::rdf::json_ld {
namespace {

// Each definition that waits for another one takes stack.
constexpr std::size_t kMaximumOpenTerms = 128;

bool is_compact(std::string_view term) {  // a colon inside, or a slash anywhere
  const auto colon = term.find(':', 1);
  return (colon != std::string_view::npos && colon + 1 < term.size()) ||
         term.find('/') != std::string_view::npos;
}

bool ends_with_delimiter(std::string_view iri) {  // gen-delims of RFC 3986
  return !iri.empty() && std::string_view(":/?#[]@").find(iri.back()) != std::string_view::npos;
}

const Json* find(const Json& entry, const char* key) {
  const auto found = entry.find(key);
  return found == entry.end() ? nullptr : &*found;
}

std::optional<Container> container_from(const Json& name) {
  if (name == "@graph") return Container::graph;
  if (name == "@id") return Container::id;
  if (name == "@index") return Container::index;
  if (name == "@language") return Container::language;
  if (name == "@list") return Container::list;
  if (name == "@set") return Container::set;
  if (name == "@type") return Container::type;
  return std::nullopt;
}

// Whether containers go together: one alone; a graph with @id or @index and perhaps @set; @set with
// any others but @list.
bool go_together(const Json& names, Containers containers) {
  if (names.size() == 1) return true;
  if (containers.has(Container::list)) return false;
  if (containers.has(Container::set)) return true;
  return containers == Containers{Container::graph, Container::id} ||
         containers == Containers{Container::graph, Container::index};
}

// The only thing that may be said of @type: that it is a set, and protected.
bool is_fit_for_type(const Json& value) {
  if (!value.is_object() || value.empty()) return false;
  return std::ranges::all_of(value.items(), [](const auto& entry) {
    return entry.key() == "@protected" || (entry.key() == "@container" && entry.value() == "@set");
  });
}

}  // namespace

TermDefiner::TermDefiner(ContextProcessor& processor,
                         Context& context,
                         const Json& local,
                         const ContextProcessor::Call& call,
                         const Place& where)
    : processor_(processor),
      context_(context),
      local_(local),
      call_(call),
      where_(where),
      open_(call.open_terms) {}

Result<void> TermDefiner::define(const std::string& term) {
  const auto place = where_.key(term);
  if (const auto known = is_defined_.find(term); known != is_defined_.end()) {
    if (known->second) return {};
    return refuse(JsonLdError::cyclic_iri_mapping, place, "a term that is defined by itself");
  }
  if (term.empty()) return refuse(JsonLdError::invalid_term_definition, place, "an empty term");
  const Json& value = local_.at(term);
  if (term == "@type" ? !is_fit_for_type(value) : is_keyword(term)) {
    return refuse(JsonLdError::keyword_redefinition, place, "a keyword cannot be redefined");
  }
  if (term != "@type" && has_keyword_form(term)) return {};
  if (open_ >= kMaximumOpenTerms) {
    return refuse(JsonLdError::context_overflow, place, "too long a chain of terms");
  }
  Json object;
  if (value.is_null() || value.is_string()) object = Json::object({{"@id", value}});
  else if (!value.is_object()) {
    return refuse(JsonLdError::invalid_term_definition, place, "no object, IRI or null");
  }
  std::shared_ptr<const TermDefinition> previous;
  if (const auto known = context_.terms.find(term); known != context_.terms.end()) {
    previous = std::move(known->second);
    context_.terms.erase(known);
  }
  is_defined_[term] = false;
  ++open_;
  Draft draft{term, value.is_object() ? value : object, place, {}, value.is_string()};
  const auto fate = read(draft);
  --open_;
  if (!fate) return fate.error();
  is_defined_[term] = true;
  if (*fate == Fate::ignored) {
    if (previous != nullptr) context_.terms[term] = std::move(previous);
    return {};
  }
  if (previous != nullptr && previous->is_protected && !call_.may_override) {
    if (!say_the_same(draft.definition, *previous)) {
      return refuse(JsonLdError::protected_term_redefinition, place, "the term is protected");
    }
    draft.definition.is_protected = true;
  }
  const auto work = 1 + work_of_text(draft.definition.iri);
  if (auto charged = processor_.charge(work, place); !charged) return charged;
  context_.terms[term] = std::make_shared<const TermDefinition>(std::move(draft.definition));
  return {};
}

Result<TermDefiner::Fate> TermDefiner::read(Draft& draft) {
  static constexpr std::array<std::string_view, 11> kEntries{
      "@container", "@context", "@direction", "@id",      "@index", "@language",
      "@nest",      "@prefix",  "@protected", "@reverse", "@type"};
  for (const auto& [key, value] : draft.entry.items()) {
    if (std::ranges::find(kEntries, key) == kEntries.end()) {
      return refuse(JsonLdError::invalid_term_definition, draft.where.key(key), "unknown here");
    }
  }
  if (auto done = read_protected(draft); !done) return done.error();
  if (auto done = read_type(draft); !done) return done.error();
  const auto fate = read_iri(draft);
  if (!fate || *fate == Fate::ignored) return fate;
  if (auto done = read_containers(draft); !done) return done.error();
  if (auto done = read_index(draft); !done) return done.error();
  if (auto done = read_scoped_context(draft); !done) return done.error();
  if (auto done = read_language(draft); !done) return done.error();
  if (auto done = read_direction(draft); !done) return done.error();
  if (auto done = read_nest(draft); !done) return done.error();
  if (auto done = read_prefix(draft); !done) return done.error();
  return Fate::defined;
}

Result<void> TermDefiner::read_protected(Draft& draft) {
  const auto inherited = find(local_, "@protected");
  draft.definition.is_protected = inherited != nullptr && inherited->get<bool>();
  const auto* value = find(draft.entry, "@protected");
  if (value == nullptr) return {};
  if (!value->is_boolean()) {
    return refuse(JsonLdError::invalid_protected_value, draft.where.key("@protected"),
                  "neither true nor false");
  }
  draft.definition.is_protected = value->get<bool>();
  return {};
}

Result<void> TermDefiner::read_type(Draft& draft) {
  const auto* value = find(draft.entry, "@type");
  if (value == nullptr) return {};
  const auto place = draft.where.key("@type");
  if (!value->is_string()) return refuse(JsonLdError::invalid_type_mapping, place, "no text");
  auto type = expand(value->get<std::string>());
  if (!type) return type.error();
  const auto is_fit = *type && (**type == "@id" || **type == "@json" || **type == "@none" ||
                                **type == "@vocab" || has_scheme(**type));
  if (!is_fit) {
    return refuse(JsonLdError::invalid_type_mapping, place, "neither an IRI nor a kind of values");
  }
  draft.definition.type = std::move(*type);
  return {};
}

Result<TermDefiner::Fate> TermDefiner::read_iri(Draft& draft) {
  if (draft.entry.contains("@reverse")) return read_reverse(draft);
  const auto* id = find(draft.entry, "@id");
  if (id != nullptr && *id != draft.term) return read_id(draft);
  return imply_iri(draft);
}

Result<TermDefiner::Fate> TermDefiner::read_reverse(Draft& draft) {
  const auto place = draft.where.key("@reverse");
  if (draft.entry.contains("@id") || draft.entry.contains("@nest")) {
    return refuse(JsonLdError::invalid_reverse_property, place, "beside it @id or @nest");
  }
  const Json& value = draft.entry["@reverse"];
  if (!value.is_string()) return refuse(JsonLdError::invalid_iri_mapping, place, "no text");
  const auto& text = value.get_ref<const std::string&>();
  if (has_keyword_form(text)) return Fate::ignored;
  auto iri = expand(text);
  if (!iri) return iri.error();
  if (!*iri || !(has_scheme(**iri) || is_blank_label(**iri))) {
    return refuse(JsonLdError::invalid_iri_mapping, place, "not an IRI");
  }
  draft.definition.iri = std::move(*iri);
  draft.definition.is_reverse = true;
  const auto* container = find(draft.entry, "@container");
  if (container != nullptr && !container->is_null() && *container != "@set" &&
      *container != "@index") {
    return refuse(JsonLdError::invalid_reverse_property, draft.where.key("@container"),
                  "a reverse property has only sets and indexes");
  }
  return Fate::defined;
}

Result<TermDefiner::Fate> TermDefiner::read_id(Draft& draft) {
  const auto place = draft.where.key("@id");
  const Json& value = draft.entry["@id"];
  if (value.is_null()) return Fate::defined;  // kept without an IRI: it may not be used
  if (!value.is_string()) return refuse(JsonLdError::invalid_iri_mapping, place, "no text");
  const auto& text = value.get_ref<const std::string&>();
  if (!is_keyword(text) && has_keyword_form(text)) return Fate::ignored;
  auto expanded = expand(text);
  if (!expanded) return expanded.error();
  if (!*expanded ||
      !(is_keyword(**expanded) || has_scheme(**expanded) || is_blank_label(**expanded))) {
    return refuse(JsonLdError::invalid_iri_mapping, place, "not an IRI");
  }
  auto& iri = draft.definition.iri = std::move(*expanded);
  if (*iri == "@context") {
    return refuse(JsonLdError::invalid_keyword_alias, place, "@context has no other name");
  }
  if (is_compact(draft.term)) {
    is_defined_[draft.term] = true;
    const auto meant = expand(draft.term);
    if (!meant) return meant.error();
    if (*meant != iri) {
      return refuse(JsonLdError::invalid_iri_mapping, place, "a term that stands for another IRI");
    }
  }
  draft.definition.is_prefix = draft.term.find_first_of(":/") == std::string::npos &&
                               draft.is_simple &&
                               (ends_with_delimiter(*iri) || is_blank_label(*iri));
  return Fate::defined;
}

// The IRI of a term that says none: what the term stands for by itself.
Result<TermDefiner::Fate> TermDefiner::imply_iri(Draft& draft) {
  const auto& term = draft.term;
  auto& iri = draft.definition.iri;
  if (const auto colon = term.find(':', 1); colon != std::string::npos) {
    const auto prefix = term.substr(0, colon);
    const auto suffix = term.substr(colon + 1);
    if (!suffix.starts_with("//")) {
      if (auto defined = define_first(prefix); !defined) return defined.error();
      const auto* definition = context_.find(prefix);
      if (definition != nullptr && definition->iri) iri = *definition->iri + suffix;
    }
    if (!iri) iri = term;
  } else if (term.find('/') != std::string::npos) {
    iri = expand_iri(context_, term, Against::vocabulary);
    if (!iri || !has_scheme(*iri)) {
      return refuse(JsonLdError::invalid_iri_mapping, draft.where, "a relative IRI");
    }
  } else if (term == "@type") {
    iri = term;
  } else if (context_.vocabulary) {
    iri = *context_.vocabulary + term;
  } else {
    return refuse(JsonLdError::invalid_iri_mapping, draft.where, "a term without an IRI");
  }
  return Fate::defined;
}

Result<void> TermDefiner::read_containers(Draft& draft) {
  const auto* value = find(draft.entry, "@container");
  if (value == nullptr || (value->is_null() && draft.definition.is_reverse)) return {};
  const auto place = draft.where.key("@container");
  const auto names = as_array(*value);
  Containers containers;
  for (const auto& name : names) {
    const auto container = container_from(name);
    if (!container) return refuse(JsonLdError::invalid_container_mapping, place, "no container");
    containers.add(*container);
  }
  if (containers.is_empty() || !go_together(names, containers)) {
    return refuse(JsonLdError::invalid_container_mapping, place, "they do not go together");
  }
  draft.definition.containers = containers;
  if (!containers.has(Container::type)) return {};
  auto& type = draft.definition.type;
  if (!type) type = "@id";
  if (*type != "@id" && *type != "@vocab") {
    return refuse(JsonLdError::invalid_type_mapping, place, "a map of types holds nodes only");
  }
  return {};
}

Result<void> TermDefiner::read_index(Draft& draft) {
  const auto* value = find(draft.entry, "@index");
  if (value == nullptr) return {};
  const auto place = draft.where.key("@index");
  if (!draft.definition.containers.has(Container::index) || !value->is_string()) {
    return refuse(JsonLdError::invalid_term_definition, place, "no text, or no index container");
  }
  const auto iri = expand(value->get<std::string>());
  if (!iri) return iri.error();
  if (!*iri || !has_scheme(**iri)) {
    return refuse(JsonLdError::invalid_term_definition, place, "not an IRI");
  }
  draft.definition.index = value->get<std::string>();
  return {};
}

// The result is thrown away: what is wrong is found here, where it stands.
Result<void> TermDefiner::read_scoped_context(Draft& draft) {
  const auto* value = find(draft.entry, "@context");
  if (value == nullptr) return {};
  const auto place = draft.where.key("@context");
  auto call = call_;
  call.open_terms = open_;
  call.may_override = true;
  call.propagates = true;
  call.checks_scoped = false;
  auto copy = context_;
  if (auto applied = processor_.apply(copy, *value, std::move(call), place); !applied) {
    if (applied.error().code == JsonLdError::context_overflow) return applied;
    return refuse(JsonLdError::invalid_scoped_context, place, applied.error().text());
  }
  draft.definition.context = value;
  draft.definition.base_url = call_.base_url;
  return {};
}

Result<void> TermDefiner::read_language(Draft& draft) {
  const auto* value = find(draft.entry, "@language");
  if (value == nullptr || draft.entry.contains("@type")) return {};
  if (!value->is_null() && !value->is_string()) {
    return refuse(JsonLdError::invalid_language_mapping, draft.where.key("@language"),
                  "neither text nor null");
  }
  auto& language = draft.definition.language.emplace();
  if (value->is_string()) language = value->get<std::string>();
  return {};
}

Result<void> TermDefiner::read_direction(Draft& draft) {
  const auto* value = find(draft.entry, "@direction");
  if (value == nullptr || draft.entry.contains("@type")) return {};
  if (!value->is_null() && *value != "ltr" && *value != "rtl") {
    return refuse(JsonLdError::invalid_base_direction, draft.where.key("@direction"),
                  "neither ltr, rtl nor null");
  }
  auto& direction = draft.definition.direction.emplace();
  if (value->is_string()) direction = value->get<std::string>();
  return {};
}

Result<void> TermDefiner::read_nest(Draft& draft) {
  const auto* value = find(draft.entry, "@nest");
  if (value == nullptr) return {};
  if (!value->is_string() || (*value != "@nest" && is_keyword(value->get<std::string>()))) {
    return refuse(JsonLdError::invalid_nest_value, draft.where.key("@nest"),
                  "no text, or a keyword other than @nest");
  }
  draft.definition.nest = value->get<std::string>();
  return {};
}

Result<void> TermDefiner::read_prefix(Draft& draft) {
  const auto* value = find(draft.entry, "@prefix");
  if (value == nullptr) return {};
  const auto place = draft.where.key("@prefix");
  if (draft.term.find_first_of(":/") != std::string::npos) {
    return refuse(JsonLdError::invalid_term_definition, place, "a prefix holds no colon or slash");
  }
  if (!value->is_boolean()) {
    return refuse(JsonLdError::invalid_prefix_value, place, "neither true nor false");
  }
  draft.definition.is_prefix = value->get<bool>();
  if (draft.definition.is_prefix && draft.definition.iri && is_keyword(*draft.definition.iri)) {
    return refuse(JsonLdError::invalid_term_definition, place, "a keyword is no prefix");
  }
  return {};
}

Result<std::optional<std::string>> TermDefiner::expand(const std::string& text) {
  if (!is_keyword(text) && !has_keyword_form(text)) {
    if (auto defined = define_first(text); !defined) return defined.error();
    const auto colon = text.find(':', 1);
    if (colon != std::string::npos && std::string_view(text).substr(colon + 1, 2) != "//") {
      if (auto defined = define_first(text.substr(0, colon)); !defined) return defined.error();
    }
  }
  return expand_iri(context_, text, Against::vocabulary);
}

Result<void> TermDefiner::define_first(const std::string& term) {
  if (is_keyword(term) || !local_.contains(term)) return {};
  return define(term);
}

}  // namespace passerelle::rdf::json_ld
