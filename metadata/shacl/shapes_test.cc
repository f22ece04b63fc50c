#include "metadata/shacl/shapes.h"

#include <algorithm>

#include "metadata/shacl/errors.h"
#include "metadata/shacl/turtle_test.h"

namespace passerelle::shacl {
namespace {

Error shapes_refusal(std::string_view turtle) {
  const auto compiled = Shapes::compile(graph(turtle));
  REQUIRE_MESSAGE(!compiled.has_value(), turtle);
  return compiled.error();
}

bool is_bad(std::string_view turtle) {
  return shapes_refusal(turtle).code == make_error_code(ShaclError::bad_shape);
}

bool is_unsupported(std::string_view turtle) {
  return shapes_refusal(turtle).code == make_error_code(ShaclError::unsupported);
}

TEST_CASE("a refusal names the shape, the path on the way from it, and the reason") {
  const auto error =
      shapes_refusal("ex:S a sh:NodeShape ; sh:property [ sh:path ex:p ; sh:minCount \"1\" ] .");
  CHECK(error.detail ==
        "the shape <http://example.org/S>, path <http://example.org/p>: sh:minCount \"1\" is no "
        "xsd:integer from 0 on");
}

TEST_CASE("a parameter of the wrong kind is refused") {
  for (const char* parameter : {"sh:class \"x\"",
                                "sh:datatype [ ]",
                                "sh:datatype xsd:string , xsd:date",
                                "sh:nodeKind ex:IRI",
                                "sh:nodeKind sh:IRI , sh:Literal",
                                "sh:in ex:x",
                                "sh:in _:x",
                                "sh:minExclusive ex:x",
                                "sh:maxInclusive 1 , 2",
                                "sh:minLength -1",
                                "sh:maxLength 1.5",
                                "sh:pattern 5",
                                "sh:pattern \"(\"",
                                "sh:pattern \"a\" ; sh:flags \"z\"",
                                "sh:languageIn ( ex:en )",
                                "sh:equals \"p\"",
                                "sh:disjoint [ ]",
                                "sh:closed 1",
                                "sh:closed true , false",
                                "sh:closed true ; sh:ignoredProperties ( \"p\" )",
                                "sh:node \"s\"",
                                "sh:and ex:x",
                                "sh:or ( \"s\" )",
                                "sh:xone 5",
                                "sh:not \"s\"",
                                "sh:property \"s\"",
                                "sh:severity \"high\"",
                                "sh:severity sh:Info , sh:Warning",
                                "sh:message 5",
                                "sh:deactivated \"yes\"",
                                "sh:targetClass \"x\"",
                                "sh:targetNode [ ]",
                                "sh:targetSubjectsOf 1",
                                "sh:targetObjectsOf [ ]",
                                "sh:path ex:p",
                                "sh:sparql [ ]"}) {
    CHECK_MESSAGE(is_bad("ex:S a sh:NodeShape ; " + std::string(parameter) + " ."), parameter);
  }
}

TEST_CASE("what only a property shape may have is refused on a node shape") {
  for (const char* parameter :
       {"sh:minCount 1", "sh:maxCount 1", "sh:lessThan ex:p", "sh:lessThanOrEquals ex:p",
        "sh:uniqueLang true", "sh:qualifiedValueShape [ ] ; sh:qualifiedMinCount 1"}) {
    CHECK_MESSAGE(is_bad("ex:S a sh:NodeShape ; " + std::string(parameter) + " ."), parameter);
  }
}

TEST_CASE("a property shape has one path that is one") {
  CHECK(is_bad("ex:S sh:targetNode ex:n ; sh:path ex:p , ex:q ."));
  CHECK(is_bad("ex:S sh:targetNode ex:n ; sh:path \"p\" ."));
  CHECK(is_bad("ex:S a sh:NodeShape ; sh:node [ sh:path ex:p ] ."));
}

TEST_CASE("a list that does not end is refused") {
  CHECK(is_bad("ex:S a sh:NodeShape ; sh:in _:l . _:l rdf:first 1 ; rdf:rest _:l ."));
  CHECK(is_bad("ex:S a sh:NodeShape ; sh:or _:l . _:l rdf:first [ ] ; rdf:rest rdf:nil , ex:x ."));
}

TEST_CASE("constraints that mean something else are unsupported") {
  CHECK(is_unsupported("ex:S a sh:NodeShape ; sh:js [ ] ."));
  CHECK(is_unsupported("ex:S a sh:NodeShape ; sh:expression [ ] ."));
  CHECK(is_unsupported("ex:S sh:target [ ] ."));
  CHECK(is_unsupported("ex:S a sh:NodeShape ; sh:sparql [ sh:select \"ASK {}\" ] ."));
  CHECK(is_unsupported(
      "ex:S sh:path ex:p ; sh:targetNode ex:n ; sh:sparql [ sh:select \"SELECT $this "
      "WHERE { FILTER NOT EXISTS { ?s ?p ?o } }\" ] ."));
  CHECK(is_unsupported("ex:C a sh:ConstraintComponent ."));
  CHECK(is_unsupported("<> sh:entailment <http://www.w3.org/ns/entailment/RDFS> ."));
  CHECK(is_unsupported("ex:S a sh:NodeShape ; sh:pattern \"[a-z-[x]]\" ."));
}

TEST_CASE("a shape that refers to itself is refused, directly or through others") {
  for (const char* turtle :
       {"ex:S a sh:NodeShape ; sh:node ex:S .", "ex:S a sh:NodeShape ; sh:not ex:S .",
        "ex:S a sh:NodeShape ; sh:property [ sh:path ex:p ; sh:node ex:S ] .",
        "ex:S a sh:NodeShape ; sh:or ( ex:T ) . ex:T sh:and ( ex:S ) ."}) {
    CHECK_MESSAGE(shapes_refusal(turtle).code == make_error_code(ShaclError::recursive), turtle);
  }
}

TEST_CASE("shapes that nest too deep are refused") {
  std::string turtle = "ex:S0 a sh:NodeShape .";
  for (int i = 0; i < 80; ++i) {
    turtle += "ex:S" + std::to_string(i) + " sh:node ex:S" + std::to_string(i + 1) + " .";
  }
  CHECK(shapes_refusal(turtle).code == make_error_code(ShaclError::too_large));
}

TEST_CASE("a value of sh:property without a path is loaded with a notice") {
  const auto compiled =
      shapes("ex:S a sh:NodeShape ; sh:property [ sh:or ( [ sh:class ex:C ] ) ] .");
  REQUIRE(compiled.notices().size() == 1);
  CHECK(compiled.notices().front() ==
        "the shape <http://example.org/S>: a property shape without sh:path; its constraints are "
        "taken "
        "as those of the node itself");
}

TEST_CASE("terms that SHACL does not define say nothing, with a notice") {
  const auto compiled = shapes(
      "ex:S a sh:NodeShape ; sh:extends ex:T ; sh:property [ sh:path ex:p ; sh:shape ex:T ] .");
  REQUIRE(compiled.notices().size() == 2);
  CHECK(std::any_of(compiled.notices().begin(), compiled.notices().end(), [](const auto& notice) {
    return notice ==
           "the shape <http://example.org/S>: sh:extends is no term of SHACL Core; it says "
           "nothing here";
  }));
}

TEST_CASE("shapes without a type or target are read only when something refers to them") {
  CHECK(shapes("ex:S sh:minCount \"wrong\" .").all().empty());
  CHECK(is_bad(
      "ex:S sh:minCount \"wrong\" ; sh:path ex:p . ex:T a sh:NodeShape ; sh:property ex:S ."));
}

TEST_CASE("switches are set by the literal true alone") {
  CHECK(shapes("ex:S a sh:NodeShape ; sh:deactivated \"1\"^^xsd:boolean .")
            .all()
            .front()
            .is_deactivated == false);
  CHECK(shapes("ex:S a sh:NodeShape ; sh:deactivated true .").all().front().is_deactivated);
}

TEST_CASE("imports are not followed") {
  CHECK(shapes("<> <http://www.w3.org/2002/07/owl#imports> <http://127.0.0.1:1/shapes> . ex:S a "
               "sh:NodeShape .")
            .all()
            .size() == 1);
}

}  // namespace
}  // namespace passerelle::shacl
