#include "metadata/shacl/validate.h"

#include <algorithm>
#include <set>

#include "metadata/shacl/errors.h"
#include "metadata/shacl/turtle_test.h"

namespace passerelle::shacl {
namespace {

// "component value" of every finding, by local names.
std::multiset<std::string> rows(const Report& report) {
  std::multiset<std::string> found;
  for (const auto& finding : report.findings()) {
    std::string row(component_name(*finding.constraint));
    row.resize(row.find("ConstraintComponent"));
    if (finding.value) row += " " + std::string(report.dictionary().text(*finding.value));
    found.insert(row);
  }
  return found;
}

std::multiset<std::string> rows(std::string_view constraint, std::string_view values) {
  return rows(report("ex:S sh:targetNode ex:n ; sh:path ex:p ; " + std::string(constraint) + " .",
                     "ex:n ex:p " + std::string(values) + " ."));
}

using Rows = std::multiset<std::string>;

TEST_CASE("a datatype takes literals of that type that are well written") {
  CHECK(rows("sh:datatype xsd:decimal", "1.5 , \"x\"^^xsd:decimal , 1 , \"1.5\" , ex:x") ==
        Rows{"Datatype x", "Datatype 1", "Datatype 1.5", "Datatype http://example.org/x"});
  CHECK(rows("sh:datatype rdf:langString", "\"a\"@en , \"b\"") == Rows{"Datatype b"});
  CHECK(rows("sh:datatype ex:own", "\"anything\"^^ex:own") == Rows{});
}

TEST_CASE("lengths are counted in characters, and blank nodes have none") {
  CHECK(rows("sh:maxLength 3", "\"été\" , \"étés\" , [ ]").count("MaxLength étés") == 1);
  CHECK(rows("sh:maxLength 3", "\"été\"") == Rows{});
  CHECK(rows("sh:minLength 0", "[ ]").size() == 1);
  CHECK(rows("sh:pattern \"^\"", "[ ]").size() == 1);
}

TEST_CASE("a language matches its range, without regard to case") {
  CHECK(rows("sh:languageIn ( \"EN\" \"fr\" )",
             "\"a\"@en , \"b\"@en-GB , \"c\"@FR , \"d\"@eng , \"e\" , ex:x") ==
        Rows{"LanguageIn d", "LanguageIn e", "LanguageIn http://example.org/x"});
}

TEST_CASE("a count looks at different values") {
  CHECK(rows("sh:maxCount 1", "1 , 1") == Rows{});
  CHECK(rows("sh:maxCount 1 ; sh:minCount 3", "1 , 2") == Rows{"MaxCount", "MinCount"});
}

TEST_CASE("a value that cannot be compared is out of bounds") {
  CHECK(rows("sh:minInclusive 5", "5 , 5.0 , 4 , \"6\" , ex:x") ==
        Rows{"MinInclusive 4", "MinInclusive 6", "MinInclusive http://example.org/x"});
  CHECK(rows("sh:maxExclusive 5", "5 , 4e0") == Rows{"MaxExclusive 5"});
}

TEST_CASE("the values of sh:property give their own results, those of sh:node one with details") {
  const auto found = report(
      "ex:S a sh:NodeShape ; sh:targetNode ex:n ; sh:property [ sh:path ex:p ; sh:node ex:T ] ; "
      "sh:property [ sh:path ex:p ; sh:property [ sh:path ex:q ; sh:minCount 1 ] ] . "
      "ex:T sh:property [ sh:path ex:q ; sh:minCount 1 ; sh:severity sh:Info ] .",
      "ex:n ex:p ex:v .");
  CHECK(rows(found) == Rows{"Node http://example.org/v", "MinCount"});
  const auto node = std::find_if(found.findings().begin(), found.findings().end(),
                                 [](const auto& finding) { return !finding.details.empty(); });
  REQUIRE(node != found.findings().end());
  REQUIRE(node->details.size() == 1);
  CHECK(component_name(*node->details.front().constraint) == "MinCountConstraintComponent");
  CHECK(found.dictionary().text(node->details.front().focus) == "http://example.org/v");
}

TEST_CASE("a node fits a shape only when nothing at all is found, not even an information") {
  CHECK(rows("sh:node [ sh:property [ sh:path ex:q ; sh:minCount 1 ; sh:severity sh:Info ] ]",
             "ex:v") == Rows{"Node http://example.org/v"});
  CHECK(rows("sh:node [ sh:deactivated true ; sh:property [ sh:path ex:q ; sh:minCount 1 ] ]",
             "ex:v") == Rows{});
}

TEST_CASE("classes are followed through their subclasses") {
  const auto found =
      report("ex:S a sh:NodeShape ; sh:targetClass ex:Top ; sh:class ex:Other .",
             "ex:Middle rdfs:subClassOf ex:Top . ex:Low rdfs:subClassOf ex:Middle . ex:Top "
             "rdfs:subClassOf ex:Low . "
             "ex:a a ex:Low . ex:b a ex:Middle , ex:Small . ex:Small rdfs:subClassOf ex:Other .");
  CHECK(rows(found) == Rows{"Class http://example.org/a"});
}

TEST_CASE("the form of sh:sparql looks at the whole graph") {
  constexpr auto kGuard =
      "ex:S a sh:NodeShape ; sh:targetNode <urn:guard> ; sh:message \"shape\" ; sh:sparql [ "
      "sh:message "
      "\"no thing\" ; sh:select \"SELECT $this WHERE { FILTER NOT EXISTS { ?s a "
      "<http://example.org/Thing> } }\" ] .";
  CHECK(report(kGuard, "ex:a a ex:Thing .").conforms());
  const auto found = report(kGuard, "ex:a a ex:Other .");
  CHECK(rows(found) == Rows{"SPARQL urn:guard"});
  REQUIRE(messages(found.findings().front()).size() == 1);
  CHECK(found.dictionary().text(messages(found.findings().front()).front()) == "no thing");
  constexpr auto kAnything =
      "ex:S a sh:NodeShape ; sh:targetNode ex:n ; sh:sparql [ sh:select \"SELECT $this WHERE { "
      "FILTER "
      "EXISTS { ?s ?p $this } }\" ] .";
  CHECK(report(kAnything, "ex:a ex:p ex:b .").conforms());
  CHECK_FALSE(report(kAnything, "ex:a ex:p ex:n .").conforms());
}

TEST_CASE("a property shape without path holds for the node itself") {
  const auto found = report(
      "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:or ( [ sh:class ex:D ] ) ; "
      "sh:severity sh:Warning ] .",
      "ex:a a ex:C . ex:b a ex:C , ex:D .");
  CHECK(rows(found) == Rows{"Or http://example.org/a"});
  CHECK_FALSE(found.findings().front().path.has_value());
  CHECK(found.counts() == Counts{0, 1, 0, 0});
  CHECK_FALSE(found.conforms());
  CHECK_FALSE(found.has_violations());
}

// Shapes and background over one dictionary, as a profile has them.
struct Profile {
  std::shared_ptr<rdf::Dictionary> terms = std::make_shared<rdf::Dictionary>();
  rdf::Graph background;
  Shapes compiled;

  Profile(std::string_view shapes_turtle, std::string_view background_turtle)
      : background(graph(background_turtle, terms)),
        compiled(Shapes::compile(graph(shapes_turtle, terms)).value()) {}

  Report validate(std::string_view turtle) const {
    return shacl::validate(compiled,
                           graph(turtle, std::make_shared<rdf::Dictionary>(compiled.dictionary())),
                           &background)
        .value();
  }
};

TEST_CASE("background vocabularies answer questions but are not validated") {
  const Profile profile(
      "ex:S a sh:NodeShape ; sh:targetClass ex:Concept ; sh:property [ sh:path ex:label ; "
      "sh:minCount 1 ] . "
      "ex:T sh:targetSubjectsOf ex:theme ; sh:path ex:theme ; sh:class ex:Concept . "
      "ex:U a sh:NodeShape ; sh:targetObjectsOf ex:theme ; sh:nodeKind sh:Literal .",
      "ex:health a ex:Concept . ex:other a ex:Concept ; ex:theme ex:health . ex:named a ex:Concept "
      ".");
  // ex:health is named by the data and described by the background alone.
  CHECK(profile.validate("ex:d ex:theme ex:health .").conforms());
  CHECK(rows(profile.validate("ex:d ex:theme ex:unknown .")) ==
        Rows{"Class http://example.org/unknown", "NodeKind http://example.org/unknown"});
  // What the data describe is validated, with what the background says of it.
  CHECK(rows(profile.validate("ex:named ex:note 1 .")) == Rows{"MinCount"});
  CHECK(profile.validate("ex:named ex:label \"named\" .").conforms());
}

TEST_CASE("a triple that data and background both hold counts once") {
  const Profile profile("ex:S sh:targetNode ex:n ; sh:path ex:p ; sh:maxCount 2 ; sh:minCount 2 .",
                        "ex:n ex:p 1 .");
  CHECK(profile.validate("ex:n ex:p 1 , 2 .").conforms());
  CHECK(rows(profile.validate("ex:n ex:p 1 .")) == Rows{"MinCount"});
  CHECK(rows(profile.validate("ex:n ex:p 2 , 3 .")) == Rows{"MaxCount"});
}

TEST_CASE("data over another dictionary give the same report") {
  const auto compiled = shapes(
      "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:p ; "
      "sh:minCount 1 ] ; sh:in ( [ ] ) .");
  const auto found = validate(compiled, graph("ex:a a ex:C . [ ] a ex:C ; ex:p 1 ."));
  REQUIRE(found.has_value());
  CHECK(rows(*found).count("MinCount") == 1);
  CHECK(found->findings().size() == 3);  // a blank node of the data is none of the shapes
}

TEST_CASE("findings come in an order that ids do not decide") {
  constexpr auto kTwoSeverities =
      "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:q ; sh:minCount 1 ; "
      "sh:severity "
      "sh:Warning ] , [ sh:path ex:p ; sh:minCount 1 ] .";
  const auto order = [](const Report& found) {
    std::vector<std::string> focus;
    for (const auto& finding : found.findings()) {
      focus.push_back(std::string(found.dictionary().text(finding.focus)) + " " +
                      text(*finding.path, found.dictionary()));
    }
    return focus;
  };
  const auto one = order(report(kTwoSeverities, "ex:b a ex:C . ex:a a ex:C .")),
             two = order(report(kTwoSeverities, "ex:a a ex:C . ex:b a ex:C ."));
  CHECK(one == two);
  CHECK(one == std::vector<std::string>{"http://example.org/a <http://example.org/p>",
                                        "http://example.org/b <http://example.org/p>",
                                        "http://example.org/a <http://example.org/q>",
                                        "http://example.org/b <http://example.org/q>"});
}

TEST_CASE("a validation over its limits gives no report at all") {
  const auto compiled = shapes(
      "ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:property [ sh:path [ "
      "sh:zeroOrMorePath ex:p ] ; sh:minCount 1000 ] .");
  std::string chain;
  for (int i = 0; i < 50; ++i) {
    chain += "ex:n" + std::to_string(i) + " ex:p ex:n" + std::to_string(i + 1) + " . ";
  }
  const auto data = graph(chain);
  CHECK(validate(compiled, data).has_value());
  for (const auto& limits : {ValidationLimits{100, 1'000}, ValidationLimits{1'000'000, 10}}) {
    const auto found = validate(compiled, data, nullptr, limits);
    REQUIRE_FALSE(found.has_value());
    CHECK(found.error().code == make_error_code(ShaclError::too_costly));
  }
}

TEST_CASE("a pattern without end does not let its value pass, and counts as work") {
  const auto compiled =
      shapes("ex:S sh:targetSubjectsOf ex:p ; sh:path ex:p ; sh:pattern \"^(a+)+$\" .");
  const auto data = graph("ex:n ex:p \"" + std::string(1'000, 'a') + "b\" .");
  const auto found = validate(compiled, data);
  REQUIRE(found.has_value());
  CHECK(rows(*found).size() == 1);
  CHECK_FALSE(validate(compiled, data, nullptr, {100'000, 10}).has_value());
}

TEST_CASE("shapes that share parts many times over do not multiply the work") {
  std::string turtle = "ex:S0 sh:targetNode ex:n . ";
  for (int i = 0; i < 30; ++i) {
    const auto next = std::to_string(i + 1);
    turtle += "ex:S" + std::to_string(i) + " sh:or ( [ sh:not ex:S" + next + " ] [ sh:not ex:S" +
              next + " ] ) . ";
  }
  turtle += "ex:S30 sh:nodeKind sh:IRI .";
  CHECK(validate(shapes(turtle), graph("ex:n ex:p 1 ."), nullptr, {10'000, 10}).has_value());
}

}  // namespace
}  // namespace passerelle::shacl
