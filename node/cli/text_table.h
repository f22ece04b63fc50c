// Objects with the same few fields as a table for a terminal: one line each, columns aligned.
//
// Thread safety: pure functions.
#pragma once

#include <optional>
#include <string>

#include "node/base/json.h"

namespace passerelle::cli {

// Beyond this a table is harder to read than lines.
inline constexpr std::size_t kWidestTable = 180;

// Returns lines, each after `indent`; nothing where the list holds anything but objects of plain
// values, or the table would be too wide. What says which object it is stands first, the other
// fields in alphabetical order.
std::optional<std::string> text_table(const Json& list, const std::string& indent);

// Returns a plain value, or a list of them, in words.
std::string in_words(const Json& value);

// Whether it is shown on one line: no object, and no list but one of plain values.
bool is_plain(const Json& value);

}  // namespace passerelle::cli
