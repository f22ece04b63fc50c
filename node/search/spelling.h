// Which word was meant by one that nobody wrote.
//
// Thread safety: as the Reader.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "node/base/result.h"
#include "node/store/database.h"

namespace passerelle::search {

// Returns the text that `search_spelling` keeps of a word: with ends, so that first and last
// letters count as much as others.
std::string spelling_of(const std::string& word);

// Returns the nearest word of the index: one edit away (a letter more, less, other, or two
// neighbours exchanged), two for words of eight letters and more; the most frequent of equally near
// ones. Nothing for words of less than four letters. Looks only at the words that share most
// trigrams with it, so its time is bounded.
Result<std::optional<std::string>> corrected(store::Reader& reader, const std::string& word);

// Returns the number of edits between two words, or `maximum` + 1 when there are more.
std::size_t edits_between(const std::string& left, const std::string& right, std::size_t maximum);

}  // namespace passerelle::search
