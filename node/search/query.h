// What a caller asks of the index, and how a web address says it.
//
// Thread safety: values and pure functions; any thread.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "node/base/result.h"
#include "node/search/facet.h"
#include "node/search/facts.h"

namespace passerelle::search {

inline constexpr std::size_t kMaximumPageSize = 100;
inline constexpr std::size_t kMaximumFacetSize = 200;
inline constexpr std::size_t kMaximumValues = 50;  // in one filter

enum class Sort {
  relevance,  // best first; without words as `modified`
  modified,   // newest first
  title,      // in alphabetical order, see Query::title_language
};

struct Query {
  // Words that must all be there, "phrases", and a last word that may be unfinished.
  std::string text;

  // By facet: one of these values is enough; every facet with values must agree.
  PerFacet<std::vector<std::string>> values;

  // Variables that must all be there.
  std::vector<std::string> all_variables;

  // Data that touch these days, people who touch these ages; a document that does not say is left
  // out. Open ends are the ends of the range.
  std::optional<Range<std::int32_t>> days;
  std::optional<Range<std::int16_t>> ages;

  Sort sort = Sort::relevance;
  // Documents with a title in this language come first, then the others by another title.
  std::string title_language = "en";

  std::size_t first = 0;  // of the results, from 0
  std::size_t size = 20;  // 0 to kMaximumPageSize

  // How many values of each facet are listed, the most frequent first; 0 for none.
  std::size_t facet_size = 20;
};

using Parameters = std::map<std::string, std::string, std::less<>>;

// Reads the parameters of a web address, all optional:
//   words           text
//   category, theme, country, holder, access_right, coding_system, age_group, population_size,
//   period, variable   values with "|" between two
//   all_variables   names with "|" between two
//   from, to        years, months or days: "2010", "2015-06-30"
//   age_from, age_to   years
//   sort            "relevance", "modified", "title" or "title:fr"
//   first, size, facet_size   numbers
// Refuses anything else.
Result<Query> query_from(const Parameters& parameters);

}  // namespace passerelle::search
