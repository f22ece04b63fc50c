#include <array>
#include <cstdint>

#include "metadata/catalogue/search.h"
#include "metadata/rdf/iri.h"

namespace passerelle::catalogue {
namespace {

// U+00C0 to U+017F: the letters of the Latin-script languages of Europe, without their marks.
constexpr std::array<std::string_view, 192> kLatin{
    "a", "a", "a",  "a",  "a", "a", "ae", "c",  "e",  "e", "e", "e", "i",  "i",  "i", "i", "d", "n",
    "o", "o", "o",  "o",  "o", " ", "o",  "u",  "u",  "u", "u", "y", "th", "ss", "a", "a", "a", "a",
    "a", "a", "ae", "c",  "e", "e", "e",  "e",  "i",  "i", "i", "i", "d",  "n",  "o", "o", "o", "o",
    "o", " ", "o",  "u",  "u", "u", "u",  "y",  "th", "y", "a", "a", "a",  "a",  "a", "a", "c", "c",
    "c", "c", "c",  "c",  "c", "c", "d",  "d",  "d",  "d", "e", "e", "e",  "e",  "e", "e", "e", "e",
    "e", "e", "g",  "g",  "g", "g", "g",  "g",  "g",  "g", "h", "h", "h",  "h",  "i", "i", "i", "i",
    "i", "i", "i",  "i",  "i", "i", "ij", "ij", "j",  "j", "k", "k", "k",  "l",  "l", "l", "l", "l",
    "l", "l", "l",  "l",  "l", "n", "n",  "n",  "n",  "n", "n", "n", "n",  "n",  "o", "o", "o", "o",
    "o", "o", "oe", "oe", "r", "r", "r",  "r",  "r",  "r", "s", "s", "s",  "s",  "s", "s", "s", "s",
    "t", "t", "t",  "t",  "t", "t", "u",  "u",  "u",  "u", "u", "u", "u",  "u",  "u", "u", "u", "u",
    "w", "w", "y",  "y",  "y", "z", "z",  "z",  "z",  "z", "z", "s",
};

// Accented Greek letters, U+0386 to U+03CE, and the plain small letter of each.
struct Pair {
  std::uint32_t from, to;
};
constexpr std::array kGreek{
    Pair{0x386, 0x3B1}, Pair{0x388, 0x3B5}, Pair{0x389, 0x3B7}, Pair{0x38A, 0x3B9},
    Pair{0x38C, 0x3BF}, Pair{0x38E, 0x3C5}, Pair{0x38F, 0x3C9}, Pair{0x390, 0x3B9},
    Pair{0x3AA, 0x3B9}, Pair{0x3AB, 0x3C5}, Pair{0x3AC, 0x3B1}, Pair{0x3AD, 0x3B5},
    Pair{0x3AE, 0x3B7}, Pair{0x3AF, 0x3B9}, Pair{0x3B0, 0x3C5}, Pair{0x3C2, 0x3C3},
    Pair{0x3CA, 0x3B9}, Pair{0x3CB, 0x3C5}, Pair{0x3CC, 0x3BF}, Pair{0x3CD, 0x3C5},
    Pair{0x3CE, 0x3C9},
};

// Returns the character at `at` and moves behind it. Requires: the text is UTF-8.
std::uint32_t next_character(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) -> std::uint32_t {
    return static_cast<unsigned char>(text[i]);
  };
  const std::uint32_t first = byte(at);
  const std::size_t length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  std::uint32_t character = length == 1 ? first : first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) character = (character << 6U) | (byte(at + i) & 0x3FU);
  at += length;
  return character;
}

void append(std::string& text, std::uint32_t character) {
  const auto tail = [](std::uint32_t bits) { return static_cast<char>(0x80U | (bits & 0x3FU)); };
  if (character < 0x80) {
    text += static_cast<char>(character);
  } else if (character < 0x800) {
    text += static_cast<char>(0xC0U | (character >> 6U));
    text += tail(character);
  } else if (character < 0x10000) {
    text += static_cast<char>(0xE0U | (character >> 12U));
    text += tail(character >> 6U);
    text += tail(character);
  } else {
    text += static_cast<char>(0xF0U | ((character >> 18U) & 0x07U));
    text += tail(character >> 12U);
    text += tail(character >> 6U);
    text += tail(character);
  }
}

std::uint32_t lower(std::uint32_t character) {
  for (const auto& [from, to] : kGreek) {
    if (from == character) return to;
  }
  if (character >= 'A' && character <= 'Z') return character + 0x20;
  if (character >= 0x391 && character <= 0x3A9) return character + 0x20;  // Greek
  if (character >= 0x410 && character <= 0x42F) return character + 0x20;  // Cyrillic
  if (character >= 0x400 && character <= 0x40F) return character + 0x50;
  return character;
}

}  // namespace

std::string folded(std::string_view text) {
  std::string result;
  text = text.substr(0, rdf::utf8_prefix(text));
  result.reserve(text.size());
  std::size_t at = 0;
  while (at < text.size()) {
    const auto character = next_character(text, at);
    const bool is_mark = character >= 0x300 && character <= 0x36F;
    if (is_mark) continue;
    if (character >= 0xC0 && character < 0x180) result += kLatin[character - 0xC0];
    else append(result, lower(character));
  }
  return result;
}

}  // namespace passerelle::catalogue
