// What the tests of this room ask of a text.
//
// Thread safety: pure functions.
#pragma once

#include <string>

#include "node/bundle/words.h"

namespace passerelle::bundle {

inline bool has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

inline const Messages& english() { return words(Language::en); }

}  // namespace passerelle::bundle
