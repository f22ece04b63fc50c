#include "node/bundle/layout_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace passerelle::bundle {
namespace {

constexpr const char* kMinus = "\xE2\x88\x92";        // U+2212
constexpr const char* kNarrowSpace = "\xE2\x80\xAF";  // U+202F, does not break

std::string with_minus(std::string text) {
  if (text.starts_with('-')) text.replace(0, 1, kMinus);
  return text;
}

// "0.1000" as "0.1000" but "−0.000" as "0.000".
std::string without_negative_zero(std::string text) {
  const bool is_zero = text.find_first_of("123456789") == std::string::npos;
  if (is_zero && text.starts_with('-')) text.erase(0, 1);
  return text;
}

std::string printed(const char* format, int digits, double number) {
  std::array<char, 400> buffer{};
  const int length = std::snprintf(buffer.data(), buffer.size(), format, digits, number);
  return {buffer.data(), static_cast<std::size_t>(std::max(length, 0))};
}

}  // namespace

std::string escape_markup(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      case '\'': escaped += "&#39;"; break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') escaped += c;
    }
  }
  return escaped;
}

std::string significant(double number, int digits) {
  if (number == 0) return "0";
  const double size = std::abs(number);
  if (number == std::floor(number) && size < 1e7) return with_minus(printed("%.*f", 0, number));
  if (size < 1e-4 || size >= 1e7) return with_minus(printed("%.*e", digits - 1, number));
  const int before = static_cast<int>(std::floor(std::log10(size))) + 1;
  return with_minus(printed("%.*f", std::max(digits - before, 0), number));
}

std::string fixed(double number, int decimals) {
  return with_minus(without_negative_zero(printed("%.*f", decimals, number)));
}

std::string grouped(double whole_number) {
  auto text = printed("%.*f", 0, std::abs(whole_number));
  for (std::size_t place = text.size(); place > 3;) {
    place -= 3;
    text.insert(place, kNarrowSpace);
  }
  return whole_number < 0 ? kMinus + text : text;
}

std::string probability(double p) { return p < 0.001 ? "<0.001" : fixed(p, 3); }

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::vector<std::string> wrapped(const std::string& text, std::size_t width) {
  std::vector<std::string> lines;
  std::string line;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(' ', begin), text.size());
    const auto word = text.substr(begin, end - begin);
    if (!line.empty() && characters(line) + 1 + characters(word) > width) {
      lines.push_back(std::move(line));
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line += word;
    begin = end + 1;
  }
  if (!line.empty()) lines.push_back(std::move(line));
  return lines;
}

std::string main_text(const std::map<std::string, std::string>& by_language) {
  const auto english = by_language.find("en");
  if (english != by_language.end()) return english->second;
  return by_language.empty() ? std::string() : by_language.begin()->second;
}

std::string in_numerals(std::string text, Language language) {
  if (language == Language::fr) std::replace(text.begin(), text.end(), '.', ',');
  return text;
}

std::string as_words(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

}  // namespace passerelle::bundle
