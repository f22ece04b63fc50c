// The part of expansion that knows keywords (JSON-LD 1.1 API, section 5.1.2, steps 13.4 and 15).
#include <algorithm>
#include <nlohmann/json.hpp>

#include "metadata/rdf/iri.h"
#include "metadata/rdf/json_ld/errors.h"
#include "metadata/rdf/json_ld/expansion.h"
#include "metadata/rdf/json_ld/values.h"

namespace passerelle::rdf::json_ld {
Result<void> Expander::keyword(Node& node,
                               const std::string& name,
                               const Json& value,
                               const Place& where) {
  auto& result = node.result;
  if (node.property == "@reverse") {
    return refuse(JsonLdError::invalid_reverse_property_map, where, "a keyword is no property");
  }
  if (result.contains(name) && name != "@included" && name != "@type") {
    return refuse(JsonLdError::colliding_keywords, where, "a second " + name);
  }
  const auto keep = [&](Result<Json> expanded) -> Result<void> {
    if (!expanded) return expanded.error();
    result[name] = *std::move(expanded);
    return {};
  };
  if (name == "@type") return types(node, value, where);
  if (name == "@included") return included(node, value, where);
  if (name == "@reverse") return reverse(node, value, where);
  if (name == "@id") {
    if (!value.is_string()) return refuse(JsonLdError::invalid_id_value, where, "no text");
    auto iri = expand_iri(*node.active, value.get<std::string>(), Against::document);
    if (auto charged = charge(iri ? iri->size() : 0, where); !charged) return charged;
    return keep(iri ? Json(*std::move(iri)) : Json());
  }
  if (name == "@value") {
    if (node.input_type != "@json" && !value.is_null() && !is_scalar(value)) {
      return refuse(JsonLdError::invalid_value_object_value, where, "neither a scalar nor null");
    }
    return keep(value);
  }
  if (name == "@language") {
    if (value.is_string()) return keep(value);
    return refuse(JsonLdError::invalid_language_tagged_string, where, "no text");
  }
  if (name == "@direction") {
    if (value == "ltr" || value == "rtl") return keep(value);
    return refuse(JsonLdError::invalid_base_direction, where, "neither ltr nor rtl");
  }
  if (name == "@index") {
    if (value.is_string()) return keep(value);
    return refuse(JsonLdError::invalid_index_value, where, "no text");
  }
  if (name == "@set") return keep(element(node.active, node.property, value, where));
  if (name == "@graph" || name == "@list") {
    const bool is_free = !node.property || *node.property == "@graph";
    if (name == "@list" && is_free) return {};
    const Property property = name == "@graph" ? Property(name) : node.property;
    auto items = element(node.active, property, value, where);
    return keep(items ? Result<Json>(as_array(*std::move(items))) : std::move(items));
  }
  return {};  // a keyword of contexts, which means nothing here
}

Result<void> Expander::types(Node& node, const Json& value, const Place& where) {
  auto types = Json::array();
  for (const auto* item : items_of(value)) {
    if (!item->is_string()) {
      return refuse(JsonLdError::invalid_type_value, where, "neither text nor texts");
    }
    auto iri = expand_iri(*node.type_scoped, item->get_ref<const std::string&>(),
                          Against::vocabulary_then_document);
    if (auto charged = charge(iri ? iri->size() : 0, where); !charged) return charged;
    if (iri) types.push_back(*std::move(iri));
  }
  auto& result = node.result;
  // One type stays a text until the node is known to be no value, whose type is one text.
  if (value.is_array() || result.contains("@type")) append(result, "@type", std::move(types));
  else result["@type"] = types.empty() ? Json() : Json(std::move(types.front()));
  return {};
}

Result<void> Expander::included(Node& node, const Json& value, const Place& where) {
  auto nodes = element(node.active, std::nullopt, value, where);
  if (!nodes) return nodes.error();
  const bool is_nothing = nodes->is_null();
  auto all = as_array(*std::move(nodes));
  if (is_nothing || !std::ranges::all_of(all, is_node_object)) {
    return refuse(JsonLdError::invalid_included_value, where, "only node objects are included");
  }
  append(node.result, "@included", std::move(all));
  return {};
}

Result<void> Expander::reverse(Node& node, const Json& value, const Place& where) {
  if (!value.is_object()) return refuse(JsonLdError::invalid_reverse_value, where, "no object");
  auto expanded = element(node.active, "@reverse", value, where);
  if (!expanded) return expanded.error();
  for (auto& [property, items] : expanded->items()) {
    if (property == "@reverse") {  // reversed twice
      for (auto& [again, values] : items.items()) append(node.result, again, std::move(values));
      continue;
    }
    if (auto added = add_reversed(node, property, std::move(items), where); !added) return added;
  }
  return {};
}

Result<void> Expander::add_reversed(Node& node,
                                    const std::string& property,
                                    Json items,
                                    const Place& where) {
  items = as_array(std::move(items));
  for (const auto& item : items) {
    if (is_value_object(item) || is_list_object(item)) {
      return refuse(JsonLdError::invalid_reverse_property_value, where,
                    "only nodes have properties");
    }
  }
  append(node.result["@reverse"], property, std::move(items));
  return {};
}

Result<void> check_value_object(const Json& object, const Place& where) {
  for (const auto& [key, value] : object.items()) {
    if (key != "@direction" && key != "@index" && key != "@language" && key != "@type" &&
        key != "@value") {
      return refuse(JsonLdError::invalid_value_object, where, "a value is nothing else as well");
    }
  }
  const bool is_text = object.contains("@language") || object.contains("@direction");
  const auto type = object.find("@type");
  if (type != object.end() && is_text) {
    return refuse(JsonLdError::invalid_value_object, where, "a type beside a language");
  }
  const Json& value = object["@value"];
  if (type != object.end() ? *type == "@json" : value.is_null()) return {};
  if (object.contains("@language") && !value.is_string()) {
    return refuse(JsonLdError::invalid_language_tagged_value, where, "only text has a language");
  }
  if (type != object.end() && !value.is_null() &&
      !(type->is_string() && is_absolute_iri(type->get_ref<const std::string&>()))) {
    return refuse(JsonLdError::invalid_typed_value, where, "the type is not an IRI");
  }
  return {};
}

}  // namespace passerelle::rdf::json_ld
