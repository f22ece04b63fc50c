#include "metadata/profiles/code_list.h"

#include <doctest/doctest.h>

#include <ostream>

#include <set>

#include "metadata/profiles/embedded.h"
#include "metadata/profiles/errors.h"
#include "metadata/profiles/sheet.h"
#include "metadata/profiles/vocabulary.h"

namespace passerelle::profiles {
namespace {

constexpr auto kList =
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#>\n@prefix ex: <http://example.org/>\n"
    "@scheme <http://example.org/list>\n@concepts <http://example.org/list/>\n"
    "@types skos:Concept ex:Thing\n@labels skos:prefLabel ex:name\n@title.en List\n@title.fr "
    "Liste\n"
    "code,en,fr\nA,first,premier\nB,,\n";

TEST_CASE("a list of codes becomes the concepts of a scheme") {
  rdf::Graph graph;
  const auto scheme = add_code_list("list.csv", kList, graph);
  REQUIRE(scheme.has_value());
  CHECK(*scheme == "http://example.org/list");
  const rdf::Iri list{*scheme}, a{"http://example.org/list/A"}, b{"http://example.org/list/B"};
  CHECK(graph.has(list, kType, rdf::Iri{kConceptScheme}));
  CHECK(graph.has(list, kTitle, rdf::text("Liste", "fr")));
  CHECK(graph.has(a, kType, rdf::Iri{"http://example.org/Thing"}));
  CHECK(graph.has(a, kInScheme, list));
  CHECK(graph.has(a, kNotation, rdf::text("A")));
  CHECK(graph.has(a, kPrefLabel, rdf::text("premier", "fr")));
  CHECK(graph.has(a, "http://example.org/name", rdf::text("first", "en")));
  // A code without a label is its own.
  CHECK(graph.literals(b, kPrefLabel) == std::vector<rdf::Literal>{rdf::text("B")});
}

TEST_CASE("a list without a scheme gives types alone") {
  rdf::Graph graph;
  const auto scheme =
      add_code_list("l", "@concepts <urn:m:>\n@types <urn:Media>\ncode\ntext/csv\n", graph);
  REQUIRE(scheme.has_value());
  CHECK(scheme->empty());
  CHECK(graph.size() == 1);
  CHECK(graph.has(rdf::Iri{"urn:m:text/csv"}, kType, rdf::Iri{"urn:Media"}));
}

TEST_CASE("a list that breaks its rules is refused") {
  for (const char* text :
       {"@types <urn:T>\ncode\nA\n", "@concepts <urn:c:>\nname\nA\n",
        "@concepts <urn:c:>\n@types T\ncode\nA\n", "@concepts <urn:c:>\ncode,en\nA\n",
        "@concepts <urn:c:>\ncode\nA B\n", "@concepts <urn:c:>\n@scheme x\ncode\n"}) {
    rdf::Graph graph;
    const auto scheme = add_code_list("l", text, graph);
    REQUIRE_FALSE_MESSAGE(scheme.has_value(), text);
    CHECK(scheme.error().code == make_error_code(ProfileError::bad_table));
  }
}

TEST_CASE("every list of ours says where its codes come from, and holds a code once") {
  for (const auto& file : embedded_files()) {
    if (!file.name.starts_with("codes/")) continue;
    CHECK_MESSAGE(file.text.starts_with("# "), file.name);
    const auto sheet = Sheet::parse(file.name, file.text, ',');
    REQUIRE_MESSAGE(sheet.has_value(), file.name);
    std::set<std::string> codes;
    for (const auto& row : sheet->rows()) {
      CHECK_MESSAGE(codes.insert(row.cells.front()).second, file.name << " " << row.cells.front());
    }
  }
}

}  // namespace
}  // namespace passerelle::profiles
