#include <algorithm>
#include <set>

#include "node/search/best.h"
#include "node/search/index.h"
#include "node/search/order.h"
#include "node/search/question.h"
#include "node/search/sweep.h"
#include "node/search/tables.h"

namespace passerelle::search {
namespace {

constexpr std::size_t kSnippetBytes = 240;

Result<DocumentNumber> last_number(store::Reader& reader) {
  const auto row = reader.query_one("select coalesce(max(number), 0) from search_documents");
  if (!row) return row.error();
  return static_cast<DocumentNumber>((*row)->integer(0));
}

// What a search text means in this index.
struct Understood {
  std::vector<Meaning> meanings;
  std::vector<Correction> corrections;  // in the order of the text
};

Result<Understood> understood(store::Reader& reader, const std::string& text) {
  const auto demands = demands_of(text);
  if (!demands) return demands.error();
  Understood result;
  for (const auto& demand : *demands) {
    auto meaning = meaning_of(reader, demand, result.corrections);
    if (!meaning) return meaning.error();
    result.meanings.push_back(*std::move(meaning));
  }
  return result;
}

Result<std::string> value_at(store::Reader& reader, Facet facet, std::size_t number) {
  const auto row =
      reader.query_one("select value from search_values where facet = ? and number = ?",
                       static_cast<std::int64_t>(index_of(facet)), number);
  if (!row) return row.error();
  if (!*row) return Error{SearchError::corrupt, "a value of a facet has no name"};
  return (*row)->text(0);
}

Result<FacetCounts> most_frequent(store::Reader& reader,
                                  Facet facet,
                                  const std::vector<std::uint32_t>& counts,
                                  std::size_t size) {
  auto before = [&](std::size_t left, std::size_t right) {
    return counts[left] != counts[right] ? counts[left] > counts[right] : left < right;
  };
  FacetCounts result{facet, {}, 0};
  Best<std::size_t, decltype(before)> best(size, before);
  for (std::size_t number = 0; number < counts.size(); ++number) {
    if (counts[number] == 0) continue;
    ++result.distinct;
    best.add(number);
  }
  for (const auto number : std::move(best).sorted()) {
    auto value = value_at(reader, facet, number);
    if (!value) return value.error();
    result.values.push_back({*std::move(value), counts[number]});
  }
  return result;
}

Result<SearchDocument> document_of(store::Reader& reader, DocumentNumber number) {
  Result<SearchDocument> document = Error{SearchError::corrupt, "a document has facts but no text"};
  auto seen = reader.each_bytes(
      [&](std::span<const std::string_view> row) -> Result<void> {
        document = document_from_text(row[0]);
        return {};
      },
      "select document from search_documents where number = ?", number);
  if (!seen) return seen.error();
  return document;
}

Result<Hit> hit_of(store::Reader& reader, const Candidate& candidate, Highlighter& highlighter) {
  auto document = document_of(reader, candidate.number);
  if (!document) return document.error();
  Hit hit{*std::move(document), candidate.score, {}, {}, {}};
  std::set<Field> matched;
  for (const auto& [language, title] : hit.document.titles) {
    const auto spans = highlighter.hits_in(title, stemming_of(language));
    hit.titles.emplace(language, marked(title, spans));
    if (!spans.empty()) matched.insert(Field::title);
  }
  for (const auto& [language, description] : hit.document.descriptions) {
    const auto spans = highlighter.hits_in(description, stemming_of(language));
    hit.snippets.emplace(language, snippet(description, spans, kSnippetBytes));
    if (!spans.empty()) matched.insert(Field::description);
  }
  for (const auto& text : texts_of(hit.document)) {
    if (text.field == Field::title || matched.contains(text.field)) continue;
    if (!highlighter.hits_in(text.text, text.stemming).empty()) matched.insert(text.field);
  }
  hit.matched.assign(matched.begin(), matched.end());
  return hit;
}

// The text with every correction in its place, from the last to the first so that places hold.
std::string suggestion_of(const std::string& text, const std::vector<Correction>& corrections) {
  std::string suggestion = text;
  for (auto one = corrections.rbegin(); one != corrections.rend(); ++one) {
    suggestion = with_word(suggestion, one->typed, one->used);
  }
  return suggestion;
}

}  // namespace

Result<Page> find(store::Reader& reader, const Query& query) {
  if (auto current = require_current(reader); !current) return current.error();
  const auto last = last_number(reader);
  if (!last) return last.error();
  const auto text = understood(reader, query.text);
  if (!text) return text.error();
  const auto matches = text->meanings.empty() ? Result<Matches>(Matches(*last))
                                              : Matches::of(reader, *last, text->meanings);
  if (!matches) return matches.error();
  auto swept = sweep(reader, query, *matches);
  if (!swept) return swept.error();

  Page page{swept->results.total(), {}, {}, {}, {}};
  const auto chosen = std::move(swept->results).page(reader);
  if (!chosen) return chosen.error();
  Highlighter highlighter(text->meanings);
  for (const auto& candidate : *chosen) {
    auto hit = hit_of(reader, candidate, highlighter);
    if (!hit) return hit.error();
    page.hits.push_back(*std::move(hit));
  }
  for (std::size_t i = 0; i < kFacets && query.facet_size > 0; ++i) {
    auto counts = most_frequent(reader, facet_at(i), swept->counts[i], query.facet_size);
    if (!counts) return counts.error();
    page.facets.push_back(*std::move(counts));
  }
  for (const auto& [typed, used] : text->corrections) {
    page.corrections.push_back({typed.written, used});
  }
  if (!text->corrections.empty()) page.suggestion = suggestion_of(query.text, text->corrections);
  return page;
}

}  // namespace passerelle::search
