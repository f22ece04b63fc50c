#include "metadata/profiles/sheet.h"

#include <doctest/doctest.h>

#include <ostream>

#include "metadata/profiles/errors.h"

namespace passerelle::profiles {
namespace {

TEST_CASE("a table has directives, one row of names, and rows of cells") {
  const auto sheet =
      Sheet::parse("t",
                   "# comment\n@prefix dct: <http://purl.org/dc/terms/>\n@title A b\n\n"
                   "term | en\r\n  dct:title  |  Title \n\ndct:type|\n",
                   '|');
  REQUIRE(sheet.has_value());
  CHECK(sheet->columns() == std::vector<std::string>{"term", "en"});
  REQUIRE(sheet->rows().size() == 2);
  CHECK(sheet->rows()[0].cells == std::vector<std::string>{"dct:title", "Title"});
  CHECK(sheet->rows()[0].line == 6);
  CHECK(sheet->rows()[1].cells == std::vector<std::string>{"dct:type", ""});
  CHECK(sheet->directive("title") == "A b");
  CHECK(sheet->directive("none").empty());
  CHECK(sheet->column("en") == 1);
  CHECK(sheet->column("fr") == 2);
  CHECK(*sheet->iri("dct:title", 1) == "http://purl.org/dc/terms/title");
  CHECK(*sheet->iri("<urn:x>", 1) == "urn:x");
}

TEST_CASE("what breaks the rules of a table is refused with its line") {
  const auto refusal = [](const char* text) {
    const auto sheet = Sheet::parse("t", text, '|');
    REQUIRE_FALSE(sheet.has_value());
    CHECK(sheet.error().code == make_error_code(ProfileError::bad_table));
    return sheet.error().detail;
  };
  CHECK(refusal("a | b\n1\n") == "t, line 2: 1 cells for 2 columns");
  CHECK(refusal("@prefix dct <x>\n") == "t, line 1: a prefix is written \"@prefix name: <IRI>\"");
  const auto sheet = Sheet::parse("t", "a\n1\n", '|');
  REQUIRE(sheet.has_value());
  CHECK(sheet->iri("dct:title", 7).error().detail ==
        "t, line 7: \"dct:title\" has no declared prefix");
  CHECK(sheet->iri("<not absolute>", 7).error().detail ==
        "t, line 7: \"<not absolute>\" is no IRI");
  CHECK(sheet->expect({"b"}).error().detail == "t: the first columns are not b");
}

TEST_CASE("a list is split at its separator, and nothing is a list of none") {
  CHECK(split(" a , b,c ", ",") == std::vector<std::string>{"a", "b", "c"});
  CHECK(split("a or b", " or ") == std::vector<std::string>{"a", "b"});
  CHECK(split("  ", ",").empty());
}

}  // namespace
}  // namespace passerelle::profiles
