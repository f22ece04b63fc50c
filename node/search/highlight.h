// Shows where the words of a search stand in texts.
//
// Thread safety: one thread.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "node/search/analysis.h"
#include "node/search/vocabulary.h"

namespace passerelle::search {

// Where a hit begins and ends, in bytes.
struct Span {
  std::size_t begin;
  std::size_t end;
  bool operator==(const Span&) const = default;
};

class Highlighter {
 public:
  // Requires: the meanings outlive the highlighter.
  explicit Highlighter(const std::vector<Meaning>& meanings) : meanings_(meanings) {}

  // Returns where words and phrases of the text meet demands, from left to right; those that
  // overlap are one.
  std::vector<Span> hits_in(std::string_view text, Stemming stemming);

 private:
  const std::string& term(const catalogue::Word& word, Stemming stemming);

  const std::vector<Meaning>& meanings_;
  // The same words stand in many texts. By stemming, then by the word as written.
  std::array<std::unordered_map<std::string, std::string>, 3> terms_;
};

// A text in parts: plain, hit, plain, hit, …; the first part may be empty. Put together they are
// the text.
using Marked = std::vector<std::string>;

// Returns the whole text with these hits of it.
Marked marked(std::string_view text, const std::vector<Span>& hits);

// Returns a part of the text, at most about `size` bytes, around the first hit, else its beginning;
// "…" stands where something was cut.
Marked snippet(std::string_view text, const std::vector<Span>& hits, std::size_t size);

}  // namespace passerelle::search
