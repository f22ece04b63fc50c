// Reports as RDF, as JSON and as sentences.
#include "metadata/shacl/report.h"

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "metadata/shacl/report_graph.h"
#include "metadata/shacl/report_json.h"
#include "metadata/shacl/turtle_test.h"
#include "metadata/shacl/wording.h"
#include "node/base/format_examples_test.h"

namespace passerelle::shacl {
namespace {

constexpr auto kShapes =
    "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property ex:P , ex:Q . "
    "ex:P sh:path [ sh:alternativePath ( ex:p [ sh:inversePath ex:q ] ) ] ; sh:minCount 1 ; "
    "sh:message \"Give it.\"@en , \"Donnez-le.\"@fr . "
    "ex:Q sh:path ex:r ; sh:node ex:T ; sh:severity sh:Warning . "
    "ex:T sh:property [ sh:path ex:s ; sh:datatype xsd:integer ; sh:severity ex:Own ] .";
constexpr auto kData = "ex:a a ex:C ; ex:r ex:b . ex:b ex:s \"x\" . ";

TEST_CASE("a report is an RDF graph that SHACL itself finds well formed") {
  const auto written = rdf::write(to_graph(report(kShapes, kData)), rdf::Syntax::turtle);
  // Every result has one focus node, one severity, one component; a detail is a result too.
  const auto well_formed = report(
      "ex:R a sh:NodeShape ; sh:targetClass sh:ValidationReport ; sh:property [ sh:path "
      "sh:conforms ; "
      "sh:datatype xsd:boolean ; sh:minCount 1 ; sh:maxCount 1 ] , [ sh:path sh:result ; "
      "sh:minCount 2 ; "
      "sh:maxCount 2 ; sh:class sh:ValidationResult ] . "
      "ex:V a sh:NodeShape ; sh:targetClass sh:ValidationResult ; sh:property [ sh:path "
      "sh:focusNode ; "
      "sh:minCount 1 ; sh:maxCount 1 ] , [ sh:path sh:resultSeverity ; sh:minCount 1 ; sh:maxCount "
      "1 ; "
      "sh:nodeKind sh:IRI ] , [ sh:path sh:sourceConstraintComponent ; sh:minCount 1 ; sh:maxCount "
      "1 ] , "
      "[ sh:path sh:sourceShape ; sh:minCount 1 ] , [ sh:path sh:resultMessage ; sh:minCount 1 ; "
      "sh:uniqueLang true ] , [ sh:path sh:detail ; sh:class sh:ValidationResult ] . "
      "ex:D sh:targetSubjectsOf sh:result ; sh:path ( sh:result sh:detail ) ; sh:minCount 1 ; "
      "sh:maxCount 1 .",
      written);
  for (const auto& finding : well_formed.findings()) MESSAGE(component_name(*finding.constraint));
  CHECK(well_formed.conforms());
}

TEST_CASE("a report that conforms says so") {
  const auto written = to_graph(report(kShapes, "ex:b ex:s 1 ."));
  CHECK(written.size() == 2);
  CHECK(rdf::write(written, rdf::Syntax::n_triples).find("shacl#conforms> \"true\"") !=
        std::string::npos);
}

TEST_CASE("a complex path is written as SHACL writes it") {
  const auto text = rdf::write(to_graph(report(kShapes, kData)), rdf::Syntax::turtle);
  CHECK(text.find("sh:alternativePath") != std::string::npos);
  CHECK(text.find("sh:inversePath <http://example.org/q>") != std::string::npos);
}

TEST_CASE("the JSON form names terms as N-Triples does, and nests details") {
  const auto json = to_json(report(kShapes, kData), "fr");
  CHECK(json.at("conforms") == false);
  CHECK(json.at("conformsIgnoringWarnings") == false);
  CHECK(json.at("counts") == Json{{"Violation", 1}, {"Warning", 1}, {"Info", 0}, {"Other", 0}});
  REQUIRE(json.at("results").size() == 2);
  const auto& missing = json.at("results")[0];
  CHECK(missing.at("focusNode") == "<http://example.org/a>");
  CHECK(missing.at("path") == "<http://example.org/p>|^<http://example.org/q>");
  CHECK(missing.at("value") == nullptr);
  CHECK(missing.at("constraintComponent") == "MinCountConstraintComponent");
  CHECK(missing.at("severity") == "Violation");
  CHECK(missing.at("sourceShape") == "<http://example.org/P>");
  CHECK(missing.at("message") == "Donnez-le.");
  CHECK_FALSE(missing.contains("details"));
  const auto& detail = json.at("results")[1].at("details")[0];
  CHECK(detail.at("value") == "\"x\"");
  CHECK(detail.at("severity") == "http://example.org/Own");
  CHECK(detail.at("sourceShape") == "_:");
  CHECK(detail.at("message") ==
        "La valeur n'est pas un <http://www.w3.org/2001/XMLSchema#integer> bien écrit.");
}

TEST_CASE("the example of FORMAT.md is what this version writes, field by field") {
  const auto turtle = format_examples("metadata/shacl", "turtle");
  const auto json = format_examples("metadata/shacl");
  REQUIRE(turtle.size() == 2);
  REQUIRE(json.size() == 1);
  CHECK(to_json(report(turtle[0], turtle[1]), "fr") == parse_json(json[0]));
}

TEST_CASE("a report written result by result is the same text") {
  for (const char* data : {kData, "ex:b ex:s 1 ."}) {
    const auto found = report(kShapes, data);
    std::ostringstream text;
    write_json(text, found, "fr");
    CHECK(text.str() == to_json(found, "fr").dump());
  }
}

TEST_CASE(
    "a text is chosen in the reader's language, else English, else without language, else any") {
  rdf::Dictionary terms;
  const auto text = [&](const char* words, const char* language) {
    return terms.literal(words, rdf::Dictionary::kStringType, language);
  };
  const auto english = text("a", "en"), french = text("b", "fr"), plain = text("c", ""),
             german = text("d", "de");
  CHECK(in_language({english, french}, terms, "fr") == french);
  CHECK(in_language({french, english}, terms, "it") == english);
  CHECK(in_language({german, plain}, terms, "it") == plain);
  CHECK(in_language({german}, terms, "it") == german);
  CHECK(in_language({}, terms, "en") == std::nullopt);
}

std::string said(std::string_view constraint,
                 std::string_view language,
                 std::string_view values = "1") {
  const auto found =
      report("ex:S sh:targetNode ex:n ; sh:path ex:p ; " + std::string(constraint) + " .",
             "ex:n ex:q 5 ; ex:p " + std::string(values) + " .");
  REQUIRE(found.findings().size() == 1);
  return sentence(found.findings().front(), found, language, [&](rdf::TermId term) {
    const std::string whole(found.dictionary().text(term));
    return whole.substr(whole.find_last_of("/#") + 1);
  });
}

TEST_CASE("every constraint has a sentence in English and French") {
  CHECK(said("sh:class ex:C", "en") == "The value is not described as a C.");
  CHECK(said("sh:class ex:C", "fr") == "La valeur n'est pas décrite comme C.");
  CHECK(said("sh:datatype xsd:date", "en") == "The value is not a well-written date.");
  CHECK(said("sh:nodeKind sh:BlankNodeOrIRI", "en") ==
        "The value is not a link (IRI) or a blank node.");
  CHECK(said("sh:nodeKind sh:IRI", "fr") == "La valeur n'est pas un lien (IRI).");
  CHECK(said("sh:minCount 2", "en") == "There are fewer than 2 values.");
  CHECK(said("sh:maxCount 0", "fr") == "Il ne doit y avoir aucune valeur.");
  CHECK(said("sh:maxCount 1", "en", "1 , 2") == "There is more than one value.");
  CHECK(said("sh:minExclusive 1", "en") == "The value is not greater than 1.");
  CHECK(said("sh:minInclusive 2", "fr") == "La valeur n'atteint pas 2.");
  CHECK(said("sh:maxExclusive 1", "en") == "The value is not less than 1.");
  CHECK(said("sh:maxInclusive 0", "fr") == "La valeur dépasse 0.");
  CHECK(said("sh:minLength 2", "en") == "The text has fewer than 2 characters.");
  CHECK(said("sh:maxLength 0", "fr") == "Le texte a plus de 0 caractères.");
  CHECK(said("sh:pattern \"^a\"", "en") == "The value does not match the pattern ^a.");
  CHECK(said("sh:languageIn ( \"en\" \"fr\" )", "en") ==
        "The text is in none of the languages en, fr.");
  CHECK(said("sh:uniqueLang true", "fr", "\"a\"@en , \"b\"@en") ==
        "Deux textes sont dans la même langue.");
  CHECK(said("sh:equals ex:q", "en", "5 , 6") == "The values are not the same as those of q.");
  CHECK(said("sh:disjoint ex:q", "en", "5") == "The value is also a value of q.");
  CHECK(said("sh:lessThan ex:q", "fr", "5") ==
        "La valeur n'est pas inférieure à toutes celles de q.");
  CHECK(said("sh:lessThanOrEquals ex:q", "en", "6") ==
        "The value is greater than a value of q, or cannot be compared with it.");
  CHECK(said("sh:not ex:T . ex:T sh:nodeKind sh:Literal", "en") ==
        "The value fits what it must not be: T.");
  CHECK(said("sh:and ( [ sh:nodeKind sh:IRI ] )", "fr") ==
        "La valeur ne répond pas à tout ce qui est demandé.");
  CHECK(said("sh:or ( [ sh:nodeKind sh:IRI ] )", "en") ==
        "The value fits none of the alternatives.");
  CHECK(said("sh:xone ( [ sh:nodeKind sh:IRI ] )", "en") ==
        "The value does not fit exactly one of the alternatives.");
  CHECK(said("sh:node ex:T . ex:T sh:nodeKind sh:IRI", "en") == "The value is not as T asks.");
  CHECK(said("sh:qualifiedValueShape ex:T ; sh:qualifiedMinCount 1 . ex:T sh:nodeKind sh:IRI",
             "en") == "Fewer than 1 values are as T asks.");
  CHECK(said("sh:qualifiedValueShape ex:T ; sh:qualifiedMaxCount 0 . ex:T sh:nodeKind sh:Literal",
             "fr") == "Plus de 0 valeurs sont comme le demande T.");
  CHECK(said("sh:hasValue 2", "en") == "The value 2 is missing.");
  CHECK(said("sh:in ( 2 3 )", "fr") == "La valeur n'est aucune de : 2, 3.");
  CHECK(said("sh:in ( 2 )", "xx") == "The value is none of: 2.");
}

}  // namespace
}  // namespace passerelle::shacl
