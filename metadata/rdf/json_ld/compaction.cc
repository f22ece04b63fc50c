#include "metadata/rdf/json_ld/compaction.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "metadata/rdf/json_ld/errors.h"
#include "metadata/rdf/json_ld/values.h"

namespace passerelle::rdf::json_ld {
namespace {

Containers containers_of(const Context& active, const std::optional<std::string>& property) {
  return property ? active.containers(*property) : Containers{};
}

// Whether an object is compacted as a value or as a reference to a node: it is no more than that.
bool is_plain(const Json& object) {
  return is_value_object(object) ||
         (has_name(object) && object.size() == (object.contains("@index") ? 2U : 1U));
}

}  // namespace

Result<Json> Compactor::compact(const Json& expanded, const ContextPtr& active) {
  auto compacted = element(active, std::nullopt, expanded, Place());
  if (!compacted || compacted->is_object()) return compacted;
  if (compacted->empty()) return Json::object();
  return Json{{keyword_alias(active, "@graph"), *std::move(compacted)}};
}

Result<Json> Compactor::element(ContextPtr active,
                                const Property& property,
                                const Json& element,
                                const Place& where) {
  if (element.is_array()) return array(active, property, element, where);
  if (element.is_object()) return object(std::move(active), property, element, where);
  return element;
}

Result<Json> Compactor::array(const ContextPtr& active,
                              const Property& property,
                              const Json& array,
                              const Place& where) {
  auto result = Json::array();
  for (std::size_t i = 0; i < array.size(); ++i) {
    auto item = element(active, property, array[i], where.item(i));
    if (!item) return item;
    if (!item->is_null()) result.push_back(*std::move(item));
  }
  const auto containers = containers_of(*active, property);
  const bool stays_array = result.size() != 1 || property == "@graph" || property == "@set" ||
                           containers.has(Container::list) || containers.has(Container::set);
  if (stays_array) return result;
  return Json(std::move(result.front()));
}

Result<Json> Compactor::object(ContextPtr active,
                               const Property& property,
                               const Json& object,
                               const Place& where) {
  const auto outer = active;
  const auto* term = property ? outer->find(*property) : nullptr;
  if (outer->previous != nullptr && !is_value_object(object) && !is_reference(object)) {
    active = outer->previous;
  }
  if (term != nullptr && term->context != nullptr) {
    auto entered = processor_.enter(active, *term, ContextProcessor::Scope::property, where);
    if (!entered) return entered.error();
    active = *std::move(entered);
  }
  if (is_plain(object)) {
    auto compacted = value(active, property, object, where);
    if (!compacted) return compacted.error();
    if (*compacted) return **std::move(compacted);
  }
  if (is_list_object(object) && containers_of(*active, property).has(Container::list)) {
    return element(active, property, object["@list"], where);
  }
  auto result = Json::object();
  Node node{active, active, property == "@reverse", result};
  if (auto entered = enter_types(node, object, where); !entered) return entered.error();
  for (const auto& [name, values] : object.items()) {
    const auto place = where.key(name);
    const auto is_done = keyword(node, property, name, values, place);
    if (!is_done) return is_done.error();
    if (*is_done) continue;
    if (auto done = this->property(node, name, values, place); !done) return done.error();
  }
  return result;
}

Result<void> Compactor::enter_types(Node& node, const Json& object, const Place& where) {
  std::vector<std::string> types;
  const auto expanded = object.find("@type");
  if (expanded == object.end()) return {};
  for (const auto* type : items_of(*expanded)) {
    auto term = term_or_iri(node.active, type->get<std::string>(), where);
    if (!term) return term.error();
    types.push_back(*std::move(term));
  }
  std::ranges::sort(types);
  for (const auto& type : types) {
    const auto* term = node.type_scoped->find(type);
    if (term == nullptr || term->context == nullptr) continue;
    auto entered = processor_.enter(node.active, *term, ContextProcessor::Scope::type, where);
    if (!entered) return entered.error();
    node.active = *std::move(entered);
  }
  return {};
}

// Returns whether the entry is a keyword's that is now done with.
Result<bool> Compactor::keyword(Node& node,
                                const Property& property,
                                const std::string& name,
                                const Json& value,
                                const Place& where) {
  if (name == "@id") {
    if (value.is_null()) return true;  // it stood for an IRI that looked like a keyword
    auto iri = reference(node.active, value.get<std::string>(), where);
    if (!iri) return iri.error();
    node.result[keyword_alias(node.active, name)] = *std::move(iri);
    return true;
  }
  if (name == "@type") {
    if (auto done = types(node, value, where); !done) return done.error();
    return true;
  }
  if (name == "@reverse") {
    if (auto done = reverse(node, value, where); !done) return done.error();
    return true;
  }
  if (name == "@index" && containers_of(*node.active, property).has(Container::index)) return true;
  if (name == "@direction" || name == "@index" || name == "@language" || name == "@value") {
    node.result[keyword_alias(node.active, name)] = value;
    return true;
  }
  return false;
}

Result<void> Compactor::types(Node& node, const Json& value, const Place& where) {
  auto terms = Json::array();
  for (const auto* type : items_of(value)) {
    auto term = term_or_iri(node.type_scoped, type->get<std::string>(), where);
    if (!term) return term.error();
    terms.push_back(*std::move(term));
  }
  const auto alias = keyword_alias(node.active, "@type");
  const bool is_set = node.active->containers(alias).has(Container::set);
  append(node.result, alias, std::move(terms), is_set ? Layout::array : Layout::shortest);
  return {};
}

// Terms that are reverse properties take their values out of the map, which keeps the others.
Result<void> Compactor::reverse(Node& node, const Json& value, const Place& where) {
  auto compacted = element(node.active, "@reverse", value, where);
  if (!compacted) return compacted.error();
  auto rest = Json::object();
  for (auto& [property, values] : compacted->items()) {
    const auto* term = node.active->find(property);
    if (term == nullptr || !term->is_reverse) {
      rest[property] = std::move(values);
      continue;
    }
    const bool is_set = term->containers.has(Container::set);
    append(node.result, property, std::move(values), is_set ? Layout::array : Layout::shortest);
  }
  if (!rest.empty()) node.result[keyword_alias(node.active, "@reverse")] = std::move(rest);
  return {};
}

Result<void> Compactor::property(Node& node,
                                 const std::string& iri,
                                 const Json& values,
                                 const Place& where) {
  if (values.empty()) {
    const auto direction = node.is_reversed ? Direction::reverse : Direction::forward;
    const auto term = term_for(node.active, iri, values, direction, where);
    if (!term) return term.error();
    const auto nest = nest_of(node, *term, where);
    if (!nest) return nest.error();
    append(**nest, *term, Json::array(), Layout::array);
    return {};
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (auto done = item(node, iri, values[i], where.item(i)); !done) return done;
  }
  return {};
}

// Returns where the values of a term belong: the object itself, or one nested in it.
Result<Json*> Compactor::nest_of(Node& node, const std::string& term, const Place& where) {
  const auto* definition = node.active->find(term);
  if (definition == nullptr || !definition->nest) return &node.result;
  const auto& nest = *definition->nest;
  if (expand_iri(*node.active, nest, Against::vocabulary) != "@nest") {
    return refuse(JsonLdError::invalid_nest_value, where, "the term nests under what is no @nest");
  }
  auto& nested = node.result[nest];
  if (nested.is_null()) nested = Json::object();
  return &nested;
}

}  // namespace passerelle::rdf::json_ld
