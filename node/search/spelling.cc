#include "node/search/spelling.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "metadata/catalogue/words.h"
#include "node/search/best.h"
#include "node/search/errors.h"
#include "node/store/postings.h"

namespace passerelle::search {
namespace {

constexpr std::size_t kShortestWord = 4;
constexpr std::size_t kLongWord = 8;
constexpr std::size_t kCandidates = 200;

// A word as its characters, each still in UTF-8.
std::vector<std::string_view> characters_of(std::string_view text) {
  std::vector<std::string_view> characters;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
    characters.push_back(text.substr(at, end - at));
    at = end;
  }
  return characters;
}

// An expression that matches what shares a trigram with the spelling.
std::string any_trigram_of(const std::string& spelling) {
  const auto characters = characters_of(spelling);
  std::string expression;
  for (std::size_t i = 0; i + 3 <= characters.size(); ++i) {
    expression += expression.empty() ? "\"" : " OR \"";
    for (std::size_t k = i; k < i + 3; ++k) expression += characters[k];
    expression += '"';
  }
  return expression;
}

// Counts how many trigrams each word shares, by its number.
class SharedTrigrams final : public store::PostingReceiver {
 public:
  explicit SharedTrigrams(std::uint32_t last_word) : shared_(last_word + std::size_t{1}) {}

  void take(std::size_t, store::Posting posting) override {
    if (posting.row < shared_.size()) ++shared_[posting.row];
    else is_damaged_ = true;
  }

  bool is_damaged() const { return is_damaged_; }

  // The numbers of the words that share most, these first.
  std::vector<std::uint32_t> most_shared() const {
    Best<std::uint32_t, MoreShared> best(kCandidates, MoreShared{shared_});
    for (std::uint32_t number = 0; number < shared_.size(); ++number) {
      if (shared_[number] > 0) best.add(number);
    }
    return std::move(best).sorted();
  }

 private:
  struct MoreShared {
    const std::vector<std::uint16_t>& shared;
    bool operator()(std::uint32_t left, std::uint32_t right) const {
      return shared[left] != shared[right] ? shared[left] > shared[right] : left < right;
    }
  };

  std::vector<std::uint16_t> shared_;
  bool is_damaged_ = false;
};

// The numbers of the words that share most trigrams with the word, these first.
Result<std::vector<std::uint32_t>> similar_to(store::Reader& reader, const std::string& word) {
  const auto last = reader.query_one("select coalesce(max(number), 0) from search_words");
  if (!last) return last.error();
  SharedTrigrams shared(static_cast<std::uint32_t>((*last)->integer(0)));
  const auto row = reader.query_one(
      "select postings(search_spelling, ?2) from search_spelling where search_spelling match ?1"
      " limit 1",
      any_trigram_of(spelling_of(word)), &shared);
  if (!row) return row.error();
  if (shared.is_damaged()) {
    return Error{SearchError::corrupt, "a word of the spelling is unknown"};
  }
  return shared.most_shared();
}

}  // namespace

std::string spelling_of(const std::string& word) { return "^^" + word + "$$"; }

std::size_t edits_between(const std::string& left, const std::string& right, std::size_t maximum) {
  const auto a = characters_of(left);
  const auto b = characters_of(right);
  const auto difference = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (difference > maximum) return maximum + 1;
  // Optimal string alignment: rows of the table for the last two, and the present character of `a`.
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before.swap(last);
    last.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t other = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + other});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
  }
  return std::min(row[b.size()], maximum + 1);
}

Result<std::optional<std::string>> corrected(store::Reader& reader, const std::string& word) {
  const auto length = catalogue::length_of(word);
  if (length < kShortestWord) return std::optional<std::string>();
  const std::size_t maximum = length < kLongWord ? 1 : 2;

  const auto similar = similar_to(reader, word);
  if (!similar) return similar.error();

  using KnownWord = std::tuple<std::size_t, std::int64_t, std::string>;  // smallest is best
  std::optional<KnownWord> best;
  for (const auto number : *similar) {
    const auto known =
        reader.query_one("select word, documents from search_words where number = ?", number);
    if (!known) return known.error();
    if (!*known) return Error{SearchError::corrupt, "a word of the spelling is unknown"};
    auto other = (*known)->text(0);
    const auto edits = edits_between(word, other, maximum);
    if (edits > maximum) continue;
    KnownWord candidate{edits, -(*known)->integer(1), std::move(other)};
    if (!best || candidate < *best) best = std::move(candidate);
  }
  if (!best) return std::optional<std::string>();
  return std::optional(std::get<std::string>(*std::move(best)));
}

}  // namespace passerelle::search
