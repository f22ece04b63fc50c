// The part of compaction that chooses words: terms, compact IRIs and simple values (JSON-LD 1.1
// API, sections 6.2 and 6.3).
#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "metadata/rdf/iri.h"
#include "metadata/rdf/json_ld/compaction.h"
#include "metadata/rdf/json_ld/errors.h"
#include "metadata/rdf/json_ld/values.h"

namespace passerelle::rdf::json_ld {
namespace {

using C = Container;
using By = InverseContext::By;

// What a term has to fit: containers from best to worst, and a type or a language.
struct Wanted {
  std::vector<Containers> containers;
  By by = By::language;
  std::string value = "@null";

  void accept(std::initializer_list<Containers> more) {
    containers.insert(containers.end(), more.begin(), more.end());
  }
};

// Returns the language and direction of a value as one text.
std::string language_of(const Json& value) {
  return language_key(text_of(value, "@language"), text_of(value, "@direction"), "@null");
}

// The language or else the type that all items of a list share.
void want_list(const Json& list, const Context& active, Wanted& wanted) {
  if (!list.contains("@index")) wanted.accept({{C::list}});
  if (list["@list"].empty()) {
    wanted.by = By::nothing;
    wanted.value = language_key(active.language, active.direction, "@none");
    return;
  }
  std::optional<std::string> language, type;
  for (const auto& item : list["@list"]) {
    std::string item_language = "@none";
    std::string item_type = "@none";
    if (!is_value_object(item)) item_type = "@id";
    else if (item.contains("@type")) item_type = item["@type"].get<std::string>();
    else item_language = language_of(item);
    if (!language) language = item_language;
    else if (*language != item_language && is_value_object(item)) language = "@none";
    if (!type) type = item_type;
    else if (*type != item_type) type = "@none";
  }
  if (*type != "@none") wanted.by = By::type;
  wanted.value = *type != "@none" ? *type : *language;
}

void want_graph(const Json& graph, Wanted& wanted) {
  const auto by_index = {Containers{C::graph, C::index}, Containers{C::graph, C::index, C::set}};
  const auto by_id = {Containers{C::graph, C::id}, Containers{C::graph, C::id, C::set}};
  const bool has_index = graph.contains("@index");
  const bool has_id = graph.contains("@id");
  if (has_index) wanted.accept(by_index);
  if (has_id) wanted.accept(by_id);
  wanted.accept({{C::graph}, {C::graph, C::set}, {C::set}});
  if (!has_index) wanted.accept(by_index);
  if (!has_id) wanted.accept(by_id);
  wanted.accept({{C::index}, {C::index, C::set}});
  wanted.by = By::type;
  wanted.value = "@id";
}

void want_value(const Json& value, Wanted& wanted) {
  const bool has_language = value.contains("@language") || value.contains("@direction");
  if (has_language && !value.contains("@index")) {
    wanted.value = language_of(value);
    wanted.accept({{C::language}, {C::language, C::set}});
  } else if (value.contains("@type")) {
    wanted.by = By::type;
    wanted.value = value["@type"].get<std::string>();
  }
  wanted.accept({{C::set}});
}

// What a term has to fit to stand for a property with this value, or for an IRI without one.
Wanted wanted_for(const Json& value, const Context& active) {
  Wanted wanted;
  const bool has_index = has(value, "@index");
  if (has_index && !is_graph_object(value)) wanted.accept({{C::index}, {C::index, C::set}});
  if (is_list_object(value)) {
    want_list(value, active, wanted);
  } else if (is_graph_object(value)) {
    want_graph(value, wanted);
  } else if (is_value_object(value)) {
    want_value(value, wanted);
  } else {
    wanted.by = By::type;
    wanted.value = "@id";
    wanted.accept({{C::id}, {C::id, C::set}, {C::type}, {C::type, C::set}, {C::set}});
  }
  wanted.accept({{}});
  if (!has_index) wanted.accept({{C::index}, {C::index, C::set}});
  if (is_value_object(value) && value.size() == 1 && value["@value"].is_string()) {
    wanted.accept({{C::language}, {C::language, C::set}});
  }
  return wanted;
}

// The same for a property that points from the value: such a term is a set, an index or neither.
Wanted wanted_reversed() {
  Wanted wanted;
  wanted.by = By::type;
  wanted.value = "@reverse";
  wanted.accept({{C::index}, {C::index, C::set}, {C::set}, {}});
  return wanted;
}

bool equal_languages(const std::optional<std::string>& one,
                     const std::optional<std::string>& other) {
  return language_key(one, {}, "") == language_key(other, {}, "");
}

}  // namespace

const InverseContext& Compactor::inverse(const ContextPtr& active) {
  return inverses_.try_emplace(active, *active).first->second;
}

std::string Compactor::keyword_alias(const ContextPtr& active, const std::string& keyword) {
  const auto wanted = wanted_for(Json(), *active);
  const std::vector<std::string> values{"@id", "@none", "@any"};
  const auto* term = inverse(active).select(keyword, wanted.containers, wanted.by, values);
  return term == nullptr ? keyword : *term;
}

Result<std::string> Compactor::term_or_iri(const ContextPtr& active,
                                           const std::string& iri,
                                           const Place& where) {
  return term_for(active, iri, Json(), Direction::forward, where);
}

Result<std::string> Compactor::reference(const ContextPtr& active,
                                         const std::string& iri,
                                         const Place& where) {
  return prefixed(active, iri, Json(), where);
}

Result<std::string> Compactor::term_for(const ContextPtr& active,
                                        const std::string& iri,
                                        const Json& value,
                                        Direction direction,
                                        const Place& where) {
  const auto& inverse = this->inverse(active);
  if (inverse.has(iri)) {
    const auto wanted =
        direction == Direction::reverse ? wanted_reversed() : wanted_for(value, *active);
    std::vector<std::string> values{wanted.value, "@none", "@any"};
    if (has_name(value) && (wanted.value == "@id" || direction == Direction::reverse)) {
      // The value is a reference: best by a term of its own, then by its IRI.
      const auto id = value["@id"].get<std::string>();
      const auto term = term_or_iri(active, id, where);
      if (!term) return term;
      const auto* definition = active->find(*term);
      const bool is_term = definition != nullptr && definition->iri == id;
      values = {is_term ? "@vocab" : "@id", is_term ? "@id" : "@vocab", "@none", "@any"};
      if (direction == Direction::reverse) values.insert(values.begin(), "@reverse");
    }
    if (const auto at = wanted.value.find('_');
        wanted.by == By::language && at != 0 && at != std::string::npos) {
      values.push_back(wanted.value.substr(at));  // a term with the direction alone
    }
    if (const auto* term = inverse.select(iri, wanted.containers, wanted.by, values)) return *term;
  }
  if (active->vocabulary && iri.starts_with(*active->vocabulary)) {
    auto suffix = iri.substr(active->vocabulary->size());
    // A term of that name was not selected: it would read the value in another way.
    const auto* taken = active->find(suffix);
    const bool is_free = taken == nullptr || value.is_null();
    if (is_free && expand_iri(*active, suffix, Against::vocabulary) == iri) return suffix;
  }
  return prefixed(active, iri, value, where);
}

// Returns the shortest compact IRI, or the IRI itself when no prefix fits.
Result<std::string> Compactor::prefixed(const ContextPtr& active,
                                        const std::string& iri,
                                        const Json& value,
                                        const Place& where) {
  std::optional<std::string> best;
  for (const auto& [name_space, prefix] : inverse(active).prefixes()) {
    if (iri.size() <= name_space.size() || !iri.starts_with(name_space)) continue;
    const auto suffix = iri.substr(name_space.size());
    if (suffix.starts_with("//")) continue;  // it would be read as an IRI with this scheme
    auto candidate = prefix + ":" + suffix;
    const auto* taken = active->find(candidate);
    if (taken != nullptr && !(taken->iri == iri && value.is_null())) continue;
    if (!best || candidate.size() < best->size() ||
        (candidate.size() == best->size() && candidate < *best)) {
      best = std::move(candidate);
    }
  }
  if (best) return *std::move(best);
  const auto colon = iri.find(':');
  const auto* scheme = colon == std::string::npos ? nullptr : active->find(iri.substr(0, colon));
  if (scheme != nullptr && scheme->is_prefix && iri.compare(colon + 1, 2, "//") != 0) {
    return refuse(JsonLdError::iri_confused_with_prefix, where,
                  "the scheme of <" + shortened(iri) + "> is a prefix of the context");
  }
  return iri;
}

Result<std::optional<Json>> Compactor::value(const ContextPtr& active,
                                             const Property& property,
                                             const Json& object,
                                             const Place& where) {
  static const TermDefinition kNoTerm;
  const auto* known = property ? active->find(*property) : nullptr;
  const auto& term = known == nullptr ? kNoTerm : *known;
  if (object.contains("@id")) {
    if (term.type != "@id" && term.type != "@vocab") return std::optional<Json>();
    const auto iri = object["@id"].get<std::string>();
    auto word =
        term.type == "@id" ? reference(active, iri, where) : term_or_iri(active, iri, where);
    if (!word) return word.error();
    return std::optional<Json>(*std::move(word));
  }
  const auto type = text_of(object, "@type");
  const auto& scalar = object["@value"];
  if (type) return type == term.type ? std::optional(scalar) : std::nullopt;
  const bool drops_index = !object.contains("@index") || term.containers.has(C::index);
  if (term.type == "@none" || !drops_index) return std::optional<Json>();
  if (!scalar.is_string()) return std::optional(scalar);
  const auto& language = term.language ? *term.language : active->language;
  const auto& direction = term.direction ? *term.direction : active->direction;
  const bool is_same = equal_languages(text_of(object, "@language"), language) &&
                       text_of(object, "@direction") == direction;
  return is_same ? std::optional(scalar) : std::nullopt;
}

}  // namespace passerelle::rdf::json_ld
