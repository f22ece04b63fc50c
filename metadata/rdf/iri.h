// IRIs as text: what is one, and how a relative one becomes absolute (RFC 3986, section 5.2).
//
// Thread safety: pure functions; any thread.
#pragma once

#include <string>
#include <string_view>

namespace passerelle::rdf {

// Says whether the text begins with a scheme, such as "urn:".
bool has_scheme(std::string_view text);

// Says whether the text is UTF-8 with a scheme and without the characters that Turtle forbids.
bool is_absolute_iri(std::string_view text);

// Returns the reference resolved against the base, dot segments removed.
// Requires: `base` is absolute.
std::string resolve(std::string_view base, std::string_view reference);

// Returns where the text stops being UTF-8 (RFC 3629: no surrogate, no overlong form), or its size.
std::size_t utf8_prefix(std::string_view text);

// Returns the beginning of a text, for a sentence about it: at most 200 bytes of whole characters.
std::string shortened(std::string_view text);

}  // namespace passerelle::rdf
