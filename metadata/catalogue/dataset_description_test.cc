#include "metadata/catalogue/dataset_description.h"

#include <doctest/doctest.h>

#include <string>

#include "metadata/rdf/documents.h"

using namespace passerelle;
using namespace passerelle::catalogue;

namespace {

const std::string kDescriptionPrefixes = R"(
@prefix csvw: <http://www.w3.org/ns/csvw#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix h: <http://healthdataportal.eu/ns/health#> .
@prefix e: <https://fi.example/> .
)";

const std::string kColonTurtle = R"(
e:colon a dcat:Dataset ;
  dct:title "Colon cancer"@en, "Cancer du côlon"@fr, "Unmarked" ;
  dct:description "Trial of adjuvant therapy."@en ;
  dct:publisher e:registry ;
  dct:accessRights <http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC> ;
  dcat:theme <http://publications.europa.eu/resource/authority/data-theme/HEAL> ;
  h:healthCategory <https://hdeu-dcat.data.health.europa.eu/resource/authority/healthcategories/PHDR> ;
  h:healthTheme <https://hdeu-dcat.data.health.europa.eu/resource/authority/health-theme/CANCER_DISEASE> ;
  h:hasCodingSystem <https://hdeu-dcat.data.health.europa.eu/resource/authority/coding-system/ICD-10> ;
  h:minTypicalAge 18 ; h:maxTypicalAge 85 ; h:numberOfUniqueIndividuals 929 ;
  dct:temporal [ dcat:startDate "1980" ; dcat:endDate "1987-12-31" ] ; dct:modified "2026-03-30" ;
  dcat:keyword "cancer"@en, "survival"@en, "côlon"@fr ;
  dcat:distribution [ dcat:accessURL <https://fi.example/apply> ; dct:title "Access"@en ] ;
  h:hasVariables [ csvw:table [ csvw:column
    [ csvw:name "time" ; csvw:title "Days"@en ; csvw:datatype "integer" ],
    [ csvw:name "rx" ; dct:description "Arm"@en ],
    [ csvw:title "without a name" ] ] ] .
e:registry a foaf:Agent ; foaf:name "Cancer registry"@en .
)";

const rdf::Iri kIri{"https://fi.example/colon"};

rdf::Graph graph(const std::string& body) {
  return rdf::read_graph(kDescriptionPrefixes + body, rdf::Syntax::turtle).value();
}

std::string description_refusal(const std::string& body) {
  const auto read = describe_all(graph(body));
  return read ? "accepted" : read.error().name();
}

}  // namespace

TEST_CASE("a description is read with every field that pages and search use") {
  const auto read = describe(graph(kColonTurtle), kIri);
  REQUIRE(read);
  CHECK(read->id == DatasetId("https://fi.example/colon"));
  CHECK(read->titles == Texts{{"", "Unmarked"}, {"en", "Colon cancer"}, {"fr", "Cancer du côlon"}});
  CHECK(read->descriptions.at("en") == "Trial of adjuvant therapy.");
  CHECK(read->publisher.at("en") == "Cancer registry");
  CHECK(read->access_rights.ends_with("/NON_PUBLIC"));
  CHECK(read->themes.size() == 1);
  CHECK(read->health_categories.at(0).ends_with("/PHDR"));
  CHECK(read->keywords.at("en") == std::vector<std::string>{"cancer", "survival"});
  REQUIRE(read->variables.size() == 2);
  CHECK(read->variables[0].name == "rx");
  CHECK(read->variables[0].descriptions.at("en") == "Arm");
  CHECK(read->variables[1].titles.at("en") == "Days");
  CHECK(read->variables[1].datatype == "integer");
  REQUIRE(read->distributions.size() == 1);
  CHECK(read->distributions[0].access_url == "https://fi.example/apply");
  CHECK(read->health_themes.at(0).ends_with("/CANCER_DISEASE"));
  CHECK(read->coding_systems.at(0).ends_with("/ICD-10"));
  CHECK(read->minimum_age == "18");
  CHECK(read->maximum_age == "85");
  CHECK(read->individuals == "929");
  REQUIRE(read->periods.size() == 1);
  CHECK(read->periods[0].start == "1980");
  CHECK(read->periods[0].end == "1987-12-31");
  CHECK(read->modified == "2026-03-30");
}

TEST_CASE("columns are found in the schema and the list of CSV on the Web, even a circular one") {
  const auto with = [](const std::string& columns) {
    const auto document = graph(R"(e:t a dcat:Dataset ; dct:title "t" ; dct:description "d" ;
      h:hasVariables [ csvw:table [ csvw:tableSchema [ csvw:column )" +
                                columns);
    return describe(document, rdf::Iri{"https://fi.example/t"}).value().variables.size();
  };
  CHECK(with("( [ csvw:name \"a\" ] [ csvw:name \"b\" ] ) ] ] ] .") == 2);
  CHECK(with("_:l ] ] ] . _:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> "
             "[ csvw:name \"a\" ] ; <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:l .") == 1);
}

TEST_CASE("a document without what is mandatory is refused, and says what is missing") {
  CHECK(description_refusal(kColonTurtle) == "accepted");
  CHECK(description_refusal("e:x dct:title \"t\" .") == "catalogue.no_dataset");
  CHECK(description_refusal("e:x a dcat:Dataset ; dct:description \"d\" .") ==
        "catalogue.no_title");
  CHECK(description_refusal("e:x a dcat:Dataset ; dct:title \" \" ; dct:description \"d\" .") ==
        "catalogue.no_title");
  CHECK(description_refusal("e:x a dcat:Dataset ; dct:title \"t\" .") ==
        "catalogue.no_description");
  CHECK(description_refusal("e:x a dcat:Dataset ; dct:title e:y ; dct:description \"d\" .") ==
        "catalogue.no_title");
  CHECK(description_refusal("[] a dcat:Dataset ; dct:title \"t\" ; dct:description \"d\" .") ==
        "catalogue.bad_iri");
  const auto read = describe_all(graph(kColonTurtle + "e:x a dcat:Dataset ; dct:title \"t\" ."));
  REQUIRE(!read);
  CHECK(read.error().detail.find("<https://fi.example/x>") != std::string::npos);
}

TEST_CASE("a dataset that the document does not describe is refused") {
  const auto read = describe(graph(kColonTurtle), rdf::Iri{"https://fi.example/other"});
  REQUIRE(!read);
  CHECK(read.error().name() == "catalogue.not_described");
}

TEST_CASE("a catalogue that calls itself a dataset is none") {
  const auto document =
      graph("e:c a dcat:Catalog, dcat:Dataset ; dct:title \"c\" . " + kColonTurtle);
  CHECK(datasets_in(document) == std::vector{kIri});
}

TEST_CASE("the part of a dataset holds what it points to and nothing of another dataset") {
  const auto document = graph(kColonTurtle + R"(
    e:colon dct:relation e:other . e:other a dcat:Dataset ; dct:title "Other" .
    e:c a dcat:Catalog ; dcat:dataset e:colon . e:stranger foaf:name "Nobody" .)");
  const auto part = part_about(document, kIri);
  CHECK(!part.about(rdf::Iri{"https://fi.example/registry"}).empty());
  CHECK(part.about(rdf::Iri{"https://fi.example/other"}).empty());
  CHECK(part.about(rdf::Iri{"https://fi.example/c"}).empty());
  CHECK(part.about(rdf::Iri{"https://fi.example/stranger"}).empty());
  CHECK(describe(part, kIri).value().variables.size() == 2);
}

TEST_CASE("a text is shown in the language asked for, else in English, else in any") {
  const Texts texts{{"en", "cancer"}, {"fi", "syöpä"}};
  CHECK(in_language(texts, "fi") == "syöpä");
  CHECK(in_language(texts, "fr") == "cancer");
  CHECK(in_language({{"fi", "syöpä"}}, "fr") == "syöpä");
  CHECK(in_language({}, "fr").empty());
}
