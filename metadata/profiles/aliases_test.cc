#include "metadata/profiles/aliases.h"

#include <doctest/doctest.h>

#include <ostream>

#include "metadata/profiles/errors.h"
#include "metadata/rdf/documents.h"

namespace passerelle::profiles {
namespace {

TEST_CASE("vocabularies of earlier releases are called as in Release 8") {
  const auto& aliases = Aliases::built_in();
  for (const char* old : {"http://13.81.34.152:1101/resource/authority/healthcategories/EHRS",
                          "http://healthdataportal.eu/resource/authority/healthcategories/EHRS"}) {
    CHECK(aliases.today(old) ==
          "https://hdeu-dcat.data.health.europa.eu/resource/authority/healthcategories/EHRS");
  }
  // The namespace of the properties did not move.
  CHECK(aliases.today("http://healthdataportal.eu/ns/health#hdab") ==
        "http://healthdataportal.eu/ns/health#hdab");
}

TEST_CASE("old names are replaced where nodes stand, never in texts or properties") {
  const auto aliases =
      Aliases::parse("t",
                     "old | new\n<http://old.example/> | <http://new.example/>\n"
                     "<http://old.example/special/> | <http://special.example/>\n");
  REQUIRE(aliases.has_value());
  auto graph = rdf::read_graph(
      "@prefix o: <http://old.example/> . o:a o:p o:b , o:a , \"http://old.example/a\" ; "
      "<http://x.example/q> <http://old.example/special/c> , <http://x.example/d> .",
      rdf::Syntax::turtle);
  REQUIRE(graph.has_value());
  const auto renamed = aliases->apply(*graph);
  const auto expected = rdf::read_graph(
      "@prefix n: <http://new.example/> . n:a <http://old.example/p> n:b , n:a , "
      "\"http://old.example/a\" ; "
      "<http://x.example/q> <http://special.example/c> , <http://x.example/d> .",
      rdf::Syntax::turtle);
  CHECK(renamed.graph == *expected);
  REQUIRE(renamed.names.size() == 3);
  CHECK(renamed.names[0].from == "http://old.example/a");
  CHECK(renamed.names[0].to == "http://new.example/a");
  CHECK(renamed.names[0].times == 6);  // five triples, in one of them twice
  CHECK(renamed.names[2].from == "http://old.example/special/c");
  CHECK(aliases->apply(renamed.graph).names.empty());
}

TEST_CASE("a table of aliases that is none is refused") {
  for (const char* text :
       {"a | b\n<urn:x> | <urn:y>\n", "old | new\nx | <urn:y>\n", "old | new\n<urn:x> | y\n"}) {
    const auto aliases = Aliases::parse("t", text);
    REQUIRE_FALSE(aliases.has_value());
    CHECK(aliases.error().code == make_error_code(ProfileError::bad_table));
  }
}

}  // namespace
}  // namespace passerelle::profiles
