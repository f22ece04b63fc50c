// What a Turtle document must not hold before the parser sees it: brackets so deep that its
// recursion would exhaust the stack, and zero bytes outside of literals, which it would take for
// white space. Not for other rooms.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace passerelle::rdf {

struct Obstacle {
  enum class What { too_deep, zero_byte } what;
  std::size_t at;
};

// Returns the first obstacle outside strings; IRIs and comments hold no brackets.
std::optional<Obstacle> find_obstacle(std::string_view document, std::size_t maximum_depth);

}  // namespace passerelle::rdf
