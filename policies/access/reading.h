// Pieces that the JSON readers of this room, policies/form and policies/procedure share. Not for
// other rooms.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/error.h"
#include "node/base/fields.h"
#include "node/base/json.h"
#include "policies/access/application.h"
#include "policies/access/terms.h"

namespace passerelle::access {

// Longest text of a document, in bytes: more than a committee would read.
inline constexpr std::size_t kMaximumTextBytes = 20'000;
inline constexpr std::size_t kMaximumListed = 10'000;

// Returns a text from outside as part of a sentence: quoted, at most 200 bytes of whole characters,
// and nothing that could break the line of a log.
std::string shown(std::string_view text);

// Returns the enumerator whose code is written; `codes[i]` is the code of the one with value i. A
// status is compared as text here only, and another spelling of it is refused.
template <class Enum, std::size_t N>
Result<Enum> parse_code(const std::array<std::string_view, N>& codes, std::string_view wanted) {
  std::string known;
  for (std::size_t i = 0; i < N; ++i) {
    if (codes[i] == wanted) return static_cast<Enum>(i);
    known += (i == 0 ? "" : ", ") + std::string(codes[i]);
  }
  return Error{BaseError::malformed, shown(wanted) + " is none of: " + known};
}

// Reads a text field as one of a closed list, through that list's parser.
template <class T>
T read_code(Fields& fields, std::string_view name, Result<T> (*parse)(std::string_view)) {
  const auto text = fields.text(name);
  if (fields.failed()) return T{};
  auto value = parse(text);
  if (!value) {
    fields.fail(name, value.error().detail);
    return T{};
  }
  return *value;
}

// Calls `read(item, path of the item)` for every item of a list, until something is wrong.
void read_each(Fields& fields,
               std::string_view name,
               const std::function<void(const Json&, const std::string&)>& read,
               std::size_t maximum = kMaximumListed);

// Reads {"en": "…", "fr": "…"}: language tags in lower case, English among them.
Texts read_texts(Fields& fields, std::string_view name);
Json to_json(const Texts& texts);

std::vector<Person> read_persons(Fields& fields, std::string_view name);
Json to_json(const std::vector<Person>& persons);

std::vector<NodeId> read_nodes(Fields& fields, std::string_view name);
Json to_json(const std::vector<NodeId>& nodes);

std::vector<Instant> read_instants(Fields& fields, std::string_view name);
Json to_json(const std::vector<Instant>& instants);

// Reads {"fr": ["<64 hex>", …]}: the keys of the certificates that a node may use.
using Pins = std::map<NodeId, std::vector<std::string>>;
Pins read_pins(Fields& fields, std::string_view name);
Json to_json(const Pins& pins);

// Returns the words of a text, which white space parts.
std::size_t count_words(std::string_view text);

// Says whether the text is a SHA-256 as 64 lower-case hex characters.
bool is_digest(std::string_view text);

// Says whether the text is an account of a node: "marie@fr".
bool is_account_of(std::string_view account, const NodeId& node);

// Says whether the text can stand as an identifier that nodes exchange: letters, digits and -._:/
bool is_identifier(std::string_view text);

}  // namespace passerelle::access
