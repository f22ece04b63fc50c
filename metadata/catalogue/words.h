// The words of a text, as search compares them: without case and accents (é = e, œ = oe, ß = ss;
// Greek and Cyrillic too). A word is a run of letters, digits and marks; everything else, an
// apostrophe as well, stands between words.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace passerelle::catalogue {

struct Word {
  std::string folded;   // letters and digits in lower case without accents; never empty
  std::string written;  // in lower case with its accents: what a stemmer needs
  std::size_t begin;    // where it stands in the text, in bytes
  std::size_t end;
};

// A longer word is cut: it is a number, a key or an address, which nobody types as a whole.
inline constexpr std::size_t kMaximumWordBytes = 64;

// Returns the words in their order. A byte that is not UTF-8 separates words.
std::vector<Word> words_of(std::string_view text);

// Returns the words folded, with one space between them: a key that sorts and compares texts.
std::string folded(std::string_view text);

// Returns how many characters a folded word has. Requires: UTF-8.
std::size_t length_of(std::string_view word);

}  // namespace passerelle::catalogue
