#include "node/search/vocabulary.h"

#include "node/search/spelling.h"
#include "node/search/stem.h"

namespace passerelle::search {
namespace {

// A prefix with at most so many terms is taken as these terms; one with more is left to the index.
constexpr std::size_t kListedTerms = 64;

// Terms that do not start as their words do ("study" begins "studies", whose term is "studi") are
// few; beyond this number they are left out.
constexpr std::int64_t kUnlikeTerms = 32;

// Behind every text that starts with the prefix: no word holds this character.
std::string end_of(const std::string& prefix) { return prefix + "\U0010FFFF"; }

Result<std::set<std::string>> as_set(Result<std::vector<store::Row>> rows) {
  if (!rows) return rows.error();
  std::set<std::string> terms;
  for (const auto& row : *rows) terms.insert(row.text(0));
  return terms;
}

Result<void> add_beginnings(store::Reader& reader, const std::string& prefix, Meaning& meaning) {
  const auto end = end_of(prefix);
  constexpr auto kLimit = static_cast<std::int64_t>(kListedTerms + 1);
  auto of_words = as_set(
      reader.query("select distinct term from search_words where word >= ? and word < ? limit ?",
                   prefix, end, kLimit));
  if (!of_words) return of_words.error();
  auto of_terms = as_set(
      reader.query("select distinct term from search_words where term >= ? and term < ? limit ?",
                   prefix, end, kLimit));
  if (!of_terms) return of_terms.error();
  if (of_words->size() <= kListedTerms && of_terms->size() <= kListedTerms) {
    meaning.begun_terms = *std::move(of_words);
    meaning.begun_terms.merge(*of_terms);
    return {};
  }
  auto unlike =
      as_set(reader.query("select distinct term from search_words where word >= ?1 and word < ?2"
                          " and (term < ?1 or term >= ?2) limit ?3",
                          prefix, end, kUnlikeTerms));
  if (!unlike) return unlike.error();
  meaning.begun_terms = *std::move(unlike);
  meaning.prefix = prefix;
  return {};
}

// The same word as somebody without accents on the keyboard types it.
catalogue::Word without_accents(const catalogue::Word& word) {
  return {word.folded, word.folded, word.begin, word.end};
}

}  // namespace

bool Meaning::admits(const std::string& term, std::size_t place) const {
  return terms[place].contains(term) || begun_terms.contains(term) ||
         (!prefix.empty() && term.starts_with(prefix));
}

Result<std::set<std::string>> terms_of(store::Reader& reader, const catalogue::Word& word) {
  constexpr auto kTermsOfWord = "select term from search_words where word = ?";
  auto terms = as_set(reader.query(kTermsOfWord, word.folded));
  if (!terms) return terms.error();
  for (const auto& written : {word, without_accents(word)}) {
    for (const auto stemming : {Stemming::english, Stemming::french}) {
      const auto stem = term_of(written, stemming);
      // A stem is often the plain word ("cancers", "cancer"), which has terms of its own.
      auto of_stem = as_set(reader.query(kTermsOfWord, stem));
      if (!of_stem) return of_stem.error();
      terms->merge(*of_stem);
      if (terms->contains(stem)) continue;
      const auto known =
          reader.query_one("select 1 from search_words where term = ? limit 1", stem);
      if (!known) return known.error();
      if (*known) terms->insert(stem);
    }
  }
  return terms;
}

Result<Meaning> meaning_of(store::Reader& reader,
                           const Demand& demand,
                           std::vector<Correction>& corrections) {
  Meaning meaning;
  for (const auto& word : demand.words) {
    auto terms = terms_of(reader, word);
    if (!terms) return terms.error();
    if (demand.is_prefix) {
      if (auto added = add_beginnings(reader, word.folded, meaning); !added) return added.error();
    }
    if (terms->empty() && !meaning.is_prefix()) {
      const auto other = corrected(reader, word.folded);
      if (!other) return other.error();
      if (*other) {
        corrections.push_back({word, **other});
        terms = terms_of(reader, {**other, **other, 0, 0});
        if (!terms) return terms.error();
      }
    }
    meaning.terms.push_back(*std::move(terms));
  }
  return meaning;
}

}  // namespace passerelle::search
