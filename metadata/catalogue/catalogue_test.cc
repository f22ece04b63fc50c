#include "metadata/catalogue/catalogue.h"

#include <doctest/doctest.h>

#include <string>

#include "metadata/catalogue/vocabulary.h"
#include "metadata/rdf/documents.h"

using namespace passerelle;
using namespace passerelle::catalogue;
using namespace passerelle::catalogue::vocabulary;

namespace {

const rdf::Iri kCatalogue{"https://fr.example/catalogue"};

CatalogueHead head() {
  return {kCatalogue.text,
          {{"en", "French catalogue"}, {"fr", "Catalogue français"}},
          {{"en", "Health data for secondary use"}},
          "Health Data Hub",
          "FR",
          parse_instant("2026-11-24T08:00:00Z").value()};
}

DatasetRecord record(const std::string& name, const std::string& more = "") {
  const std::string iri = "https://fr.example/dataset/" + name;
  const auto turtle =
      "@prefix dct: <http://purl.org/dc/terms/> .\n<" + iri +
      "> a <http://www.w3.org/ns/dcat#Dataset> ; dct:title \"" + name +
      "\"@en ; dct:description \"About\"@en ; dct:relation [ dct:title \"inner\" ] .\n" + more;
  return {DatasetId(iri), rdf::read_graph(turtle, rdf::Syntax::turtle)};
}

rdf::Iri iri(const std::string& name) { return rdf::Iri{"https://fr.example/dataset/" + name}; }

}  // namespace

TEST_CASE("a catalogue names itself, its publisher, its country and its datasets") {
  const auto built = build_catalogue(head(), std::vector{record("a"), record("b")});
  const auto& graph = built.graph;
  CHECK(built.left_out.empty());
  CHECK(graph.has(kCatalogue, kType, rdf::Iri{kCatalog}));
  CHECK(graph.has(kCatalogue, kTitle, rdf::text("Catalogue français", "fr")));
  CHECK(graph.has(kCatalogue, kDct + "spatial", rdf::Iri{kCountry + "FRA"}));
  CHECK(graph.has(kCatalogue, kDct + "modified",
                  rdf::typed("2026-11-24T08:00:00.000Z", kXsd + "dateTime")));
  CHECK(graph.resources(kCatalogue, kDcat + "dataset") ==
        std::vector<rdf::Resource>{iri("a"), iri("b")});
  const auto publisher = graph.resources(kCatalogue, kPublisher);
  REQUIRE(publisher.size() == 1);
  CHECK(graph.has(publisher[0], kFoaf + "name", rdf::text("Health Data Hub")));
  CHECK(describe_all(graph).value().size() == 2);
}

TEST_CASE("blank nodes of two records stay apart") {
  const auto built = build_catalogue(head(), std::vector{record("a"), record("b")});
  const auto first = built.graph.resources(iri("a"), kDct + "relation");
  const auto second = built.graph.resources(iri("b"), kDct + "relation");
  REQUIRE(first.size() == 1);
  REQUIRE(second.size() == 1);
  CHECK(first != second);
}

TEST_CASE("a bad record is left out and named, the others are published") {
  auto broken = record("broken", "this is no Turtle");
  auto empty = record("empty");
  empty.description = rdf::Graph();
  auto untitled = record("untitled");
  untitled.description = rdf::read_graph(
      "<https://fr.example/dataset/untitled> a <http://www.w3.org/ns/dcat#Dataset> .",
      rdf::Syntax::turtle);
  const auto built = build_catalogue(head(), std::vector{broken, record("a"), empty, untitled});
  CHECK(built.graph.resources(kCatalogue, kDcat + "dataset") ==
        std::vector<rdf::Resource>{iri("a")});
  REQUIRE(built.left_out.size() == 3);
  CHECK(built.left_out[0].id == broken.id);
  CHECK(built.left_out[0].error.name() == "rdf.bad_syntax");
  CHECK(built.left_out[1].error.name() == "catalogue.not_described");
  CHECK(built.left_out[2].error.name() == "catalogue.no_title");
}

TEST_CASE("a record cannot speak for the catalogue or for another record") {
  const auto liar = record("liar", R"(
    <https://fr.example/dataset/liar> dct:isPartOf <https://fr.example/catalogue> ;
      dct:source <https://fr.example/dataset/a> .
    <https://fr.example/catalogue> dct:title "Stolen" .
    <https://fr.example/dataset/a> dct:title "Stolen" .)");
  const auto built = build_catalogue(head(), std::vector{record("a"), liar});
  CHECK(!built.graph.has(kCatalogue, kTitle, rdf::text("Stolen")));
  CHECK(!built.graph.has(iri("a"), kTitle, rdf::text("Stolen")));
  CHECK(built.graph.has(iri("liar"), kTitle, rdf::text("liar", "en")));
}

TEST_CASE("an empty catalogue is a catalogue, and an unknown country is left out") {
  auto elsewhere = head();
  elsewhere.country = "ZZ";
  elsewhere.modified.reset();
  const auto built = build_catalogue(elsewhere, {});
  CHECK(built.graph.has(kCatalogue, kType, rdf::Iri{kCatalog}));
  CHECK(built.graph.objects(kCatalogue, kDct + "spatial").empty());
  CHECK(built.graph.objects(kCatalogue, kDct + "modified").empty());
}

TEST_CASE("the export has the same bytes every time, and is read again") {
  const auto one = build_catalogue(head(), std::vector{record("a"), record("b")});
  const auto text = rdf::write(one.graph, rdf::Syntax::turtle);
  CHECK(rdf::write(build_catalogue(head(), std::vector{record("a"), record("b")}).graph,
                   rdf::Syntax::turtle) == text);
  const auto again = rdf::read_graph(text, rdf::Syntax::turtle);
  REQUIRE(again);
  CHECK(again->size() == one.graph.size());
}
