#include "metadata/rdf/json_ld/values.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "metadata/rdf/characters.h"

namespace passerelle::rdf::json_ld {

bool is_keyword(std::string_view text) {
  static constexpr std::array<std::string_view, 23> kKeywords{
      "@base",   "@container", "@context", "@direction", "@graph",     "@id",
      "@import", "@included",  "@index",   "@json",      "@language",  "@list",
      "@nest",   "@none",      "@prefix",  "@propagate", "@protected", "@reverse",
      "@set",    "@type",      "@value",   "@version",   "@vocab"};
  return text.starts_with('@') && std::ranges::binary_search(kKeywords, text);
}

bool has_keyword_form(std::string_view text) {
  return text.size() > 1 && text[0] == '@' && std::ranges::all_of(text.substr(1), is_letter);
}

bool is_blank_label(std::string_view text) { return text.starts_with("_:"); }

bool is_language_tag(std::string_view text) {
  std::size_t length = 0;
  bool is_first = true;
  for (const char c : text) {
    if (c == '-' && length > 0) {
      is_first = false;
      length = 0;
    } else if (!(is_letter(c) || (is_digit(c) && !is_first)) || ++length > 8) {
      return false;
    }
  }
  return length > 0;
}

bool is_scalar(const Json& json) {
  return json.is_string() || json.is_number() || json.is_boolean();
}

bool has(const Json& json, const char* key) { return json.is_object() && json.contains(key); }

bool has_name(const Json& json) { return has(json, "@id") && json["@id"].is_string(); }

std::optional<std::string> text_of(const Json& object, const char* key) {
  const auto entry = object.find(key);
  if (entry == object.end()) return std::nullopt;
  return entry->get<std::string>();
}

bool is_value_object(const Json& json) { return has(json, "@value"); }

bool is_list_object(const Json& json) { return has(json, "@list"); }

bool is_graph_object(const Json& json) {
  if (!has(json, "@graph")) return false;
  return std::ranges::all_of(json.items(), [](const auto& entry) {
    return entry.key() == "@graph" || entry.key() == "@id" || entry.key() == "@index";
  });
}

bool is_simple_graph_object(const Json& json) { return is_graph_object(json) && !has(json, "@id"); }

bool is_node_object(const Json& json) {
  return json.is_object() && !has(json, "@value") && !has(json, "@list") && !has(json, "@set");
}

bool is_reference(const Json& json) { return has(json, "@id") && json.size() == 1; }

Json as_array(Json json) {
  if (json.is_array()) return json;
  auto array = Json::array();
  if (!json.is_null()) array.push_back(std::move(json));
  return array;
}

std::vector<const Json*> items_of(const Json& json) {
  if (!json.is_array()) return {&json};
  std::vector<const Json*> items;
  for (const auto& item : json) items.push_back(&item);
  return items;
}

void append(Json& object, const std::string& key, Json value, Layout layout) {
  const auto known = object.find(key);
  const bool is_first = known == object.end();
  if (is_first && layout == Layout::shortest && !value.is_array()) {
    object[key] = std::move(value);
    return;
  }
  if (is_first && layout == Layout::shortest && value.size() < 2) {
    if (!value.empty()) object[key] = Json(std::move(value.front()));
    return;
  }
  auto values = is_first ? Json::array() : as_array(std::move(*known));
  if (value.is_array()) {
    for (auto& item : value) values.push_back(std::move(item));
  } else {
    values.push_back(std::move(value));
  }
  object[key] = std::move(values);
}

}  // namespace passerelle::rdf::json_ld
