// JSON as it enters and leaves: strict on the way in, canonical (RFC 8785) on the way out.
//
// What is signed, digested or stored is canonical text. What comes from outside is read with
// limits, and a key that stands twice is refused: two readers could see two documents.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "node/base/limits.h"
#include "node/base/result.h"

namespace passerelle {

using Json = nlohmann::json;

// Reads one JSON document. Refuses duplicate keys, invalid UTF-8, numbers that no double holds,
// brackets within more brackets than `maximum_depth`, and text longer than `maximum_bytes`. Errors
// name line and column, or the object in which a key stands twice.
// Requires: maximum_depth <= kMaximumJsonDepth.
Result<Json> parse_json(std::string_view text,
                        std::size_t maximum_bytes = kMaximumJsonBytes,
                        int maximum_depth = kMaximumJsonDepth);

// Returns the canonical form of RFC 8785. Refuses NaN, infinity and integers that are not the text
// of a double, which have no one form; 64-bit words travel as decimal text.
Result<std::string> canonical(const Json& value);

// Returns the canonical form of a document that we made ourselves.
// Requires: every number is finite and every integer within 2^53, or read by parse_json and
// accepted by `canonical`.
std::string canonical_text(const Json& value);

// Makes every text in the value unreadable, as far as the value reaches; names stay.
void wipe(Json& value);

// Returns a double as RFC 8785 writes it: the shortest text that reads back as the same number.
// Requires: value is finite.
std::string number_text(double value);

}  // namespace passerelle
