// The codes of this room.
#pragma once

#include <system_error>

namespace passerelle::search {

enum class SearchError {
  too_long = 1,       // more text, words or values than a question may have
  no_words,           // a text of nothing but signs
  unknown_parameter,  // a parameter, facet or sort order that does not exist
  bad_page,           // a page size or a place that is no number or out of range
  bad_range,          // a date or an age that is none, or an end before its start
  outdated,           // the index was made by another version of the analysis: rebuild it
  corrupt,            // the index contradicts itself: rebuild it
};
std::error_code make_error_code(SearchError code);

}  // namespace passerelle::search

template <>
struct std::is_error_code_enum<passerelle::search::SearchError> : std::true_type {};
