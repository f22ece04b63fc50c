#include "metadata/rdf/rdf_xml_names.h"

#include <algorithm>
#include <array>

#include "metadata/rdf/characters.h"

namespace passerelle::rdf {

namespace {

// Of BaseChar in XML 1.0, fourth edition: the parts for Latin, Greek and Cyrillic letters.
constexpr CharacterRange kSafeLetters[]{
    {0xC0, 0xD6},   {0xD8, 0xF6},   {0xF8, 0x131},  {0x134, 0x13E}, {0x141, 0x148}, {0x14A, 0x17E},
    {0x38E, 0x3A1}, {0x3A3, 0x3CE}, {0x401, 0x40C}, {0x40E, 0x44F}, {0x451, 0x45C}};

bool is_safe_start(char32_t c) {
  if (c < 0x80) return is_name_start(c);
  return is_in(kSafeLetters, c);
}

}  // namespace

bool is_xml_name(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const bool is_first = at == 0;
    const auto c = next_character(text, at);
    if (is_first ? !is_name_start(c) : !is_name_character(c) && c != '.') return false;
  }
  return !text.empty();
}

std::size_t safe_xml_name_at_end(std::string_view text) {
  auto start = text.size();
  for (std::size_t at = 0; at < text.size();) {
    const auto here = at;
    const auto c = next_character(text, at);
    const bool is_inside = start < text.size();
    const bool may_start = is_safe_start(c);
    if (!is_inside && may_start) start = here;
    if (is_inside && !may_start && !(c < 0x80 && is_name_character(c)) && c != '.') {
      start = text.size();
    }
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
