// Regular expressions of sh:pattern: those of XPath and SPARQL (fn:matches), run by PCRE2 with
// limits on steps and memory.
//
// What differs from fn:matches: `\w` is letters, marks, digits and underscore, as in the engines
// that shapes are written with; look-around and the other extensions of PCRE2 are accepted.
// Subtraction in a character class (`[a-z-[aeiou]]`) is refused.
//
// Thread safety: a value that never changes; any thread.
#pragma once

#include <memory>
#include <string_view>

#include "node/base/result.h"

namespace passerelle::shacl {

class Pattern {
 public:
  // Returns the compiled expression. `flags` are letters of s, m, i, x and q. The error says what
  // is wrong with the expression, without naming a shape.
  static Result<Pattern> compile(std::string_view expression, std::string_view flags = {});

  // Says whether some part of the text matches. A text on which the limits are used up does not.
  bool matches(std::string_view text) const;

 private:
  struct Code;
  explicit Pattern(std::shared_ptr<const Code> code) : code_(std::move(code)) {}

  std::shared_ptr<const Code> code_;  // shared, so that shapes are values
};

}  // namespace passerelle::shacl
