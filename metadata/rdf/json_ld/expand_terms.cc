// The part of expansion that knows terms and their containers (JSON-LD 1.1 API, section 5.1.2,
// steps 13.5 to 13.14).
#include <algorithm>
#include <nlohmann/json.hpp>

#include "metadata/rdf/json_ld/errors.h"
#include "metadata/rdf/json_ld/expansion.h"
#include "metadata/rdf/json_ld/values.h"

namespace passerelle::rdf::json_ld {
namespace {

const TermDefinition kNoTerm;

Json graph_of(Json content) { return {{"@graph", as_array(std::move(content))}}; }

bool is_keyed(const Containers& containers) {
  return containers.has(Container::index) || containers.has(Container::type) ||
         containers.has(Container::id);
}

void prepend(Json& object, const std::string& key, Json value) {
  auto values = Json::array({std::move(value)});
  for (auto& other : as_array(std::move(object[key]))) values.push_back(std::move(other));
  object[key] = std::move(values);
}

}  // namespace

Result<void> Expander::term(Node& node,
                            const std::string& key,
                            const std::string& iri,
                            const Json& value,
                            const Place& where) {
  const auto* known = node.active->find(key);
  const auto& definition = known == nullptr ? kNoTerm : *known;
  const auto& containers = definition.containers;
  auto expanded = term_value(node, key, definition, value, where);
  if (!expanded) return expanded.error();
  auto& values = *expanded;
  if (values.is_null()) return {};
  if (containers.has(Container::list) && !is_list_object(values)) {
    values = Json{{"@list", as_array(std::move(values))}};
  }
  if (containers.has(Container::graph) && !is_keyed(containers)) {
    values = as_array(std::move(values));
    for (auto& one : values) one = graph_of(std::move(one));
  }
  if (definition.is_reverse) return add_reversed(node, iri, std::move(values), where);
  append(node.result, iri, std::move(values));
  return {};
}

Result<Json> Expander::term_value(const Node& node,
                                  const std::string& key,
                                  const TermDefinition& definition,
                                  const Json& value,
                                  const Place& where) {
  const auto& containers = definition.containers;
  if (definition.type == "@json") return Json{{"@value", value}, {"@type", "@json"}};
  if (value.is_object() && containers.has(Container::language)) {
    return language_map(*node.active, definition, value, where);
  }
  if (value.is_object() && is_keyed(containers)) {
    return keyed_map(node.active, key, definition, value, where);
  }
  return element(node.active, key, value, where);
}

Result<Json> Expander::language_map(const Context& active,
                                    const TermDefinition& definition,
                                    const Json& map,
                                    const Place& where) {
  const auto& direction = definition.direction ? *definition.direction : active.direction;
  auto values = Json::array();
  for (const auto& [language, texts] : map.items()) {
    const bool has_none = keyword_for(active, language) == "@none";
    for (const auto* text : items_of(texts)) {
      if (text->is_null()) continue;
      if (!text->is_string()) {
        return refuse(JsonLdError::invalid_language_map_value, where.key(language), "no text");
      }
      Json value{{"@value", *text}};
      if (!has_none) value["@language"] = language;
      if (direction) value["@direction"] = *direction;
      if (auto charged = charge(bytes_of(value), where); !charged) return charged.error();
      values.push_back(std::move(value));
    }
  }
  return values;
}

Result<Json> Expander::keyed_map(const ContextPtr& active,
                                 const std::string& key,
                                 const TermDefinition& definition,
                                 const Json& map,
                                 const Place& where) {
  auto values = Json::array();
  for (const auto& [index, content] : map.items()) {
    const auto place = where.key(index);
    auto context = active;
    if (definition.containers.has(Container::type)) {
      const auto& outer = active->previous == nullptr ? active : active->previous;
      const auto* scoped = outer->find(index);
      if (scoped != nullptr && scoped->context != nullptr) {
        auto entered = processor_.enter(outer, *scoped, ContextProcessor::Scope::type_map, place);
        if (!entered) return entered.error();
        context = *std::move(entered);
      }
    }
    auto expanded = element(context, key, content, place, From::map);
    if (!expanded) return expanded;
    for (auto& item : as_array(*std::move(expanded))) {
      if (definition.containers.has(Container::graph) && !is_graph_object(item)) {
        item = graph_of(std::move(item));
      }
      if (auto added = add_key(*active, definition, index, item, place); !added) {
        return added.error();
      }
      values.push_back(std::move(item));
    }
  }
  return values;
}

// Writes into an item of a map what the key it stood under says of it.
Result<void> Expander::add_key(const Context& active,
                               const TermDefinition& definition,
                               const std::string& key,
                               Json& item,
                               const Place& where) {
  if (keyword_for(active, key) == "@none") return {};
  const auto& containers = definition.containers;
  const bool is_index = containers.has(Container::index);
  const bool is_id = containers.has(Container::id);
  if (is_index && definition.index)
    return add_property(active, *definition.index, key, item, where);
  const auto against = is_id ? Against::document : Against::vocabulary;
  const auto name = is_index ? std::optional(key) : expand_iri(active, key, against);
  if (!name) return {};
  if (auto charged = charge(name->size(), where); !charged) return charged;
  if (is_index) item.emplace("@index", *name);
  else if (is_id) item.emplace("@id", *name);
  else prepend(item, "@type", *name);
  return {};
}

// Writes a key as a value of the property that the map is an index by.
Result<void> Expander::add_property(const Context& active,
                                    const std::string& property,
                                    const std::string& key,
                                    Json& item,
                                    const Place& where) {
  if (is_value_object(item)) {
    return refuse(JsonLdError::invalid_value_object, where, "a value has no other property");
  }
  const auto iri = expand_iri(active, property, Against::vocabulary);
  if (!iri) return {};
  auto value = expand_value(active, property, key);
  if (auto charged = charge(iri->size() + bytes_of(value), where); !charged) return charged;
  prepend(item, *iri, std::move(value));
  return {};
}

}  // namespace passerelle::rdf::json_ld
