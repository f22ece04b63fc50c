#include "metadata/catalogue/words.h"

#include <utf8proc.h>

#include <array>
#include <cstdlib>
#include <memory>

namespace passerelle::catalogue {
namespace {

// Letters that Unicode does not take apart, as a typist without them writes them.
std::string_view plain_letters(utf8proc_int32_t letter) {
  switch (letter) {
    case 0x00E6: return "ae";  // æ
    case 0x00F0:               // ð
    case 0x0111: return "d";   // đ
    case 0x00F8: return "o";   // ø
    case 0x00FE: return "th";  // þ
    case 0x0127: return "h";   // ħ
    case 0x0131: return "i";   // ı
    case 0x0142: return "l";   // ł
    case 0x014B: return "n";   // ŋ
    case 0x0153: return "oe";  // œ
    case 0x0167: return "t";   // ŧ
    default: return {};
  }
}

bool is_mark(utf8proc_category_t category) {
  return category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME;
}

bool is_letter_or_digit(utf8proc_category_t category) {
  return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
         (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO);
}

void append(std::string& text, utf8proc_int32_t character) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  const auto size = utf8proc_encode_char(character, bytes.data());
  text.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(size));
}

void append_folded(std::string& text, utf8proc_int32_t character) {
  std::array<utf8proc_int32_t, 32> parts{};
  int boundary = 0;
  const auto count = utf8proc_decompose_char(
      character, parts.data(), static_cast<utf8proc_ssize_t>(parts.size()),
      static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD),
      &boundary);
  for (utf8proc_ssize_t i = 0; i < count && i < static_cast<utf8proc_ssize_t>(parts.size()); ++i) {
    const auto part = parts[static_cast<std::size_t>(i)];
    if (!is_letter_or_digit(utf8proc_category(part))) continue;
    if (const auto plain = plain_letters(part); !plain.empty()) text += plain;
    else append(text, part);
  }
}

// A letter followed by its accent and a letter with an accent are one to the stemmer.
void compose(std::string& text) {
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> composed(
      utf8proc_NFC(reinterpret_cast<const utf8proc_uint8_t*>(text.c_str())), &std::free);
  if (composed) text = reinterpret_cast<const char*>(composed.get());
}

// Reads a text from left to right into words.
class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  std::vector<Word> split() && {
    while (at_ < text_.size()) {
      const auto byte = static_cast<unsigned char>(text_[at_]);
      if (byte < 0x80) take_ascii(text_[at_]);
      else take_other();
    }
    finish();
    return std::move(words_);
  }

 private:
  void take_ascii(char c) {
    const bool is_small = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    const bool is_capital = c >= 'A' && c <= 'Z';
    if (!is_small && !is_capital) {
      finish();
      ++at_;
      return;
    }
    const char small = is_small ? c : static_cast<char>(c - 'A' + 'a');
    begin();
    if (has_room()) {
      word_.folded += small;
      word_.written += small;
    }
    ++at_;
  }

  void take_other() {
    utf8proc_int32_t character = -1;
    const auto size =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(&text_[at_]),
                         static_cast<utf8proc_ssize_t>(text_.size() - at_), &character);
    const auto category = size > 0 ? utf8proc_category(character) : UTF8PROC_CATEGORY_CN;
    const bool is_accent = is_mark(category) && is_open_;
    if (is_letter_or_digit(category) || is_accent) {
      begin();
      if (has_room()) {
        if (is_accent) has_accents_ = true;
        append_folded(word_.folded, character);
        append(word_.written, utf8proc_tolower(character));
      }
    } else {
      finish();
    }
    at_ += size > 0 ? static_cast<std::size_t>(size) : 1;
  }

  void begin() {
    if (is_open_) return;
    is_open_ = true;
    word_.begin = at_;
  }

  bool has_room() const {
    // One character may fold to a few letters, so a little stays free.
    return word_.folded.size() + 16 <= kMaximumWordBytes;
  }

  void finish() {
    if (!is_open_) return;
    word_.end = at_;
    if (has_accents_) compose(word_.written);
    if (!word_.folded.empty()) words_.push_back(std::move(word_));
    word_ = Word{};
    is_open_ = has_accents_ = false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Word word_{};
  bool is_open_ = false;
  bool has_accents_ = false;
  std::vector<Word> words_;
};

}  // namespace

std::vector<Word> words_of(std::string_view text) { return Splitter(text).split(); }

std::string folded(std::string_view text) {
  std::string result;
  for (const auto& word : words_of(text)) {
    if (!result.empty()) result += ' ';
    result += word.folded;
  }
  return result;
}

std::size_t length_of(std::string_view word) {
  std::size_t length = 0;
  for (const char c : word) length += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  return length;
}

}  // namespace passerelle::catalogue
