// The steps by which documents enter and leave the tables. Private to the room; see index.h.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "node/search/analysis.h"
#include "node/search/common.h"
#include "node/search/facts_changes.h"
#include "node/store/database.h"

namespace passerelle::search {

// Refuses an index that another version of the analysis made.
Result<void> require_current(store::Reader& reader);

// Collects what a set of changes means for words and facts, which many documents share, and writes
// that once at the end. Every change must be followed by `finish`.
class TableChanges {
 public:
  // Terms become common from so many documents on.
  explicit TableChanges(store::Transaction& tx, std::int64_t common_from = kCommonFrom)
      : tx_(tx), common_from_(common_from) {}

  Result<void> add(DocumentNumber number, const SearchDocument& document);
  Result<void> take_out(DocumentNumber number, const SearchDocument& document);
  Result<void> finish();

 private:
  Result<void> add_titles(DocumentNumber number, const SearchDocument& document);
  Result<ValueNumber> number_of(Facet facet, const std::string& value);
  Result<void> write_word(const std::string& word, const std::string& term, std::int64_t change);
  Result<void> write_words();
  Result<void> write_facts();
  Result<void> write_common();

  // Where a term stands in a document before and after the changes; 0 for nowhere.
  struct Move {
    std::uint8_t from = 0;
    std::uint8_t to = 0;
  };

  store::Transaction& tx_;
  std::int64_t common_from_;
  std::map<std::pair<std::string, std::string>, std::int64_t> words_;  // word, term: documents more
  std::map<std::string, std::map<DocumentNumber, Move>> places_;       // by term
  std::set<std::string> frequent_;  // terms that stand in enough documents to be common
  FactsChanges facts_;
  std::map<std::pair<Facet, std::string>, ValueNumber> values_;
};

}  // namespace passerelle::search
