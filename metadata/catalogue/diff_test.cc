#include "metadata/catalogue/diff.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "metadata/catalogue/blank_pairs.h"
#include "metadata/rdf/documents.h"

using namespace passerelle;
using namespace passerelle::catalogue;

namespace {

const std::string kPrefixes = R"(
@prefix csvw: <http://www.w3.org/ns/csvw#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix h: <http://healthdataportal.eu/ns/health#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix e: <https://fi.example/> .
)";

rdf::Graph version(const std::string& body) {
  return rdf::read_graph(kPrefixes + body, rdf::Syntax::turtle).value();
}

std::vector<FieldChange> changes(const std::string& older,
                                 const std::string& newer,
                                 const std::string& language = "en") {
  return difference(version(older), version(newer), language);
}

std::string lexical(const rdf::Term& term) {
  const auto* literal = std::get_if<rdf::Literal>(&term);
  return literal != nullptr ? literal->lexical : "?";
}

// A column of a table with a label.
std::string column(const std::string& name, const std::string& label) {
  return "[ a csvw:Column ; csvw:name \"" + name +
         "\" ; csvw:datatype \"integer\" ; csvw:title \"" + label + "\"@en ]";
}

std::string table(const std::string& columns) {
  return "e:d h:hasVariables [ csvw:table [ dct:title \"t\" ; csvw:column " + columns + " ] ] .";
}

}  // namespace

TEST_CASE("equal graphs have no difference, whatever their blank nodes are called") {
  CHECK(changes("e:d dct:relation [ dct:title \"a\" ], [ dct:title \"b\" ] .",
                "e:d dct:relation _:x, _:y . _:y dct:title \"a\" . _:x dct:title \"b\" .")
            .empty());
}

TEST_CASE("a changed value is one change with the name of its field and of its thing") {
  const auto found = changes("e:d dct:title \"Old\"@en ; dct:issued \"2025\" .",
                             "e:d dct:title \"New\"@en ; dct:issued \"2025\" .", "fr");
  REQUIRE(found.size() == 1);
  CHECK(found[0].subject.text == "https://fi.example/d");
  CHECK(found[0].subject_name == "New");
  CHECK(field_path(found[0]) == "Titre");
  REQUIRE(found[0].removed.size() == 1);
  CHECK(lexical(found[0].removed[0]) == "Old");
  REQUIRE(found[0].added.size() == 1);
  CHECK(lexical(found[0].added[0]) == "New");
}

TEST_CASE("a property that has no name in front of people is shown by its own") {
  const auto found =
      changes("e:d e:blood \"A\" .", "e:d e:blood \"B\" ; dct:dateSubmitted \"2025\" .");
  REQUIRE(found.size() == 2);
  CHECK(field_path(found[0]) == "dct:dateSubmitted");
  CHECK(field_path(found[1]) == "https://fi.example/blood");
}

TEST_CASE("one value more among many is shown alone") {
  const auto found =
      changes("e:d dcat:keyword \"a\", \"b\" .", "e:d dcat:keyword \"a\", \"b\", \"c\" .");
  REQUIRE(found.size() == 1);
  CHECK(found[0].removed.empty());
  REQUIRE(found[0].added.size() == 1);
  CHECK(lexical(found[0].added[0]) == "c");
}

TEST_CASE("a language tag, a datatype and a literal instead of an IRI are changes") {
  CHECK(changes("e:d dct:title \"T\"@en .", "e:d dct:title \"T\"@fr .").size() == 1);
  CHECK(changes("e:d dct:issued \"2025\" .",
                "e:d dct:issued \"2025\"^^<http://www.w3.org/2001/XMLSchema#gYear> .")
            .size() == 1);
  CHECK(changes("e:d dct:license <urn:x> .", "e:d dct:license \"urn:x\" .").size() == 1);
}

TEST_CASE("the label of one variable among many is one change, and the path names the variable") {
  const auto found = changes(table(column("age", "Age") + ", " + column("rx", "Arm")),
                             table(column("rx", "Treatment arm") + ", " + column("age", "Age")));
  REQUIRE(found.size() == 1);
  CHECK(field_path(found[0]) ==
        "Dictionary of variables › Tables t › Variables rx › Title of the variable");
  CHECK(lexical(found[0].added[0]) == "Treatment arm");
}

TEST_CASE("a variable keeps its name in the data when all else about it changes") {
  const auto found = changes(table("[ csvw:name \"a\" ; csvw:title \"A\" ], [ csvw:name \"b\" ]"),
                             table("[ csvw:name \"a\" ; csvw:title \"Z\" ], [ csvw:name \"b\" ]"));
  REQUIRE(found.size() == 1);
  CHECK(field_path(found[0]) ==
        "Dictionary of variables › Tables t › Variables a › Title of the variable");
}

TEST_CASE("a variable that came is told with all it says, and no other variable changes") {
  const auto found = changes(table(column("age", "Age")),
                             table(column("age", "Age") + ", " + column("rx", "Arm")));
  // The link to the node, and class, name, datatype and label of it.
  REQUIRE(found.size() == 5);
  CHECK(std::all_of(found.begin(), found.end(),
                    [](const FieldChange& change) { return change.removed.empty(); }));
  CHECK(std::count_if(found.begin(), found.end(), [](const FieldChange& change) {
          return field_path(change) ==
                 "Dictionary of variables › Tables t › Variables rx › Title of the variable";
        }) == 1);
}

TEST_CASE("a variable that went and another that came are not one that was renamed") {
  const auto found = changes(table(column("age", "Age") + ", " + column("a", "First thing")),
                             table(column("age", "Age") + ", " + column("b", "Second thing")));
  std::size_t removed = 0, added = 0;
  for (const auto& change : found) {
    removed += change.removed.size();
    added += change.added.size();
  }
  CHECK(removed == 5);
  CHECK(added == 5);
}

TEST_CASE("the only contact point stays the same when all it says changes") {
  const auto found =
      changes("e:d dcat:contactPoint [ vcard:fn \"A\" ; vcard:hasEmail <mailto:a@fi.example> ] .",
              "e:d dcat:contactPoint [ vcard:fn \"B\" ; vcard:hasEmail <mailto:b@fi.example> ] .");
  REQUIRE(found.size() == 2);
  CHECK(field_path(found[0]) == "Contact point B › Name");
  CHECK(field_path(found[1]) == "Contact point B › E-mail address");
}

TEST_CASE("a resource with its own IRI is told under that IRI") {
  const auto found = changes("e:d dcat:distribution e:x . e:x dct:title \"Access\" .",
                             "e:d dcat:distribution e:y . e:y dct:title \"Access\" .");
  REQUIRE(found.size() == 3);
  CHECK(found[0].subject.text == "https://fi.example/d");
  CHECK(found[1].subject.text == "https://fi.example/x");
  CHECK(found[1].added.empty());
  CHECK(found[2].subject.text == "https://fi.example/y");
  CHECK(found[2].removed.empty());
}

TEST_CASE("a circle of blank nodes ends") {
  const auto circle = [](const std::string& title) {
    return "e:d dct:relation _:a . _:a dct:relation _:b ; dct:title \"" + title +
           "\" . _:b dct:relation _:a .";
  };
  CHECK(changes(circle("x"), circle("x")).empty());
  CHECK(changes(circle("x"), circle("y")).size() == 1);
  CHECK(changes("e:d dct:title \"t\" .", circle("x") + "e:d dct:title \"t\" .").size() == 4);
}

TEST_CASE("a second way to a blank node is a change of its own") {
  const std::string one = "e:d dct:relation _:a . _:a dct:title \"a\" .";
  const auto found = changes(one, one + " e:d dct:source _:a .");
  REQUIRE(found.size() == 1);
  CHECK(field_path(found[0]) == "Source");
  CHECK(found[0].added.size() == 1);
}

TEST_CASE("a long chain of blank nodes is compared to its end") {
  const auto chain = [](const std::string& last) {
    std::string text = "e:d dct:relation _:n0 . ";
    for (int i = 0; i < 5'000; ++i) {
      text += "_:n" + std::to_string(i) + " dct:relation _:n" + std::to_string(i + 1) + " . ";
    }
    return text + "_:n5000 dct:title \"" + last + "\" .";
  };
  const auto found = changes(chain("x"), chain("y"));
  REQUIRE(found.size() == 1);
  CHECK(found[0].path.size() == 8);
  CHECK(lexical(found[0].added[0]) == "y");
}

TEST_CASE("many variables without a name and all of them changed are told, not paired") {
  const auto columns = [](const std::string& word) {
    std::string text;
    for (int i = 0; i < 600; ++i) {
      text += (i > 0 ? ", " : "") + ("[ csvw:title \"" + word + std::to_string(i)) + "\" ]";
    }
    return table(text);
  };
  CHECK(changes(columns("a"), columns("b")).size() == 1 + 2 * 600);
}

TEST_CASE("nodes that are the same twice are paired twice") {
  const auto twice = version("e:d dct:relation [ dct:title \"a\" ], [ dct:title \"a\" ] .");
  const auto nodes =
      twice.resources(rdf::Iri{"https://fi.example/d"}, "http://purl.org/dc/terms/relation");
  const auto pairs = pair_blanks(twice, nodes, twice, nodes);
  REQUIRE(pairs.size() == 2);
  for (const auto& [older, newer] : pairs) CHECK((older && newer));
  CHECK(pairs[0].second != pairs[1].second);
}
