// The index of datasets: what is put in, and asked. It lies in the node's database, changes in the
// caller's transaction, and keeps nothing in memory.
//
//   node.commit(…, [&](store::Transaction& tx) { return search::put(tx, documents); });
//   database.read([&](store::Reader& reader) { return search::find(reader, query); });
//
// Invariants: (1) an answer is exactly what the indexed documents say, never a part of it; (2) the
// counts of facets and the number of results are counted in the same sweep, so they agree.
//
// Thread safety: as Transaction and Reader. Errors: SearchError, and StoreError of the database.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "node/base/result.h"
#include "node/search/analysis.h"
#include "node/search/document.h"
#include "node/search/errors.h"
#include "node/search/facet.h"
#include "node/search/highlight.h"
#include "node/search/query.h"
#include "node/store/database.h"

namespace passerelle::search {

// Puts documents in, each in the place of what its origin said of the same dataset before; an
// unchanged one costs a look-up. Many at once are much cheaper than one by one.
Result<void> put(store::Transaction& tx, std::span<const SearchDocument> documents);

// Takes a dataset of an origin out; it need not be there.
Result<void> remove(store::Transaction& tx, const std::string& origin, const DatasetId& dataset);

// Takes everything out that an origin said.
Result<void> remove_origin(store::Transaction& tx, const std::string& origin);

// Makes these the documents of the origin: puts them in and takes its others out.
// Requires: every document is of that origin, and no dataset stands twice.
Result<void> replace_origin(store::Transaction& tx,
                            const std::string& origin,
                            std::span<const SearchDocument> documents);

// Returns whose documents are in the index.
Result<std::vector<std::string>> origins(store::Reader& reader);

// Says whether the index was made by this version of the analysis. One that was not refuses to be
// changed or asked (`outdated`) until it is rebuilt; so does a new one.
Result<bool> is_current(store::Reader& reader);

// Makes the index anew from the documents it keeps: after an update of the program, and when it was
// found corrupt.
Result<void> rebuild(store::Transaction& tx);

struct Hit {
  SearchDocument document;
  double score;                            // 0 without words; higher is better
  std::map<std::string, Marked> titles;    // by language
  std::map<std::string, Marked> snippets;  // by language: the place of the description that fits
  std::vector<Field> matched;              // where words of the search stand
};

struct FacetValue {
  std::string value;
  std::uint64_t count;
  bool operator==(const FacetValue&) const = default;
};

struct FacetCounts {
  Facet facet;
  std::vector<FacetValue> values;  // most frequent first, then as they first came
  std::uint64_t distinct;          // how many values have results, listed or not
};

struct UsedCorrection {
  std::string typed;
  std::string used;
};

struct Page {
  std::uint64_t total;
  std::vector<Hit> hits;

  // The count of a value is the number of results there would be if it were the only filter of its
  // facet, all else being equal: every other filter counts, those on the same facet do not. So a
  // facet without filter counts the results, and one with a filter shows what else can be chosen.
  std::vector<FacetCounts> facets;

  // Words that nobody wrote and what was looked for instead; the text as it was answered, empty
  // when nothing was corrected.
  std::vector<UsedCorrection> corrections;
  std::string suggestion;
};

// Answers a query.
//
// Order by relevance: the sum over the words of (how rare the word is) × (where it stands). Rare is
// ln(1 + N / n): N documents, n of them with the word. Where is the most telling field it stands
// in: title 16, keywords 8, codes 6, variables 4, holder 3, description 1; half of that when only
// the beginning fits. A phrase counts as one word. Equal scores: last modified first, then by
// number.
//
// Requires: query.size <= kMaximumPageSize, query.facet_size <= kMaximumFacetSize.
Result<Page> find(store::Reader& reader, const Query& query);

}  // namespace passerelle::search
