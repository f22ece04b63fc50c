// Small questions about text that every room asks in the same way.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace passerelle {

// Returns the text with the letters A to Z in lower case; every other byte stays.
std::string lower_case(std::string_view text);

// Returns "line 3, column 7" for a byte of a document, counted from 1, columns in characters.
std::string position(std::string_view document, std::size_t at);

}  // namespace passerelle
