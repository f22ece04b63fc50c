// The lines of the closed lists of this room. Not for other rooms.
//
// Thread safety: values; any thread.
#pragma once

#include <string>
#include <string_view>

namespace passerelle::purposes {

// What stands for one enumerator: its code, and its words in English and French.
struct Entry {
  std::string_view code, en, fr;
};

// Returns a text from outside as part of a refusal: a short one is repeated, a long one is not.
inline std::string shown(std::string_view text) {
  return text.size() <= 60 ? "\"" + std::string(text) + "\"" : "a text of that length";
}

}  // namespace passerelle::purposes
