#include "node/base/text.h"

#include <doctest/doctest.h>

namespace passerelle {
namespace {

TEST_CASE("only the letters A to Z change their case") {
  CHECK(lower_case("Text/TURTLE; q=0.5") == "text/turtle; q=0.5");
  CHECK(lower_case("É@[`{ZA") == "É@[`{za");
  CHECK(lower_case("").empty());
}

TEST_CASE("a place in a document is told in lines and characters, from 1") {
  CHECK(position("", 0) == "line 1, column 1");
  CHECK(position("ab\ncd", 4) == "line 2, column 2");
  CHECK(position("é\né x", 6) == "line 2, column 3");
  CHECK(position("ab", 9) == "line 1, column 3");
}

}  // namespace
}  // namespace passerelle
