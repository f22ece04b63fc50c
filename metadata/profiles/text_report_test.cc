#include "metadata/profiles/text_report.h"

#include <doctest/doctest.h>

#include <ostream>

#include <string>

namespace passerelle::profiles {
namespace {

constexpr auto kPrefixes =
    "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . "
    "@prefix foaf: "
    "<http://xmlns.com/foaf/0.1/> . @prefix h: <http://healthdataportal.eu/ns/health#> . @prefix "
    "cv: "
    "<http://data.europa.eu/m8g/> . @prefix ex: <http://node.example/> . "
    "@prefix lang: <http://publications.europa.eu/resource/authority/language/> . ";

std::string told(const std::string& turtle, const char* language) {
  const auto& profile = Profile::built_in();
  const auto data = profile.read(kPrefixes + turtle, rdf::Syntax::turtle);
  REQUIRE_MESSAGE(data.has_value(), data.error().text());
  const auto report = profile.validate(*data);
  REQUIRE(report.has_value());
  return render_text(profile, *data, *report, language);
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

constexpr auto kDataset =
    "ex:d a dcat:Dataset ; dct:title \"Cancer registry\"@en , \"Registre du cancer\"@fr ; "
    "dct:language "
    "\"fra\" ; h:hdab ex:hdab ; h:healthCategory "
    "<http://13.81.34.152:1101/resource/authority/healthcategories/EHRS> . "
    "ex:hdab a foaf:Agent ; foaf:name \"HDAB\" ; cv:contactPoint ex:c . ex:c a cv:ContactPoint .";

TEST_CASE("a report speaks the reader's language, and names dataset and field") {
  const auto english = told(kDataset, "en"), french = told(kDataset, "fr");
  CHECK(has(english, "Profile healthdcat-ap/8, release 8\n"));
  CHECK(has(english, "== Violations: these must be corrected =="));
  CHECK(has(english, "\nDataset \"Cancer registry\" <http://node.example/d>\n"));
  CHECK(has(english, "  - Identifier (dct:identifier): There is no value.\n"));
  CHECK(has(english, "      what to do: Give the identifier of the dataset as a text.\n"));
  CHECK(has(french, "== Violations : à corriger =="));
  CHECK(has(french, "\nJeu de données « Registre du cancer » <http://node.example/d>\n"));
  CHECK(has(french, "  - Identifiant (dct:identifier) : Il n'y a aucune valeur.\n"));
  CHECK(
      has(french, "      à faire : Donnez l'identifiant du jeu de données sous forme de texte.\n"));
  CHECK(has(french, "== Avertissements : à examiner =="));
}

TEST_CASE("a field without value that must have a certain one is told by its label") {
  CHECK(has(told(kDataset, "en"),
            "  - Access rights (dct:accessRights): The value not public (NON_PUBLIC) is missing. "
            "There is no value.\n"));
}

TEST_CASE("a reader of another language gets English words and titles in their language") {
  const auto text =
      told("ex:d a dcat:Dataset ; dct:title \"Krebsregister\"@de , \"Cancer registry\"@en .", "de");
  CHECK(has(text, "Dataset \"Krebsregister\" <http://node.example/d>"));
  CHECK(has(text, "There is no value."));
}

TEST_CASE("a part is told with the dataset it belongs to") {
  CHECK(has(told(kDataset, "en"),
            "\nContact point, of: Dataset \"Cancer registry\" <http://node.example/c>\n"));
  CHECK(has(told(kDataset, "fr"),
            "\nPoint de contact, de : Jeu de données « Registre du cancer » <"));
}

TEST_CASE("a value outside of its list comes with those that are allowed, and the one meant") {
  const auto text = told(kDataset, "en");
  CHECK(has(text, "  - Language (dct:language), \"fra\": "));
  CHECK(has(text, "The value is not in the list Languages."));
  CHECK(has(
      text,
      "      perhaps meant: <http://publications.europa.eu/resource/authority/language/FRA>\n"));
  CHECK(has(text, "      allowed: BOS (Bosnian), BUL (Bulgarian), "));
  CHECK(has(text, " and 18 more of <http://publications.europa.eu/resource/authority/language>\n"));
  CHECK(has(told(kDataset, "fr"), "      valeurs permises : BOS (bosnien), BUL (bulgare), "));
}

TEST_CASE("a code whose label begins with it is not told twice") {
  Pack pack{"test/1", "1", {}, {}, {}, {}};
  pack.shapes.push_back(
      {"shapes.ttl",
       "@prefix sh: <http://www.w3.org/ns/shacl#> . <#S> a sh:NodeShape ; sh:targetClass <urn:C> ; "
       "sh:property [ sh:path <urn:p> ; sh:node <#L> ] . <#L> a sh:NodeShape ; sh:property "
       "[ sh:path <http://www.w3.org/2004/02/skos/core#inScheme> ; sh:hasValue <urn:list> ] ."});
  pack.background.push_back(
      {"codes.ttl",
       "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . <urn:list#BOS> a skos:Concept ; "
       "skos:inScheme <urn:list> ; skos:prefLabel \"BOS (Bosnian)\"@en ."});
  const auto profile = Profile::load(pack);
  REQUIRE_MESSAGE(profile.has_value(), profile.error().text());
  const auto data = profile->read("<urn:a> a <urn:C> ; <urn:p> <urn:x> .", rdf::Syntax::turtle);
  REQUIRE(data.has_value());
  CHECK(has(render_text(*profile, *data, *profile->validate(*data), "en"),
            "allowed: BOS (Bosnian)\n"));
}

TEST_CASE("a name of an earlier release is told with today's") {
  CHECK(
      has(told(kDataset, "en"),
          "      called today: "
          "<https://hdeu-dcat.data.health.europa.eu/resource/authority/healthcategories/EHRS>\n"));
}

TEST_CASE("under a node that does not fit stands why") {
  const auto text = told(
      "ex:d a dcat:Dataset ; h:hdab ex:hdab . ex:hdab a foaf:Agent ; foaf:name \"HDAB\" .", "en");
  CHECK(has(text,
            "  - Health data access body (healthdcatap:hdab), HDAB (hdab): The value is not as "
            "HealthAgent asks.\n"));
  CHECK(has(
      text,
      "\n      because: Contact point (cv:contactPoint): There is no value.\n"
      "          what to do: Give the body exactly one contact point, as a cv:ContactPoint.\n"));
}

TEST_CASE("findings on one field and value are one paragraph") {
  const auto text = told(kDataset, "en");
  const auto first = text.find("Language (dct:language), \"fra\"");
  REQUIRE(first != std::string::npos);
  CHECK(text.find("Language (dct:language), \"fra\"", first + 1) == std::string::npos);
}

TEST_CASE("a document without findings has nothing to correct") {
  const auto profile = Profile::load({"test/1",
                                      "1",
                                      {},
                                      {{"s.ttl",
                                        "@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:S> a "
                                        "sh:NodeShape ; sh:extends <urn:T> ."}},
                                      {},
                                      {}});
  REQUIRE(profile.has_value());
  const auto data = profile->read("<urn:a> <urn:p> 1 .", rdf::Syntax::turtle);
  const auto report = profile->validate(*data);
  CHECK(render_text(*profile, *data, *report, "en") ==
        "Profile test/1, release 1\nNothing to correct.\n\n== How the shapes were read ==\n- the "
        "shape <urn:S>: "
        "sh:extends is no term of SHACL Core; it says nothing here\n");
  CHECK(has(render_text(*profile, *data, *report, "fr"), "Rien à corriger."));
}

}  // namespace
}  // namespace passerelle::profiles
