// Characters of UTF-8 text, and those of names: Turtle and XML have the same. Not for other rooms.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace passerelle::rdf {

// Returns the character at `at` and moves behind it.
// Requires: UTF-8 (see utf8_prefix) and the beginning of a character.
char32_t next_character(std::string_view text, std::size_t& at);

// Requires: no surrogate, nothing above U+10FFFF.
void append_utf8(std::string& text, char32_t character);

// Both ends included.
struct CharacterRange {
  char32_t first, last;
};
bool is_in(std::span<const CharacterRange> ranges, char32_t character);

// PN_CHARS_U of Turtle, NameStartChar of Namespaces in XML.
bool is_name_start(char32_t character);
// PN_CHARS of Turtle; XML also allows the full stop.
bool is_name_character(char32_t character);

// A set of bytes that is looked up instead of searched: documents are read byte by byte.
class ByteSet {
 public:
  template <class Member>
  explicit constexpr ByteSet(Member is_member) {
    for (std::size_t byte = 0; byte < has_.size(); ++byte) {
      has_[byte] = is_member(static_cast<char>(static_cast<unsigned char>(byte)));
    }
  }
  constexpr bool has(char c) const { return has_[static_cast<unsigned char>(c)]; }

 private:
  std::array<bool, 256> has_{};
};

constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

// The bytes that may stand in an IRI: no space, no control and none of <>"{}|^`\ (Turtle, IRIREF).
inline constexpr ByteSet kIriBytes([](char c) {
  return static_cast<unsigned char>(c) > 0x20 &&
         std::string_view("<>\"{}|^`\\").find(c) == std::string_view::npos;
});

}  // namespace passerelle::rdf
