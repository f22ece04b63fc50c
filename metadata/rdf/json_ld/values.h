// The kinds of objects of JSON-LD (JSON-LD 1.1, section 9) as questions to JSON, and its keywords.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/json.h"

namespace passerelle::rdf::json_ld {

// Whether the text is a keyword of JSON-LD 1.1, such as "@id".
bool is_keyword(std::string_view text);

// Whether the text looks as a keyword does, "@" and letters: kept for keywords to come.
bool has_keyword_form(std::string_view text);

// Whether the text is "_:" and something.
bool is_blank_label(std::string_view text);

// Whether the text is well formed as a language tag (BCP 47, section 2.2.9, by its outer form).
bool is_language_tag(std::string_view text);

bool is_scalar(const Json& json);  // a string, a number or a truth value
bool has(const Json& json, const char* key);
bool has_name(const Json& json);  // an @id that is not null
bool is_value_object(const Json& json);
bool is_list_object(const Json& json);
bool is_graph_object(const Json& json);
bool is_simple_graph_object(const Json& json);  // a graph without a name
bool is_node_object(const Json& json);
bool is_reference(const Json& json);  // nothing but an @id

// Returns the text under a key, if there is one. Requires: an object, and no other kind of value.
std::optional<std::string> text_of(const Json& object, const char* key);

// Returns an array as it is, null as an empty one, anything else as the only item of one.
Json as_array(Json json);

// Returns the items of an array, or the one thing that is no array.
std::vector<const Json*> items_of(const Json& json);

// How values under one key are kept: as an array always, or a single one by itself.
enum class Layout { array, shortest };

// Adds to the values under a key: each item of an array, or the value itself ("add value" in the
// JSON-LD 1.1 API, section 9.2).
void append(Json& object, const std::string& key, Json value, Layout layout = Layout::array);

}  // namespace passerelle::rdf::json_ld
