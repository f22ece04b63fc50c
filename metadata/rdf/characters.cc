#include "metadata/rdf/characters.h"

#include <algorithm>

namespace passerelle::rdf {
namespace {

// PN_CHARS_BASE beyond ASCII (Turtle, section 6.5).
constexpr CharacterRange kLetters[]{{0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x2FF},
                                    {0x370, 0x37D},   {0x37F, 0x1FFF},  {0x200C, 0x200D},
                                    {0x2070, 0x218F}, {0x2C00, 0x2FEF}, {0x3001, 0xD7FF},
                                    {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF}};

}  // namespace

char32_t next_character(std::string_view text, std::size_t& at) {
  const auto first = static_cast<unsigned char>(text[at++]);
  if (first < 0x80) return first;
  const std::size_t more = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
  char32_t character = first & (0x3FU >> more);
  for (std::size_t i = 0; i < more; ++i) {
    character = character << 6U | (static_cast<unsigned char>(text[at++]) & 0x3FU);
  }
  return character;
}

void append_utf8(std::string& text, char32_t character) {
  const auto add = [&](char32_t byte) { text += static_cast<char>(byte); };
  const auto add_rest = [&](unsigned shift) { add(0x80U | (character >> shift & 0x3FU)); };
  if (character < 0x80) return add(character);
  if (character < 0x800) {
    add(0xC0U | character >> 6U);
  } else if (character < 0x10000) {
    add(0xE0U | character >> 12U);
    add_rest(6);
  } else {
    add(0xF0U | character >> 18U);
    add_rest(12);
    add_rest(6);
  }
  add_rest(0);
}

bool is_in(std::span<const CharacterRange> ranges, char32_t character) {
  return std::ranges::any_of(ranges, [&](const CharacterRange& range) {
    return character >= range.first && character <= range.last;
  });
}

bool is_name_start(char32_t character) {
  if (character < 0x80) return is_letter(static_cast<char>(character)) || character == '_';
  return is_in(kLetters, character);
}

bool is_name_character(char32_t character) {
  return is_name_start(character) || (character >= '0' && character <= '9') || character == '-' ||
         character == 0xB7 || (character >= 0x300 && character <= 0x36F) || character == 0x203F ||
         character == 0x2040;
}

}  // namespace passerelle::rdf
