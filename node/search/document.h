// A dataset as search knows it: what people look for, and what they narrow by.
//
// Thread safety: values and pure functions; any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "metadata/catalogue/dataset_description.h"
#include "node/base/clock.h"
#include "node/base/json.h"
#include "node/base/result.h"
#include "node/base/strong_id.h"

namespace passerelle::search {

using catalogue::Texts;
using Days = std::chrono::sys_days;

inline constexpr int kMaximumAge = 150;  // in years

struct DocumentVariable {
  std::string name;
  Texts titles;
  Texts descriptions;
  bool operator==(const DocumentVariable&) const = default;
};

// Vocabulary terms are codes where the vocabulary is one of the authority tables ("NON_PUBLIC",
// "ICD-10"), for the same table has stood at several addresses; else whole IRIs.
struct SearchDocument {
  // Who told us: a node, or a harvested source. The same dataset from two of them is two documents,
  // so nobody can overwrite what another one says.
  std::string origin;
  DatasetId dataset;
  Texts titles;
  Texts descriptions;
  std::map<std::string, std::vector<std::string>> keywords;  // by language
  std::vector<DocumentVariable> variables;
  Texts holder;         // names
  std::string country;  // ISO 3166-1 alpha-2, may be empty
  std::string access_right;
  std::vector<std::string> categories;  // Art. 51
  std::vector<std::string> themes;
  std::vector<std::string> coding_systems;
  std::optional<int> age_from, age_to;         // years, both inclusive
  std::optional<std::int64_t> individuals;     // how many people
  std::optional<Days> period_from, period_to;  // both inclusive
  Instant modified;

  bool operator==(const SearchDocument&) const = default;
};

// Who described a dataset, and since when.
struct Origin {
  std::string id;
  std::string country;  // of the node, may be empty
  Instant modified;     // used when the description does not say
};

// Returns the document of a description. Ages, numbers and dates that are none are left out.
SearchDocument document_of(const catalogue::DatasetDescription& description, const Origin& origin);

// Returns the code of an authority table's IRI, else the IRI.
std::string code_of(std::string_view iri);

// Returns the first and the last day of a year, a month, a day or a time as XML Schema writes them;
// nothing when the text is none.
std::optional<Days> first_day_of(std::string_view text);
std::optional<Days> last_day_of(std::string_view text);

// The document as text and back, for keeping it; equal documents have equal texts. A text that is
// no document is `corrupt`. Requires: ages, days and individuals are as `document_of` leaves them.
std::string to_text(const SearchDocument& document);
Result<SearchDocument> document_from_text(std::string_view text);

}  // namespace passerelle::search
