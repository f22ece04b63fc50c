// Regular expressions of sh:pattern: those of XPath and SPARQL (fn:matches), run by PCRE2 with
// limits on steps and memory.
//
// What differs from fn:matches: `\w` is letters, marks, digits and underscore, as in the engines
// that shapes are written with; look-around and the other extensions of PCRE2 are accepted.
// Subtraction in a character class (`[a-z-[aeiou]]`) is refused.
//
// Thread safety: a value that never changes; any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "node/base/result.h"

namespace passerelle::shacl {

class Pattern {
 public:
  // Returns the compiled expression. `flags` are letters of s, m, i, x and q. The error says what
  // is wrong with the expression, without naming a shape.
  static Result<Pattern> compile(std::string_view expression, std::string_view flags = {});

  enum class Match : std::uint8_t { yes, no, undecided };

  // Says whether some part of the text matches; undecided when the limits are used up.
  Match match(std::string_view text) const;

  // Returns about how many steps a match on the text takes that came to this end.
  static std::uint64_t cost(std::string_view text, Match found);

 private:
  struct Code;
  explicit Pattern(std::shared_ptr<const Code> code) : code_(std::move(code)) {}

  std::shared_ptr<const Code> code_;  // shared, so that shapes are values
};

}  // namespace passerelle::shacl
