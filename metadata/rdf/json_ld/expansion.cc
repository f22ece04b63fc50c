#include "metadata/rdf/json_ld/expansion.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "metadata/rdf/errors.h"
#include "metadata/rdf/json_ld/errors.h"
#include "metadata/rdf/json_ld/values.h"

namespace passerelle::rdf::json_ld {
namespace {

constexpr std::size_t kBytesOfEntry = 32;  // what an entry of an object takes beside its text

bool has_key_for(const Context& active, const Json& object, std::string_view keyword) {
  return std::ranges::any_of(object.items(), [&](const auto& entry) {
    return keyword_for(active, entry.key()) == keyword;
  });
}

// Whether an object says of a node more than which one it is; contexts that are not meant for the
// nodes below end at such an object.
bool begins_node(const Context& active, const Json& object) {
  if (has_key_for(active, object, "@value")) return false;
  return object.size() != 1 || !has_key_for(active, object, "@id");
}

// Returns the texts of a value, one or many, sorted.
std::vector<std::string> sorted_texts(const Json& value) {
  std::vector<std::string> texts;
  for (const auto* item : items_of(value)) {
    if (item->is_string()) texts.push_back(item->get<std::string>());
  }
  std::ranges::sort(texts);
  return texts;
}

}  // namespace

std::size_t bytes_of(const Json& value) {
  std::size_t bytes = 0;
  for (const auto& [key, text] : value.items()) {
    bytes += kBytesOfEntry;
    if (text.is_string()) bytes += text.get_ref<const std::string&>().size();
  }
  return bytes;
}

Json expand_value(const Context& active, std::string_view property, const Json& value) {
  const auto* term = active.find(property);
  const auto* type = term == nullptr || !term->type ? nullptr : &*term->type;
  const auto* text = value.get_ptr<const std::string*>();
  if (type != nullptr && text != nullptr && (*type == "@id" || *type == "@vocab")) {
    const auto against = *type == "@id" ? Against::document : Against::vocabulary_then_document;
    auto iri = expand_iri(active, *text, against);
    return {{"@id", iri ? Json(*std::move(iri)) : Json()}};
  }
  Json object{{"@value", value}};
  if (type != nullptr && *type != "@id" && *type != "@vocab" && *type != "@none") {
    object["@type"] = *type;
  } else if (text != nullptr) {
    const bool says_language = term != nullptr && term->language;
    const bool says_direction = term != nullptr && term->direction;
    const auto& language = says_language ? *term->language : active.language;
    const auto& direction = says_direction ? *term->direction : active.direction;
    if (language) object["@language"] = *language;
    if (direction) object["@direction"] = *direction;
  }
  return object;
}

Expander::Expander(ContextProcessor& processor, std::string_view base_url, const Limits& limits)
    : processor_(processor), base_url_(base_url), maximum_bytes_(limits.expanded_bytes) {}

Result<void> Expander::charge(std::size_t bytes, const Place& where) {
  bytes_ += bytes;
  if (bytes_ <= maximum_bytes_) return {};
  return Error{RdfError::too_large, where.text() + ": more than " + std::to_string(maximum_bytes_) +
                                        " bytes of expanded JSON-LD"};
}

Result<Json> Expander::expand(const Json& document, const ContextPtr& active) {
  auto expanded = element(active, std::nullopt, document, Place());
  if (!expanded) return expanded;
  if (has(*expanded, "@graph") && expanded->size() == 1) {
    return Json(std::move((*expanded)["@graph"]));
  }
  return as_array(*std::move(expanded));
}

Result<Json> Expander::element(ContextPtr active,
                               const Property& property,
                               const Json& element,
                               const Place& where,
                               From from) {
  if (element.is_array()) return array(active, property, element, where, from);
  if (element.is_object()) return object(std::move(active), property, element, where, from);
  if (element.is_null() || !property || *property == "@graph") return Json();
  const auto* term = active->find(*property);
  if (term != nullptr && term->context != nullptr) {
    auto entered = processor_.enter(active, *term, ContextProcessor::Scope::property, where);
    if (!entered) return entered.error();
    active = *std::move(entered);
  }
  auto value = expand_value(*active, *property, element);
  if (auto charged = charge(bytes_of(value), where); !charged) return charged.error();
  return value;
}

Result<Json> Expander::array(const ContextPtr& active,
                             const Property& property,
                             const Json& array,
                             const Place& where,
                             From from) {
  const bool holds_lists = property && active->containers(*property).has(Container::list);
  auto result = Json::array();
  for (std::size_t i = 0; i < array.size(); ++i) {
    auto item = element(active, property, array[i], where.item(i), from);
    if (!item) return item;
    if (item->is_array() && !holds_lists) {
      for (auto& inner : *item) result.push_back(std::move(inner));
    } else if (item->is_array()) {
      result.push_back({{"@list", *std::move(item)}});
    } else if (!item->is_null()) {
      result.push_back(*std::move(item));
    }
  }
  return result;
}

Result<Json> Expander::object(ContextPtr active,
                              const Property& property,
                              const Json& object,
                              const Place& where,
                              From from) {
  auto result = Json::object();
  Node node{std::move(active), nullptr, property, std::nullopt, result};
  if (auto entered = enter_contexts(node, object, where, from); !entered) return entered.error();
  if (auto expanded = entries(node, object, where); !expanded) return expanded.error();
  return finished(node, where);
}

// The context of the property, that of the object itself, then those of its types.
Result<void> Expander::enter_contexts(Node& node,
                                      const Json& object,
                                      const Place& where,
                                      From from) {
  using Scope = ContextProcessor::Scope;
  const auto outer = node.active;
  const auto* term = node.property ? outer->find(*node.property) : nullptr;
  if (outer->previous != nullptr && from == From::elsewhere && begins_node(*outer, object)) {
    node.active = outer->previous;
  }
  if (term != nullptr && term->context != nullptr) {
    auto entered = processor_.enter(node.active, *term, Scope::property, where);
    if (!entered) return entered.error();
    node.active = *std::move(entered);
  }
  if (const auto local = object.find("@context"); local != object.end()) {
    auto processed = processor_.process(node.active, *local, base_url_, where.key("@context"));
    if (!processed) return processed.error();
    node.active = *std::move(processed);
  }
  node.type_scoped = node.active;
  const Json* first_types = nullptr;
  for (const auto& [key, value] : object.items()) {
    if (keyword_for(*node.active, key) != "@type") continue;
    if (first_types == nullptr) first_types = &value;
    for (const auto& type : sorted_texts(value)) {
      const auto* scoped = node.type_scoped->find(type);
      if (scoped == nullptr || scoped->context == nullptr) continue;
      auto entered = processor_.enter(node.active, *scoped, Scope::type, where);
      if (!entered) return entered.error();
      node.active = *std::move(entered);
    }
  }
  const auto types = first_types == nullptr ? std::vector<const Json*>() : items_of(*first_types);
  if (!types.empty() && types.back()->is_string()) {
    const auto& last = types.back()->get_ref<const std::string&>();
    node.input_type = expand_iri(*node.active, last, Against::vocabulary);
  }
  return {};
}

Result<void> Expander::entries(Node& node, const Json& object, const Place& where) {
  std::vector<std::pair<std::string_view, const Json*>> nests;
  for (const auto& [key, value] : object.items()) {
    if (key == "@context") continue;
    const auto name = expand_iri(*node.active, key, Against::vocabulary);
    if (!name) continue;
    const auto place = where.key(key);
    if (auto charged = charge(kBytesOfEntry + name->size(), place); !charged) return charged;
    if (*name == "@nest" && node.property != "@reverse") {
      nests.emplace_back(key, &value);
    } else if (is_keyword(*name)) {
      if (auto done = keyword(node, *name, value, place); !done) return done;
    } else if (name->find(':') != std::string::npos) {
      if (auto done = term(node, key, *name, value, place); !done) return done;
    }
  }
  for (const auto& [key, value] : nests) {
    const auto place = where.key(key);
    if (auto done = nested(node, key, *value, place); !done) return done;
  }
  return {};
}

// The entries of the objects under a key that nests count as entries of the node.
Result<void> Expander::nested(Node& node,
                              std::string_view key,
                              const Json& value,
                              const Place& where) {
  const auto outer = node.active;
  const auto outer_property = node.property;
  const auto* term = outer->find(key);
  node.property = key;
  if (term != nullptr && term->context != nullptr) {
    auto entered = processor_.enter(outer, *term, ContextProcessor::Scope::property, where);
    if (!entered) return entered.error();
    node.active = *std::move(entered);
  }
  for (const auto* item : items_of(value)) {
    if (!item->is_object() || has_key_for(*node.active, *item, "@value")) {
      return refuse(JsonLdError::invalid_nest_value, where, "only node objects nest");
    }
    if (auto done = entries(node, *item, where); !done) return done;
  }
  node.active = outer;
  node.property = outer_property;
  return {};
}

Result<Json> Expander::finished(Node& node, const Place& where) {
  auto& result = node.result;
  if (result.contains("@value")) {
    if (auto checked = check_value_object(result, where); !checked) return checked.error();
    const auto& value = result["@value"];
    const bool is_json = result.value("@type", Json()) == "@json";
    if (!is_json && (value.is_null() || (value.is_array() && value.empty()))) return Json();
  } else if (result.contains("@type")) {
    result["@type"] = as_array(std::move(result["@type"]));
  } else if (result.contains("@set") || result.contains("@list")) {
    if (result.size() > (result.contains("@index") ? 2U : 1U)) {
      return refuse(JsonLdError::invalid_set_or_list_object, where, "more than values and @index");
    }
    if (result.contains("@set")) result = Json(std::move(result["@set"]));
  }
  if (has(result, "@language") && result.size() == 1) return Json();
  const bool is_free = !node.property || *node.property == "@graph";
  if (is_free && result.is_object() &&
      (result.empty() || is_value_object(result) || is_list_object(result) ||
       is_reference(result))) {
    return Json();
  }
  return std::move(result);
}

}  // namespace passerelle::rdf::json_ld
