// What a word is looked up by: its stem in English and French texts, the folded word in others.
//
// Thread safety: pure function; any thread.
#pragma once

#include <string>
#include <string_view>

#include "metadata/catalogue/words.h"

namespace passerelle::search {

enum class Stemming { none, english, french };

// Returns how texts of a language tag are stemmed ("en", "en-GB", "fr", …). A text without a tag is
// taken for English: a wrong stem does no harm, for words are also found as they are written.
Stemming stemming_of(std::string_view language);

// Returns the term under which the word is indexed: folded, never empty.
std::string term_of(const catalogue::Word& word, Stemming stemming);

}  // namespace passerelle::search
