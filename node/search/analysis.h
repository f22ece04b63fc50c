// What of a document goes into the index: its terms by field, its words, its facts.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "node/search/document.h"
#include "node/search/stem.h"

namespace passerelle::search {

// Bump it when the same document would be indexed differently: every index is then made anew.
inline constexpr int kAnalysis = 3;

// Where a word may stand, most telling first. The order is that of the columns of the index.
enum class Field { title, keywords, codes, variables, holder, description };
inline constexpr std::size_t kFields = 6;
template <class T>
using PerField = std::array<T, kFields>;

// The public name: "title".
std::string_view name_of(Field field);

// One text of a document, and how its words are stemmed.
struct FieldText {
  Field field;
  std::string language;
  std::string_view text;  // lives as long as the document
  Stemming stemming;
};

// Returns every text of a document that is searched.
std::vector<FieldText> texts_of(const SearchDocument& document);

// Stands between two texts of a field, so that no phrase reaches from one into the other. It is no
// letter, so no word is ever equal to it.
inline constexpr std::string_view kTextEnd = "¶";

struct Analysis {
  PerField<std::string> terms;                          // in order, a space after each
  std::set<std::pair<std::string, std::string>> words;  // folded word, term
};

Analysis analyse(const SearchDocument& document);

}  // namespace passerelle::search
