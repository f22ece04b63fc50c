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

// A text in parts: plain, hit, plain, hit, …; the first part may be empty. Put together they are
// the text.
using Marked = std::vector<std::string>;

class Highlighter {
 public:
  // Requires: the meanings outlive the highlighter.
  explicit Highlighter(const std::vector<Meaning>& meanings) : meanings_(meanings) {}

  // Marks every word and phrase of the text that meets a demand.
  Marked marked(std::string_view text, Stemming stemming);

  // Returns a part of the text, at most about `size` bytes, around the first hit, else its
  // beginning; "…" stands where something was cut.
  Marked snippet(std::string_view text, Stemming stemming, std::size_t size);

  // Returns whether a word or phrase of the text meets a demand.
  bool stands_in(std::string_view text, Stemming stemming) {
    return !hits_in(text, stemming).empty();
  }

 private:
  // Where a hit begins and ends, in bytes.
  struct Span {
    std::size_t begin;
    std::size_t end;
  };

  static Marked parts_of(std::string_view text,
                         std::size_t begin,
                         std::size_t end,
                         const std::vector<Span>& hits);
  std::vector<Span> hits_in(std::string_view text, Stemming stemming);
  const std::string& term(const catalogue::Word& word, Stemming stemming);

  const std::vector<Meaning>& meanings_;
  // The same words stand in many texts. By stemming, then by the word as written.
  std::array<std::unordered_map<std::string, std::string>, 3> terms_;
};

}  // namespace passerelle::search
