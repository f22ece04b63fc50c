#include "metadata/profiles/rules.h"

#include <doctest/doctest.h>

#include <ostream>

#include <set>

#include "metadata/profiles/embedded.h"
#include "metadata/profiles/errors.h"
#include "metadata/profiles/glossary.h"
#include "metadata/rdf/documents.h"
#include "metadata/shacl/validate.h"

namespace passerelle::profiles {
namespace {

constexpr auto kHead =
    "@prefix ex: <http://example.org/>\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#>\n"
    "@profile test/1\n@release 1\n@accessRights <urn:right>\n"
    "class | property | count | kind | range | vocabulary | severity | en | fr\n";

Result<RuleTable> parse(const std::string& rows) { return parse_rules("t", kHead + rows); }

std::string row_refusal(const std::string& row) {
  const auto table = parse(row + "\n");
  REQUIRE_FALSE_MESSAGE(table.has_value(), row);
  CHECK(table.error().code == make_error_code(ProfileError::bad_table));
  return table.error().detail;
}

// Violations of the shapes made from the rows, as "node path", by local names.
std::multiset<std::string> violations(const std::string& rows, const std::string& turtle) {
  const auto table = parse(rows);
  REQUIRE_MESSAGE(table.has_value(), table.error().text());
  const auto graph = shapes_of(
      *table, {{"colours", "http://example.org/colours"}, {"sizes", "http://example.org/sizes"}});
  REQUIRE_MESSAGE(graph.has_value(), graph.error().text());
  const auto shapes = shacl::Shapes::compile(*graph);
  REQUIRE_MESSAGE(shapes.has_value(), shapes.error().text());
  const auto data = rdf::read_graph(
      "@prefix ex: <http://example.org/> . @prefix xsd: "
      "<http://www.w3.org/2001/XMLSchema#> . @prefix skos: "
      "<http://www.w3.org/2004/02/skos/core#> . " +
          turtle,
      rdf::Syntax::turtle);
  REQUIRE_MESSAGE(data.has_value(), data.error().text());
  const auto report = shacl::validate(*shapes, *data);
  REQUIRE(report.has_value());
  std::multiset<std::string> found;
  for (const auto& finding : report->findings()) {
    const auto& terms = report->dictionary();
    if (!terms.text(finding.shape->severity).ends_with("Violation")) continue;
    const std::string focus(terms.text(finding.focus));
    found.insert(focus.substr(focus.find_last_of("/:") + 1) + " " +
                 (finding.path ? shacl::text(*finding.path, terms) : "-"));
  }
  return found;
}

using Found = std::multiset<std::string>;
const std::string kP = " <http://example.org/p>";

TEST_CASE("a count, a kind and a datatype hold for every instance of the class") {
  const std::string rule =
      "ex:C | ex:p | 1..1 | text | xsd:date, xsd:gYear | | violation | do | faire\n";
  CHECK(violations(rule, "ex:a a ex:C ; ex:p \"2024\"^^xsd:gYear .").empty());
  CHECK(violations(rule, "ex:a a ex:C .") == Found{"a" + kP});
  CHECK(violations(rule, "ex:a a ex:C ; ex:p \"2024\"^^xsd:gYear , \"2024-01-01\"^^xsd:date .") ==
        Found{"a" + kP});
  CHECK(violations(rule, "ex:a a ex:C ; ex:p 2024 .") == Found{"a" + kP});
  CHECK(violations(rule, "ex:a a ex:C ; ex:p ex:b .") == Found{"a" + kP, "a" + kP});
  CHECK(violations("ex:C | ex:p | 0..* | iri | | | violation | |\n", "ex:a a ex:C ; ex:p [ ] .") ==
        Found{"a" + kP});
  CHECK(
      violations("ex:C | ex:p | 0..* | resource | | | violation | |\n", "ex:a a ex:C ; ex:p [ ] .")
          .empty());
}

TEST_CASE("classes, values and codes are each asked for") {
  CHECK(violations("ex:C | ex:p | 0..* | | ex:D, ex:E | | violation | |\n",
                   "ex:a a ex:C ; ex:p ex:e , ex:x . ex:e a ex:E .") == Found{"a" + kP});
  CHECK(violations("ex:C | ex:p | 0..* | | = ex:v | | violation | |\n",
                   "ex:a a ex:C ; ex:p ex:w .") == Found{"a" + kP});
  const std::string codes = "ex:C | ex:p | 0..* | | | colours, sizes | violation | |\n";
  CHECK(violations(codes,
                   "ex:a a ex:C ; ex:p ex:red , ex:big . ex:red skos:inScheme ex:colours . ex:big "
                   "skos:inScheme ex:sizes .")
            .empty());
  CHECK(violations(codes, "ex:a a ex:C ; ex:p ex:red .") == Found{"a" + kP});
  CHECK(violations("ex:C | ex:p | 0..* | | | ^http://ok/.+ | violation | |\n",
                   "ex:a a ex:C ; ex:p <http://ok/x> , <http://ok/> .") == Found{"a" + kP});
}

TEST_CASE("either of two properties counts, and a property is read backwards") {
  CHECK(violations("ex:C | ex:p or ex:q | 1..* | | | | violation | |\n",
                   "ex:a a ex:C . ex:b a ex:C ; ex:q 1 .") ==
        Found{"a <http://example.org/p>|<http://example.org/q>"});
  CHECK(violations("ex:C | ^ex:p | 1..* | | | | violation | |\n",
                   "ex:a a ex:C . ex:b a ex:C . ex:x ex:p ex:b .") ==
        Found{"a ^<http://example.org/p>"});
}

TEST_CASE("a reference asks for counts and kinds of the other class, a part for everything") {
  const std::string by_class =
      "ex:C | ex:p | 0..* | | as ex:D | | violation | |\n"
      "ex:D | ex:q | 0..1 | iri | ex:E | colours | violation | |\nex:D | ex:r | 1..* | | | | "
      "warning | |\n";
  // Neither the class of values, nor their code list, nor advice.
  CHECK(violations(by_class, "ex:a a ex:C ; ex:p ex:d . ex:d ex:q ex:x .").empty());
  CHECK(violations(by_class, "ex:a a ex:C ; ex:p ex:d . ex:d ex:q \"x\" .") == Found{"a" + kP});
  const std::string by_part =
      "ex:C | ex:p | 0..* | | as Part | | violation | |\n"
      "Part | ex:q | 0..1 | | ex:E | | violation | |\n";
  CHECK(violations(by_part, "ex:a a ex:C ; ex:p ex:d . ex:d ex:q ex:x .") == Found{"a" + kP});
}

TEST_CASE("a condition makes the count hold only where it is true") {
  const std::string rule = "ex:C | ex:p | 1..* if ex:has | | | | violation | |\n";
  CHECK(violations(rule, "ex:a a ex:C ; ex:has true .") == Found{"a -"});
  CHECK(violations(rule, "ex:a a ex:C ; ex:has true ; ex:p 1 .").empty());
  CHECK(violations(rule, "ex:a a ex:C ; ex:has false .").empty());
  CHECK(violations(rule, "ex:a a ex:C .").empty());
}

TEST_CASE("a document must describe an instance") {
  const std::string rule = "document | ex:C | 1..* | | | | violation | |\n";
  CHECK(violations(rule, "ex:a a ex:D .") == Found{"guard -"});
  CHECK(violations(rule, "ex:a a ex:C .").empty());
}

TEST_CASE("messages are those of the shapes, by language") {
  const auto table = parse("ex:C | ex:p | 1..* | | | | warning | Do it. | Faites-le.\n");
  REQUIRE(table.has_value());
  CHECK(table->profile == "test/1");
  CHECK(table->access_rights == std::vector<std::string>{"urn:right"});
  const auto graph = shapes_of(*table, {});
  REQUIRE(graph.has_value());
  const auto text = rdf::write(*graph, rdf::Syntax::n_triples);
  CHECK(text.find("#message> \"Faites-le.\"@fr") != std::string::npos);
  CHECK(text.find("#severity> <http://www.w3.org/ns/shacl#Warning>") != std::string::npos);
}

TEST_CASE("a rule that breaks the rules is refused with its line") {
  CHECK(row_refusal("ex:C | ex:p | 1..* | | | | wrong | |") ==
        "t, line 7: a severity is violation, warning or info");
  CHECK(row_refusal("ex:C | ex:p | some | | | | violation | |") ==
        "t, line 7: a count is written least..most");
  CHECK(row_refusal("ex:C | ex:p | 1..x | | | | violation | |") ==
        "t, line 7: a count is written least..most");
  CHECK(row_refusal("ex:C | ex:p | 2..1 | | | | violation | |") ==
        "t, line 7: a count from more to less");
  CHECK(row_refusal("ex:C | ex:p | | | | | violation | |") == "t, line 7: a count is missing");
  CHECK(row_refusal("ex:C | ex:p | 0..1 if ex:q | | | | violation | |") ==
        "t, line 7: a condition on a count from 0");
  CHECK(row_refusal("ex:C | ex:p | 0..1 | word | | | violation | |") ==
        "t, line 7: a kind is text, iri or resource");
  CHECK(row_refusal("ex:C | | 0..1 | | | | violation | |") == "t, line 7: a property is missing");
  CHECK(row_refusal("ex:C | ^ex:p or ex:q | 0..1 | | | | violation | |") ==
        "t, line 7: ^ stands before one property");
  CHECK(row_refusal("un:C | ex:p | 0..1 | | | | violation | |") ==
        "t, line 7: \"un:C\" has no declared prefix");
  CHECK(row_refusal(" | ex:p | 0..1 | | | | violation | |") == "t, line 7: a name is missing");
  CHECK(row_refusal("ex:C | ex:p | 0..1 | | as Nobody | | violation | |") ==
        "t, line 7: there are no rules on Nobody");
  CHECK(row_refusal("ex:C | ex:p | 0..1 | | xsd | | violation | |") ==
        "t, line 7: \"xsd\" has no declared prefix");
}

TEST_CASE("rules that make no shapes are refused") {
  const auto refused = [](const std::string& rows) {
    const auto table = parse(rows);
    REQUIRE(table.has_value());
    const auto graph = shapes_of(*table, {});
    REQUIRE_FALSE(graph.has_value());
    return graph.error().detail;
  };
  CHECK(refused("ex:C | ex:p | 0..1 | | | nowhere | violation | |\n") ==
        "line 7: there is no code list nowhere");
  CHECK(refused("ex:C | ex:p | 0..1 | | | | violation | |\n<urn:x#C> | ex:p | 0..1 | | | | "
                "violation | |\n") ==
        "line 8: two classes have the name urn:passerelle:profile:test/1#C");
}

TEST_CASE(
    "every rule of the built-in table has words in English and French, and so has every field") {
  const auto table = parse_rules(kBuiltInTable, embedded(kBuiltInTable));
  REQUIRE_MESSAGE(table.has_value(), table.error().text());
  CHECK(table->rules.size() > 200);
  const auto& glossary = Glossary::built_in();
  for (const auto& rule : table->rules) {
    CHECK_MESSAGE(rule.messages.contains("en"), rule.line);
    CHECK_MESSAGE(rule.messages.contains("fr"), rule.line);
    for (const auto& property : rule.properties) {
      CHECK_MESSAGE(!glossary.name(property, "fr").empty(), property);
    }
    for (const auto& type : rule.classes) CHECK_MESSAGE(!glossary.name(type, "fr").empty(), type);
    for (const auto& type : rule.datatypes) CHECK_MESSAGE(!glossary.name(type, "fr").empty(), type);
  }
}

}  // namespace
}  // namespace passerelle::profiles
