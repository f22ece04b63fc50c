#include "node/search/tables.h"

#include "node/search/errors.h"
#include "node/search/spelling.h"

namespace passerelle::search {
namespace {

// Enough to put titles in order; those that begin alike stand in order of entry.
constexpr std::size_t kTitleKeyBytes = 64;

std::string title_key(std::string_view title) {
  auto key = catalogue::folded(title);
  if (key.size() <= kTitleKeyBytes) return key;
  std::size_t end = kTitleKeyBytes;
  while ((static_cast<unsigned char>(key[end]) & 0xC0U) == 0x80U) --end;
  key.resize(end);
  return key;
}

}  // namespace

Result<void> require_current(store::Reader& reader) {
  const auto row = reader.query_one("select analysis from search_state");
  if (!row) return row.error();
  if (!*row || (*row)->integer(0) != kAnalysis) {
    return Error{SearchError::outdated, "the search index is of another version; rebuild it"};
  }
  return {};
}

Result<void> TableChanges::add(DocumentNumber number, const SearchDocument& document) {
  const auto analysis = analyse(document);
  const auto& terms = analysis.terms;
  static_assert(kFields == 6);
  if (auto kept = tx_.run(
          "insert into search_text (rowid, title, keywords, codes, variables, holder, description)"
          " values (?, ?, ?, ?, ?, ?, ?)",
          number, terms[0], terms[1], terms[2], terms[3], terms[4], terms[5]);
      !kept) {
    return kept;
  }
  if (auto kept = add_titles(number, document); !kept) return kept;
  for (const auto& word : analysis.words) ++words_[word];
  for (const auto& [term, place] : places_of(analysis)) places_[term][number].to = place;

  auto facts = facts_of(document);
  for (std::size_t i = 0; i < kFacets; ++i) {
    for (const auto& value : values_of(document, facet_at(i))) {
      const auto known = number_of(facet_at(i), value);
      if (!known) return known.error();
      facts.values[i].push_back(*known);
    }
  }
  facts_[number] = std::move(facts);
  return {};
}

Result<void> TableChanges::take_out(DocumentNumber number, const SearchDocument& document) {
  if (auto gone = tx_.run("delete from search_text where rowid = ?", number); !gone) return gone;
  if (auto gone = tx_.run("delete from search_titles where number = ?", number); !gone) return gone;
  const auto analysis = analyse(document);
  for (const auto& word : analysis.words) --words_[word];
  for (const auto& [term, place] : places_of(analysis)) places_[term][number] = {place, 0};
  facts_[number].reset();
  return {};
}

Result<void> TableChanges::add_titles(DocumentNumber number, const SearchDocument& document) {
  auto titles = document.titles;
  titles[""] = catalogue::in_language(document.titles, "en");
  for (const auto& [language, title] : titles) {
    if (auto kept = tx_.run("insert into search_titles (language, title, number) values (?, ?, ?)",
                            language, title_key(title), number);
        !kept) {
      return kept;
    }
  }
  return {};
}

Result<ValueNumber> TableChanges::number_of(Facet facet, const std::string& value) {
  const std::pair key(facet, value);
  if (const auto known = values_.find(key); known != values_.end()) return known->second;
  const auto index = static_cast<std::int64_t>(index_of(facet));
  auto row =
      tx_.query_one("select number from search_values where facet = ? and value = ?", index, value);
  if (row && !*row) {
    row = tx_.query_one(
        "insert into search_values (facet, number, value)"
        " select ?1, coalesce(max(number) + 1, 0), ?2 from search_values where facet = ?1"
        " returning number",
        index, value);
  }
  if (!row) return row.error();
  const auto number = static_cast<ValueNumber>((*row)->integer(0));
  values_.emplace(key, number);
  return number;
}

Result<void> TableChanges::finish() {
  if (auto written = write_words(); !written) return written;
  if (auto written = write_common(); !written) return written;
  return write_facts();
}

Result<void> TableChanges::write_word(const std::string& word,
                                      const std::string& term,
                                      std::int64_t change) {
  const auto row = tx_.query_one(
      "insert into search_words (word, term, documents) values (?1, ?2, ?3)"
      " on conflict (word, term) do update set documents = documents + ?3"
      " returning number, documents",
      word, term, change);
  if (!row) return row.error();
  const auto number = (*row)->integer(0);
  const auto documents = (*row)->integer(1);
  if (documents < 0) return Error{SearchError::corrupt, "a word leaves that never entered"};
  if (documents >= common_from_) frequent_.insert(term);
  if (documents == change) {
    return tx_.run("insert into search_spelling (rowid, word) values (?, ?)", number,
                   spelling_of(word));
  }
  if (documents > 0) return {};
  if (auto gone = tx_.run(
          "insert into search_spelling (search_spelling, rowid, word) values ('delete', ?, ?)",
          number, spelling_of(word));
      !gone) {
    return gone;
  }
  return tx_.run("delete from search_words where number = ?", number);
}

Result<void> TableChanges::write_words() {
  for (const auto& [word, change] : words_) {
    if (change == 0) continue;
    if (auto written = write_word(word.first, word.second, change); !written) return written;
  }
  words_.clear();
  return {};
}

Result<void> TableChanges::write_common() {
  for (const auto& [term, moves] : places_) {
    std::map<DocumentNumber, std::uint8_t> moved;
    for (const auto& [number, move] : moves) {
      if (move.from != move.to) moved.emplace(number, move.to);
    }
    if (moved.empty()) continue;
    const auto common = is_common(tx_, term);
    if (!common) return common.error();
    if (*common) {
      if (auto changed = change_common(tx_, term, moved); !changed) return changed;
    } else if (frequent_.contains(term)) {
      if (auto made = make_common(tx_, term); !made) return made;
    }
  }
  places_.clear();
  frequent_.clear();
  return {};
}

Result<void> TableChanges::write_facts() {
  while (!facts_.empty()) {
    const auto chunk = chunk_of(facts_.begin()->first);
    FactsChanges part;
    while (!facts_.empty() && chunk_of(facts_.begin()->first) == chunk) {
      part.insert(facts_.extract(facts_.begin()));
    }
    const auto row =
        tx_.query_one("select fixed, totals, lists from search_facts where chunk = ?", chunk);
    if (!row) return row.error();
    PackedChunk before;
    if (*row) before = {(*row)->blob(0), (*row)->blob(1), (*row)->blob(2)};
    const auto after = replaced(before, part);
    if (!after) return after.error();
    if (auto kept = tx_.run(
            "insert or replace into search_facts (chunk, fixed, totals, lists) values (?, ?, ?, ?)",
            chunk, store::Blob{after->fixed}, store::Blob{after->totals},
            store::Blob{after->lists});
        !kept) {
      return kept;
    }
  }
  return {};
}

}  // namespace passerelle::search
