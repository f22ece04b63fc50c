#include "node/search/highlight.h"

#include <algorithm>

namespace passerelle::search {
namespace {

bool stands_at(const std::vector<const std::string*>& terms,
               std::size_t at,
               const Meaning& meaning) {
  if (at + meaning.terms.size() > terms.size()) return false;
  for (std::size_t place = 0; place < meaning.terms.size(); ++place) {
    if (!meaning.admits(*terms[at + place], place)) return false;
  }
  return true;
}

// Moves a place left to the beginning of a word that stands there, so that nothing is cut within.
std::size_t word_start(std::string_view text, std::size_t at) {
  if (at >= text.size()) return text.size();
  const auto blank = text.substr(0, at).find_last_of(" \t\r\n");
  return blank == std::string_view::npos ? 0 : blank + 1;
}

// Cuts [begin, end) of the text into parts; a hit that reaches over an end is not marked.
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

}  // namespace

const std::string& Highlighter::term(const catalogue::Word& word, Stemming stemming) {
  auto& known = terms_[static_cast<std::size_t>(stemming)];
  const auto found = known.find(word.written);
  if (found != known.end()) return found->second;
  return known.emplace(word.written, term_of(word, stemming)).first->second;
}

std::vector<Span> Highlighter::hits_in(std::string_view text, Stemming stemming) {
  if (meanings_.empty()) return {};
  const auto words = catalogue::words_of(text);
  std::vector<const std::string*> terms;
  terms.reserve(words.size());
  for (const auto& word : words) terms.push_back(&term(word, stemming));
  std::vector<Span> hits;
  for (std::size_t at = 0; at < words.size(); ++at) {
    std::size_t length = 0;
    for (const auto& meaning : meanings_) {
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

Marked marked(std::string_view text, const std::vector<Span>& hits) {
  return parts_of(text, 0, text.size(), hits);
}

Marked snippet(std::string_view text, const std::vector<Span>& hits, std::size_t size) {
  // A third of the part leads to the hit, the rest follows it.
  const auto focus = hits.empty() ? 0 : hits.front().begin;
  const std::size_t begin = focus > size / 3 ? word_start(text, focus - size / 3) : 0;
  std::size_t end = word_start(text, begin + size);
  if (end <= begin) end = text.size();
  auto parts = parts_of(text, begin, end, hits);
  if (begin > 0) parts.front().insert(0, "…");
  if (end < text.size()) parts.back() += "…";
  return parts;
}

}  // namespace passerelle::search
