// The text of a search, taken apart: words, phrases in quotation marks, and a last word that may be
// unfinished.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "metadata/catalogue/words.h"
#include "node/base/result.h"

namespace passerelle::search {

inline constexpr std::size_t kMaximumQuestionBytes = 1'000;
inline constexpr std::size_t kMaximumQuestionWords = 16;

// A last word of fewer letters is taken as it is: too many words begin with it.
inline constexpr std::size_t kShortestPrefix = 3;

// One thing that a result must hold: a word, or a phrase of several words in their order.
struct Demand {
  std::vector<catalogue::Word> words;  // one unless it is a phrase
  bool is_prefix = false;              // the beginning of a word is enough

  bool is_phrase() const { return words.size() > 1; }
};

// Takes a text apart. Words like "of" and "de" are left out where others remain. An empty text, or
// one of blanks, demands nothing. Refuses a text that is too long, and one of signs only.
//
// Nothing is a command: AND, *, ^, : and brackets are words or separators like any other.
Result<std::vector<Demand>> demands_of(std::string_view text);

// Returns the text with one word put in the place of another, for "did you mean". Requires: the
// word was read from this text.
std::string with_word(std::string_view text, const catalogue::Word& word, std::string_view other);

}  // namespace passerelle::search
