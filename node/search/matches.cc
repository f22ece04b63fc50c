#include "node/search/matches.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "node/search/analysis.h"
#include "node/search/common.h"
#include "node/search/errors.h"
#include "node/search/question.h"
#include "node/store/postings.h"

namespace passerelle::search {
namespace {

// Twice what index.h tells, so that halves are whole numbers.
constexpr PerField<std::uint8_t> kWorth{32, 16, 12, 8, 6, 2};
constexpr PerField<std::uint8_t> kBegunWorth{16, 8, 6, 4, 3, 1};

// A phrase may be written in so many ways (one term per word each); further ones are left out.
constexpr std::size_t kMaximumSpellings = 32;

// A phrase of the index's query language and what it is worth.
struct Alternative {
  std::string expression;
  std::string term;  // when it is a single one
  const PerField<std::uint8_t>* worth;
};

// Terms hold letters and digits only, so nothing in them can end the quotation.
std::string quoted(const std::string& terms) { return '"' + terms + '"'; }

std::vector<std::string> spellings_of(const Meaning& phrase) {
  std::vector<std::string> spellings{""};
  for (const auto& terms : phrase.terms) {
    std::vector<std::string> longer;
    for (const auto& spelling : spellings) {
      for (const auto& term : terms) {
        if (longer.size() == kMaximumSpellings) break;
        longer.push_back(spelling.empty() ? term : spelling + ' ' + term);
      }
    }
    spellings = std::move(longer);
  }
  return spellings;
}

std::vector<Alternative> alternatives_of(const Meaning& meaning) {
  std::vector<Alternative> alternatives;
  for (const auto& spelling : spellings_of(meaning)) {
    alternatives.push_back({quoted(spelling), meaning.terms.size() == 1 ? spelling : "", &kWorth});
  }
  for (const auto& term : meaning.begun_terms) {
    if (!meaning.terms.front().contains(term))
      alternatives.push_back({quoted(term), term, &kBegunWorth});
  }
  if (!meaning.prefix.empty())
    alternatives.push_back({quoted(meaning.prefix) + " *", "", &kBegunWorth});
  return alternatives;
}

// Takes the postings of alternatives, and of each document the best for a demand.
class BestPlaces final : public store::PostingReceiver {
 public:
  explicit BestPlaces(DocumentNumber last) : last_(last) {}

  // Adds an alternative for a demand. Requires: `worth` has a place for every document and outlives
  // this object.
  Result<void> add(store::Reader& reader,
                   const Alternative& alternative,
                   std::vector<std::uint8_t>& worth) {
    if (!alternative.term.empty()) {
      const auto common =
          show_common(reader, alternative.term, [&](std::uint32_t chunk, std::string_view places) {
            take_common(chunk, places, *alternative.worth, worth);
          });
      if (!common) return common.error();
      if (*common) return {};
    }
    if (!expression_.empty()) expression_ += " OR ";
    expression_ += alternative.expression;
    targets_.push_back({alternative.worth, &worth});
    return {};
  }

  void take(std::size_t phrase, store::Posting posting) override {
    if (phrase >= targets_.size() || posting.row > last_) {
      is_damaged_ = true;
      return;
    }
    const auto& target = targets_[phrase];
    auto& best = (*target.best)[posting.row];
    best = std::max(best, (*target.worth)[posting.column]);
  }

  // Looks up what is not common.
  Result<void> look_up(store::Reader& reader) {
    if (is_damaged_) return damaged();
    if (targets_.empty()) return {};
    const auto row = reader.query_one(
        "select postings(search_text, ?2) from search_text where search_text match ?1 limit 1",
        expression_, this);
    if (!row) return row.error();
    const bool are_others =
        *row && (*row)->integer(0) != static_cast<std::int64_t>(targets_.size());
    if (is_damaged_ || are_others) return damaged();
    return {};
  }

 private:
  struct Target {
    const PerField<std::uint8_t>* worth;
    std::vector<std::uint8_t>* best;
  };

  static Error damaged() {
    return {SearchError::corrupt, "a term stands in a document that is none"};
  }

  void take_common(std::uint32_t chunk,
                   std::string_view places,
                   const PerField<std::uint8_t>& worth,
                   std::vector<std::uint8_t>& best) {
    // By place; it is 0 where the term does not stand.
    std::array<std::uint8_t, 1 + kFields> worth_of{};
    std::ranges::copy(worth, worth_of.begin() + 1);
    const auto first = std::size_t{chunk} * kDocumentsPerChunk;
    const auto size = std::min(places.size(), best.size() - std::min(best.size(), first));
    // Behind the last document only those may be that were taken out.
    if (places.substr(size).find_first_not_of('\0') != places.npos) is_damaged_ = true;
    for (std::size_t i = 0; i < size; ++i) {
      best[first + i] = std::max(best[first + i], worth_of[static_cast<std::uint8_t>(places[i])]);
    }
  }

  DocumentNumber last_;
  std::string expression_;
  std::vector<Target> targets_;
  bool is_damaged_ = false;
};

}  // namespace

Result<Matches> Matches::of(store::Reader& reader,
                            DocumentNumber last,
                            const std::vector<Meaning>& meanings) {
  const auto documents = last + std::size_t{1};
  Matches matches(last);
  matches.demands_.resize(meanings.size());
  BestPlaces places(last);
  for (std::size_t i = 0; i < meanings.size(); ++i) {
    const auto alternatives = alternatives_of(meanings[i]);
    if (alternatives.empty()) return matches;
    auto& worth = matches.demands_[i].worth;
    worth.resize(documents);
    for (const auto& alternative : alternatives) {
      if (auto added = places.add(reader, alternative, worth); !added) return added.error();
    }
  }
  if (auto found = places.look_up(reader); !found) return found.error();

  matches.is_match_.assign(documents, 1);
  for (auto& [worth, rarity] : matches.demands_) {
    std::size_t met = 0;
    for (std::size_t number = 0; number < documents; ++number) {
      const std::uint8_t is_met = worth[number] != 0 ? 1 : 0;
      met += is_met;
      matches.is_match_[number] &= is_met;
    }
    if (met > 0) rarity = std::log1p(static_cast<double>(last) / static_cast<double>(met));
  }
  return matches;
}

double Matches::score(DocumentNumber number) const {
  double score = 0;
  for (const auto& [worth, rarity] : demands_) score += rarity * (0.5 * worth[number]);
  return score;
}

std::vector<std::uint32_t> Matches::chunks() const {
  std::vector<std::uint32_t> chunks;
  for (std::uint32_t chunk = 0; chunk <= chunk_of(last_); ++chunk) {
    const auto first = chunk * kDocumentsPerChunk;
    const auto end = std::min(first + kDocumentsPerChunk, last_ + 1);
    for (auto number = first; number < end; ++number) {
      if (!contains(number)) continue;
      chunks.push_back(chunk);
      break;
    }
  }
  return chunks;
}

std::size_t Matches::size() const {
  return static_cast<std::size_t>(std::ranges::count(is_match_, 1));
}

}  // namespace passerelle::search
