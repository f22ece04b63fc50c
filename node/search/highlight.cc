#include "node/search/highlight.h"

#include <algorithm>

namespace passerelle::search {
namespace {

// Where a hit begins and ends, in bytes.
struct Span {
  std::size_t begin;
  std::size_t end;
};

bool stands_at(const std::vector<std::string>& terms, std::size_t at, const Meaning& meaning) {
  if (at + meaning.terms.size() > terms.size()) return false;
  for (std::size_t place = 0; place < meaning.terms.size(); ++place) {
    if (!meaning.admits(terms[at + place], place)) return false;
  }
  return true;
}

// Returns the hits from left to right; those that touch or overlap are one.
std::vector<Span> hits_in(std::string_view text,
                          Stemming stemming,
                          const std::vector<Meaning>& meanings) {
  const auto words = words_of(text);
  std::vector<std::string> terms;
  terms.reserve(words.size());
  for (const auto& word : words) terms.push_back(term_of(word, stemming));
  std::vector<Span> hits;
  for (std::size_t at = 0; at < words.size(); ++at) {
    std::size_t length = 0;
    for (const auto& meaning : meanings) {
      if (stands_at(terms, at, meaning)) length = std::max(length, meaning.terms.size());
    }
    if (length == 0) continue;
    const Span hit{words[at].begin, words[at + length - 1].end};
    if (!hits.empty() && hit.begin < hits.back().end) {
      hits.back().end = std::max(hits.back().end, hit.end);
    } else {
      hits.push_back(hit);
    }
  }
  return hits;
}

// Cuts [begin, end) of the text into parts. Requires: no hit crosses an end.
Marked parts_of(std::string_view text,
                std::size_t begin,
                std::size_t end,
                const std::vector<Span>& hits) {
  Marked parts;
  std::size_t at = begin;
  for (const auto& hit : hits) {
    if (hit.begin < begin || hit.end > end) continue;
    parts.emplace_back(text.substr(at, hit.begin - at));
    parts.emplace_back(text.substr(hit.begin, hit.end - hit.begin));
    at = hit.end;
  }
  parts.emplace_back(text.substr(at, end - at));
  return parts;
}

// Moves a place left to the beginning of a word that stands there, so that nothing is cut within.
std::size_t word_start(std::string_view text, std::size_t at) {
  if (at >= text.size()) return text.size();
  const auto blank = text.substr(0, at).find_last_of(" \t\r\n");
  return blank == std::string_view::npos ? 0 : blank + 1;
}

}  // namespace

Marked marked(std::string_view text, Stemming stemming, const std::vector<Meaning>& meanings) {
  return parts_of(text, 0, text.size(), hits_in(text, stemming, meanings));
}

Marked snippet(std::string_view text,
               Stemming stemming,
               const std::vector<Meaning>& meanings,
               std::size_t size) {
  const auto hits = hits_in(text, stemming, meanings);
  // A third of the part leads to the hit, the rest follows it.
  const auto focus = hits.empty() ? 0 : hits.front().begin;
  std::size_t begin = focus > size / 3 ? word_start(text, focus - size / 3) : 0;
  std::size_t end = word_start(text, begin + size);
  if (end <= begin) end = text.size();
  auto parts = parts_of(text, begin, end, hits);
  if (begin > 0) parts.front().insert(0, "…");
  if (end < text.size()) parts.back() += "…";
  return parts;
}

bool meets_any(std::string_view text, Stemming stemming, const std::vector<Meaning>& meanings) {
  return !hits_in(text, stemming, meanings).empty();
}

}  // namespace passerelle::search
