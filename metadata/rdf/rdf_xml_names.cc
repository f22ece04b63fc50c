#include "metadata/rdf/rdf_xml_names.h"

#include <algorithm>
#include <array>

#include "metadata/rdf/characters.h"

namespace passerelle::rdf {

bool is_xml_name(std::string_view text) { return !text.empty() && xml_name_at_end(text) == 0; }

std::size_t xml_name_at_end(std::string_view text) {
  auto start = text.size();
  for (std::size_t at = 0; at < text.size();) {
    const auto here = at;
    const auto c = next_character(text, at);
    const bool is_inside = start < text.size();
    if (!is_inside && is_name_start(c)) start = here;
    if (is_inside && !is_name_character(c) && c != '.') start = text.size();
  }
  return start;
}

bool is_rdf_syntax_name(std::string_view local) {
  static constexpr std::array<std::string_view, 10> kNames{
      "RDF",    "ID",       "about",     "parseType",       "resource",
      "nodeID", "datatype", "aboutEach", "aboutEachPrefix", "bagID"};
  return std::ranges::find(kNames, local) != kNames.end();
}

}  // namespace passerelle::rdf
