#include "metadata/rdf/scanner.h"

#include <algorithm>

#include "metadata/rdf/characters.h"
#include "node/base/text.h"

namespace passerelle::rdf {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

constexpr bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

char32_t hex_value(char c) {
  return static_cast<char32_t>(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
}

constexpr ByteSet kNameBytes([](char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '-';
});
constexpr ByteSet kLocalBytes([](char c) { return kNameBytes.has(c) || c == ':'; });
constexpr ByteSet kPlainBytes([](char c) {
  return c != '"' && c != '\'' && c != '\\' && c != '\n' && c != '\r';
});

// PN_LOCAL_ESC.
constexpr std::string_view kLocalEscapes = "_~.-!$&'()*+,;=/?#@%";

}  // namespace

Scanner::Scanner(std::string_view document,
                 const ReadLimits& limits,
                 std::shared_ptr<Dictionary> dictionary)
    : text_(document),
      intake_(limits, std::move(dictionary), [this] { return position(text_, at_); }) {
  if (text_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
}

void Scanner::skip_blanks() {
  while (peek() == ' ' || peek() == '\t') ++at_;
}

void Scanner::skip_comment() {
  if (peek() == '#') at_ = std::min(text_.find_first_of("\n\r", at_), text_.size());
}

void Scanner::skip_white_space() {
  while (true) {
    switch (peek()) {
      case ' ':
      case '\t':
      case '\n':
      case '\r': ++at_; break;
      case '#': skip_comment(); break;
      default: return;
    }
  }
}

std::nullopt_t Scanner::expected(const char* what, std::string_view word) {
  at_ -= word.size();
  return intake_.refuse(RdfError::bad_syntax, std::string("expected ") + what);
}

bool Scanner::fails(const char* what, std::string_view word) {
  expected(what, word);
  return false;
}

std::optional<std::string_view> Scanner::iri() {
  if (!takes('<')) return expected("an IRI");
  const auto start = at_;
  while (!is_done() && kIriBytes.has(text_[at_])) ++at_;
  if (takes('>')) return text_.substr(start, at_ - 1 - start);
  unescaped_.assign(text_.substr(start, at_ - start));
  while (!takes('>')) {
    if (takes('\\')) {
      const auto character = character_number();
      if (!character) return std::nullopt;
      append_utf8(unescaped_, *character);  // the intake refuses what an IRI may not hold
    } else if (!is_done() && kIriBytes.has(text_[at_])) {
      unescaped_ += text_[at_++];
    } else {
      return expected("a character of an IRI or '>'");
    }
  }
  return unescaped_;
}

std::optional<std::string_view> Scanner::literal() {
  return takes('"') ? literal_up_to("\"") : expected("a literal");
}

std::optional<std::string_view> Scanner::literal_of_turtle() {
  for (const std::string_view mark : {"\"\"\"", "'''", "\"", "'"}) {
    if (!text_.substr(at_).starts_with(mark)) continue;
    at_ += mark.size();
    return literal_up_to(mark);
  }
  return expected("a literal");
}

std::optional<std::string_view> Scanner::literal_up_to(std::string_view end) {
  const bool is_long = end.size() > 1;
  auto start = at_;
  bool has_escapes = false;
  unescaped_.clear();
  while (!is_done()) {
    if (kPlainBytes.has(text_[at_])) {
      ++at_;
    } else if (takes('\\')) {
      unescaped_.append(text_.substr(start, at_ - 1 - start));
      if (!escape_in_literal()) return std::nullopt;
      has_escapes = true;
      start = at_;
    } else if (text_.substr(at_).starts_with(end)) {
      const auto last = text_.substr(start, at_ - start);
      at_ += end.size();
      return has_escapes ? unescaped_.append(last) : last;
    } else if (!is_long && (text_[at_] == '\n' || text_[at_] == '\r')) {
      break;
    } else {
      ++at_;  // a quotation mark of another kind, or too few of this one
    }
  }
  return expected("the end of the literal");
}

bool Scanner::escape_in_literal() {
  constexpr std::string_view kNames = "tbnrf\"'\\", kMeanings = "\t\b\n\r\f\"'\\";
  if (const auto found = kNames.find(peek()); !is_done() && found != std::string_view::npos) {
    ++at_;
    unescaped_ += kMeanings[found];
    return true;
  }
  const auto character = character_number();
  if (character) append_utf8(unescaped_, *character);
  return character.has_value();
}

std::optional<char32_t> Scanner::character_number() {
  const std::size_t digits = takes('u') ? 4 : takes('U') ? 8 : 0;
  if (digits == 0) return expected("an escape");
  char32_t character = 0;
  for (std::size_t i = 0; i < digits; ++i, ++at_) {
    if (!is_hex(peek())) return expected("a hexadecimal digit");
    character = character << 4U | hex_value(peek());
  }
  // Half a character, such as \uD800, is none.
  if (character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF)) {
    return expected("the number of a character");
  }
  return character;
}

// A name may hold full stops but does not end with one: it stands before the end of a statement.
std::string_view Scanner::name(bool (*may_begin)(char32_t)) {
  const auto start = at_;
  auto end = at_;
  for (auto at = start; at < text_.size();) {
    if (end > start && kNameBytes.has(text_[at])) {
      end = ++at;
      continue;
    }
    const char32_t c = next_character(text_, at);
    if (end == start ? may_begin(c) : is_name_character(c)) end = at;
    else if (end == start || c != '.') break;
  }
  at_ = end;
  return text_.substr(start, end - start);
}

std::optional<std::string_view> Scanner::blank_label() {
  if (!takes('_') || !takes(':')) return expected("the \"_:\" of a blank node");
  const auto label = name([](char32_t c) { return is_name_start(c) || (c >= '0' && c <= '9'); });
  if (label.empty()) return expected("the label of a blank node");
  return label;
}

std::string_view Scanner::prefix() {
  return name([](char32_t c) { return is_name_start(c) && c != '_'; });
}

std::string_view Scanner::language() {
  const auto start = at_;
  while (is_letter(peek()) || is_digit(peek()) || peek() == '-') ++at_;
  return text_.substr(start, at_ - start);
}

std::string_view Scanner::number() {
  const auto digits_from = [&](std::size_t at) {
    return std::min(text_.find_first_not_of("0123456789", at), text_.size()) - at;
  };
  const auto is_at = [&](std::size_t at, std::string_view bytes) {
    return at < text_.size() && bytes.find(text_[at]) != std::string_view::npos;
  };
  // Returns the length of an exponent, or 0.
  const auto exponent_from = [&](std::size_t at) -> std::size_t {
    if (!is_at(at, "eE")) return 0;
    const std::size_t start = is_at(at + 1, "+-") ? 2 : 1;
    const auto digits = digits_from(std::min(at + start, text_.size()));
    return digits == 0 ? 0 : start + digits;
  };
  const auto start = at_;
  auto end = start + (is_at(start, "+-") ? 1 : 0);
  const auto whole = digits_from(end);
  end += whole;
  if (is_at(end, ".")) {
    // A full stop behind a number ends the statement, unless digits or an exponent follow.
    const auto fraction = digits_from(end + 1);
    if (fraction > 0 || (whole > 0 && exponent_from(end + 1) > 0)) end += 1 + fraction;
    else if (whole == 0) return {};
  } else if (whole == 0) {
    return {};
  }
  end += exponent_from(end);
  at_ = end;
  return text_.substr(start, end - start);
}

bool Scanner::is_at_local_name(std::size_t at) const {
  if (at == text_.size()) return false;
  if (kLocalBytes.has(text_[at]) || text_[at] == '%' || text_[at] == '\\') return true;
  return !is_ascii(text_[at]) && is_name_character(next_character(text_, at));
}

bool Scanner::local_name(std::string& name) {
  // What may go on a name may not all begin one.
  if (auto next = at_; next < text_.size()) {
    const auto first = next_character(text_, next);
    if (is_name_character(first) && !is_name_start(first) && !(first >= '0' && first <= '9')) {
      return true;
    }
  }
  while (is_at_local_name(at_)) {
    const char c = text_[at_];
    if (c == '%') {
      if (!is_hex(peek(1)) || !is_hex(peek(2))) return fails("two hexadecimal digits");
      name.append(text_.substr(at_, 3));
      at_ += 3;
    } else if (c == '\\') {
      if (kLocalEscapes.find(peek(1)) == std::string_view::npos) return fails("an escape");
      name += peek(1);
      at_ += 2;
    } else {
      const auto start = at_;
      if (!is_ascii(c)) next_character(text_, at_);
      while (!is_done() && kLocalBytes.has(text_[at_])) ++at_;
      name.append(text_.substr(start, at_ - start));
    }
    // Full stops belong to a name that goes on behind them.
    const auto stops = std::min(text_.find_first_not_of('.', at_), text_.size()) - at_;
    if (stops == 0) continue;
    if (!is_at_local_name(at_ + stops)) break;
    name.append(stops, '.');
    at_ += stops;
  }
  return true;
}

}  // namespace passerelle::rdf
