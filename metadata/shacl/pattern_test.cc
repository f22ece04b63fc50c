#include "metadata/shacl/pattern.h"

#include <doctest/doctest.h>

#include <string>

#include "metadata/shacl/errors.h"

namespace passerelle::shacl {
namespace {

bool matches(std::string_view expression, std::string_view text, std::string_view flags = {}) {
  const auto pattern = Pattern::compile(expression, flags);
  REQUIRE_MESSAGE(pattern.has_value(), expression);
  return pattern->match(text) == Pattern::Match::yes;
}

std::error_code pattern_refusal(std::string_view expression, std::string_view flags = {}) {
  const auto pattern = Pattern::compile(expression, flags);
  REQUIRE_FALSE(pattern.has_value());
  return pattern.error().code;
}

TEST_CASE("a pattern matches a part of a text unless it is anchored") {
  CHECK(matches("b+", "abbc"));
  CHECK_FALSE(matches("^b", "abb"));
  CHECK(matches("^https://w3id\\.org/dpv/dpv-pd#.+", "https://w3id.org/dpv/dpv-pd#Age"));
  CHECK_FALSE(matches("^https://w3id\\.org/dpv/dpv-pd#.+", "https://w3id.org/dpv/dpv-pd#"));
}

TEST_CASE("the dollar stands for the end of the text, not for a line end before it") {
  CHECK(matches("b$", "ab"));
  CHECK_FALSE(matches("b$", "ab\n"));
  CHECK(matches("b$", "ab\n", "m"));
  CHECK(matches("a.b", "a\rb"));
  CHECK_FALSE(matches("a.b", "a\nb"));
  CHECK(matches("a.b", "a\nb", "s"));
}

TEST_CASE("characters are those of Unicode") {
  CHECK(matches("^.$", "é"));
  CHECK(matches("^\\d$", "٣"));
  CHECK(matches("^\\p{Lu}$", "É"));
  CHECK(matches("É", "é", "i"));
  CHECK_FALSE(matches("É", "é"));
}

TEST_CASE("name characters of XML Schema work outside and inside of a class") {
  CHECK(matches("^\\i\\c*$", "é-1"));
  CHECK_FALSE(matches("^\\i\\c*$", "1é"));
  CHECK(matches("^[\\i/]+$", "a/b"));
  CHECK(matches("^\\I$", "1"));
  CHECK(matches("^\\C$", "!"));
  CHECK(pattern_refusal("[\\I]") == make_error_code(ShaclError::unsupported));
}

TEST_CASE("the flag x removes white space outside of classes, and knows no comments") {
  CHECK(matches("^ a b # c $", "ab#c", "x"));
  CHECK(matches("^a[ ]b$", "a b", "x"));
  CHECK(matches("^a\\ b$", "a b", "x"));
  CHECK(matches("^[] ]$", " ", "x"));
}

TEST_CASE("the flag q takes the pattern letter by letter") {
  CHECK(matches("a.b[", "xa.b[x", "q"));
  CHECK_FALSE(matches("a.b", "acb", "q"));
  CHECK(matches("a.b", "A.B", "qi"));
}

TEST_CASE("what is no expression, or one of another kind, is refused") {
  CHECK(pattern_refusal("(") == make_error_code(ShaclError::bad_shape));
  CHECK(pattern_refusal("[a") == make_error_code(ShaclError::bad_shape));
  CHECK(pattern_refusal("\\p{IsNowhere}") == make_error_code(ShaclError::bad_shape));
  CHECK(pattern_refusal("a", "g") == make_error_code(ShaclError::bad_shape));
  CHECK(pattern_refusal("[a-z-[aeiou]]") == make_error_code(ShaclError::unsupported));
  CHECK(pattern_refusal(std::string(5'000, 'a')) == make_error_code(ShaclError::too_large));
  CHECK(pattern_refusal(std::string(60, '(') + std::string(60, ')')) ==
        make_error_code(ShaclError::bad_shape));
}

TEST_CASE("a text that would take for ever is left undecided, soon, and at a price") {
  for (const char* expression : {"^(a+)+$", "^(a|aa)+$"}) {
    const auto pattern = Pattern::compile(expression);
    REQUIRE(pattern.has_value());
    const auto text = std::string(5'000, 'a') + "b";
    const auto found = pattern->match(text);
    CHECK(found == Pattern::Match::undecided);
    CHECK(Pattern::cost(text, found) > Pattern::cost(text, Pattern::Match::no));
  }
}

}  // namespace
}  // namespace passerelle::shacl
