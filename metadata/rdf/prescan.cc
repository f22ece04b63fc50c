#include "metadata/rdf/prescan.h"

#include <algorithm>

namespace passerelle::rdf {
namespace {

// Returns the position after the string that begins at `at`. A line break ends a short string:
// there the parser stops.
std::size_t after_string(std::string_view text, std::size_t at) {
  const char quote = text[at];
  const bool is_long = at + 2 < text.size() && text[at + 1] == quote && text[at + 2] == quote;
  std::size_t i = at + (is_long ? 3 : 1);
  while (i < text.size()) {
    if (text[i] == '\\') {
      i += 2;
    } else if (is_long && text.substr(i, 3) == std::string_view{text.data() + at, 3}) {
      return i + 3;
    } else if (!is_long && (text[i] == quote || text[i] == '\n' || text[i] == '\r')) {
      return i + 1;
    } else {
      ++i;
    }
  }
  return text.size();
}

std::size_t after(std::string_view text, std::size_t at, std::string_view ends) {
  const auto end = text.find_first_of(ends, at);
  return end == std::string_view::npos ? text.size() : end + 1;
}

}  // namespace

std::optional<Obstacle> find_obstacle(std::string_view text, std::size_t maximum_depth) {
  std::size_t depth = 0;
  std::size_t i = 0;
  while (i < text.size()) {
    switch (text[i]) {
      case '"':
      case '\'': i = after_string(text, i); break;
      case '<': i = after(text, i, ">\n"); break;
      case '#': i = after(text, i, "\n\r"); break;
      case '\\': i += 2; break;
      case '[':
      case '(':
        if (++depth > maximum_depth) return Obstacle{Obstacle::What::too_deep, i};
        ++i;
        break;
      case ']':
      case ')':
        depth -= std::min<std::size_t>(depth, 1);
        ++i;
        break;
      case '\0': return Obstacle{Obstacle::What::zero_byte, i};
      default: ++i;
    }
  }
  return std::nullopt;
}

}  // namespace passerelle::rdf
