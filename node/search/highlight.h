// Shows where the words of a search stand in a text.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "node/search/analysis.h"
#include "node/search/vocabulary.h"

namespace passerelle::search {

// A text in parts: plain, hit, plain, hit, …; the first part may be empty. Put together they are
// the text.
using Marked = std::vector<std::string>;

// Marks every word and phrase of the text that meets a demand.
Marked marked(std::string_view text, Stemming stemming, const std::vector<Meaning>& meanings);

// Returns a part of the text, at most about `size` bytes, around the first hit, else its beginning;
// "…" stands where something was cut.
Marked snippet(std::string_view text,
               Stemming stemming,
               const std::vector<Meaning>& meanings,
               std::size_t size);

// Returns whether a word or phrase of the text meets a demand.
bool meets_any(std::string_view text, Stemming stemming, const std::vector<Meaning>& meanings);

}  // namespace passerelle::search
