// What the demands of a search mean in the words of the index.
//
// A word stands for every term that it was indexed by, for its own English and French stems, and
// for what these stems stand for as words. A word that nobody wrote is taken for the nearest one
// that somebody did.
//
// Thread safety: as the Reader.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "node/base/result.h"
#include "node/search/question.h"
#include "node/store/database.h"

namespace passerelle::search {

// A demand as terms. A word of a text meets it when its term is one of `terms`, or, for a word that
// may be unfinished, one of `begun_terms` or anything that starts with `prefix`.
struct Meaning {
  std::vector<std::set<std::string>> terms;  // for each word of the demand
  std::set<std::string> begun_terms;
  std::string prefix;  // empty when `begun_terms` says it all

  bool is_prefix() const { return !prefix.empty() || !begun_terms.empty(); }

  // Whether the term may stand for the word at a place of the demand, as a whole word or begun.
  bool admits(const std::string& term, std::size_t place) const;
};

struct Correction {
  catalogue::Word typed;
  std::string used;
};

// The terms of a word that does not begin another one; none when nobody wrote such a word.
Result<std::set<std::string>> terms_of(store::Reader& reader, const catalogue::Word& word);

// Returns what a demand means, and adds to `corrections` the words that were taken for others.
Result<Meaning> meaning_of(store::Reader& reader,
                           const Demand& demand,
                           std::vector<Correction>& corrections);

}  // namespace passerelle::search
