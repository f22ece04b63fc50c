#include "node/search/question.h"

#include <algorithm>
#include <array>

#include "node/search/errors.h"

namespace passerelle::search {
namespace {

// Articles, prepositions and conjunctions of English and French, folded: most texts hold them. In
// order, for they are looked up by halving.
constexpr auto kSmallWords = std::to_array<std::string_view>({
    "a",   "an",    "and",  "are", "as",  "at",   "au",   "aux", "avec", "by",   "ce",
    "ces", "dans",  "de",   "des", "du",  "en",   "est",  "et",  "for",  "from", "in",
    "is",  "it",    "la",   "le",  "les", "leur", "ne",   "of",  "on",   "or",   "ou",
    "par", "pour",  "que",  "qui", "sa",  "se",   "ses",  "son", "sont", "sur",  "that",
    "the", "their", "this", "to",  "un",  "une",  "vers", "was", "were", "with",
});
static_assert(std::ranges::is_sorted(kSmallWords));

bool is_small(const Demand& demand) {
  return !demand.is_phrase() &&
         std::ranges::binary_search(kSmallWords, std::string_view(demand.words.front().folded));
}

bool has_apostrophe_before(std::string_view text, std::size_t at) {
  return text.substr(0, at).ends_with('\'') || text.substr(0, at).ends_with("’");
}

bool has_apostrophe_behind(std::string_view text, std::size_t at) {
  return text.substr(at).starts_with('\'') || text.substr(at).starts_with("’");
}

// The "l" of "l'hôpital" and the "s" of "patient's" are no words of their own.
bool is_elided(std::string_view text, const catalogue::Word& word) {
  constexpr auto kElided =
      std::to_array<std::string_view>({"c", "d", "j", "l", "m", "n", "qu", "s", "t"});
  return (std::ranges::find(kElided, word.folded) != kElided.end() &&
          has_apostrophe_behind(text, word.end)) ||
         (word.folded == "s" && has_apostrophe_before(text, word.begin));
}

// A quotation mark that opens or closes at this place, or its size 0.
std::size_t quote_at(std::string_view text, std::size_t at) {
  for (const std::string_view mark : {"\"", "“", "”", "„", "«", "»"}) {
    if (text.substr(at).starts_with(mark)) return mark.size();
  }
  return 0;
}

std::vector<catalogue::Word> words_between(std::string_view text,
                                           std::size_t begin,
                                           std::size_t end) {
  auto words = catalogue::words_of(text.substr(begin, end - begin));
  for (auto& word : words) {
    word.begin += begin;
    word.end += begin;
  }
  return words;
}

// Adds what stands between two quotation marks: words one by one, or one phrase.
void add(std::vector<Demand>& demands,
         std::string_view text,
         std::vector<catalogue::Word> words,
         bool is_phrase) {
  if (is_phrase && !words.empty()) {
    demands.push_back({std::move(words), false});
    return;
  }
  for (auto& word : words) {
    if (!is_elided(text, word)) demands.push_back({{std::move(word)}, false});
  }
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

Result<std::vector<Demand>> demands_of(std::string_view text) {
  if (text.size() > kMaximumQuestionBytes) {
    return Error{SearchError::too_long,
                 "a search has at most " + std::to_string(kMaximumQuestionBytes) + " bytes"};
  }
  if (is_blank(text)) return std::vector<Demand>();

  std::vector<Demand> demands;
  bool is_phrase = false;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto mark = quote_at(text, at);
    if (mark > 0) {
      add(demands, text, words_between(text, begin, at), is_phrase);
      is_phrase = !is_phrase;
      begin = at + mark;
    }
    at += std::max<std::size_t>(mark, 1);
  }
  add(demands, text, words_between(text, begin, text.size()), is_phrase);

  if (demands.empty()) {
    return Error{SearchError::no_words, "the search holds no word, only signs"};
  }
  std::size_t words = 0;
  for (const auto& demand : demands) words += demand.words.size();
  if (words > kMaximumQuestionWords) {
    return Error{SearchError::too_long,
                 "a search has at most " + std::to_string(kMaximumQuestionWords) + " words"};
  }
  if (!std::ranges::all_of(demands, is_small)) std::erase_if(demands, is_small);
  // Whoever stops right behind a letter may be in the middle of a word.
  auto& last = demands.back();
  last.is_prefix = !is_phrase && last.words.size() == 1 && last.words.front().end == text.size() &&
                   catalogue::length_of(last.words.front().folded) >= kShortestPrefix;
  return demands;
}

std::string with_word(std::string_view text, const catalogue::Word& word, std::string_view other) {
  std::string result(text.substr(0, word.begin));
  result += other;
  result += text.substr(word.end);
  return result;
}

}  // namespace passerelle::search
