#include "node/search/matches.h"

#include <algorithm>
#include <cmath>

#include "node/search/analysis.h"
#include "node/search/errors.h"
#include "node/search/question.h"
#include "node/store/postings.h"

namespace passerelle::search {
namespace {

constexpr PerField<double> kWorth{16, 8, 6, 4, 3, 1};
constexpr double kBegun = 0.5;  // of what a whole word is worth

// A phrase may be written in so many ways (one term per word each); further ones are left out.
constexpr std::size_t kMaximumSpellings = 32;

// A phrase of the index's query language and what it is worth.
struct Alternative {
  std::string expression;
  double factor;
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
    alternatives.push_back({quoted(spelling), 1});
  }
  for (const auto& term : meaning.begun_terms) {
    if (!meaning.terms.front().contains(term)) alternatives.push_back({quoted(term), kBegun});
  }
  if (!meaning.prefix.empty()) alternatives.push_back({quoted(meaning.prefix) + " *", kBegun});
  return alternatives;
}

using Postings = std::vector<std::vector<store::Posting>>;

// Returns the postings of each alternative; empty lists when none stands anywhere.
Result<Postings> postings_of(store::Reader& reader, const std::vector<Alternative>& alternatives) {
  std::string expression;
  for (const auto& alternative : alternatives) {
    if (!expression.empty()) expression += " OR ";
    expression += alternative.expression;
  }
  const auto row = reader.query_one(
      "select postings(search_text) from search_text where search_text match ? limit 1",
      expression);
  if (!row) return row.error();
  if (!*row) return Postings(alternatives.size());
  auto lists = store::read_postings((*row)->bytes(0));
  if (lists && lists->size() != alternatives.size()) {
    return Error{SearchError::corrupt, "postings of other phrases than asked for"};
  }
  return lists;
}

}  // namespace

Result<Matches> Matches::of(store::Reader& reader,
                            DocumentNumber last,
                            const std::vector<Meaning>& meanings) {
  Matches matches(last);
  matches.demands_ = meanings.size();
  std::vector<std::vector<Alternative>> alternatives;
  std::vector<Alternative> all;
  for (const auto& meaning : meanings) {
    alternatives.push_back(alternatives_of(meaning));
    all.insert(all.end(), alternatives.back().begin(), alternatives.back().end());
  }
  const bool is_hopeless = std::ranges::any_of(
      alternatives, [](const auto& of_one_demand) { return of_one_demand.empty(); });
  if (is_hopeless) return matches;
  const auto lists = postings_of(reader, all);
  if (!lists) return lists.error();

  matches.scores_.resize(last + std::size_t{1});
  matches.met_.resize(last + std::size_t{1});
  std::vector<double> best(last + std::size_t{1});
  std::vector<DocumentNumber> touched;
  auto list = lists->begin();
  for (std::size_t demand = 0; demand < alternatives.size(); ++demand) {
    touched.clear();
    for (const auto& alternative : alternatives[demand]) {
      for (const auto& posting : *list) {
        if (posting.row > last) {
          return Error{SearchError::corrupt, "a term stands in a document that is none"};
        }
        if (best[posting.row] == 0) touched.push_back(posting.row);
        best[posting.row] =
            std::max(best[posting.row], alternative.factor * kWorth[posting.column]);
      }
      ++list;
    }
    if (touched.empty()) continue;
    const double rarity =
        std::log1p(static_cast<double>(last) / static_cast<double>(touched.size()));
    for (const auto number : touched) {
      if (matches.met_[number] == demand) {
        ++matches.met_[number];
        matches.scores_[number] += rarity * best[number];
      }
      best[number] = 0;
    }
  }
  return matches;
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
  return static_cast<std::size_t>(std::ranges::count(met_, demands_));
}

}  // namespace passerelle::search
