// A small catalogue for the tests of this room.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "metadata/publishing/catalogue_page.h"
#include "metadata/rdf/documents.h"

namespace passerelle::publishing {

inline const Addresses kAddresses("https://fr.example");
inline const DatasetId kColon("https://elsewhere.example/dataset/colon");
inline const DatasetId kHeart("https://fr.example/catalogue/datasets/heart");

inline Instant at(const char* text) { return parse_instant(text).value(); }

inline catalogue::CatalogueHead sample_head() {
  catalogue::CatalogueHead head;
  head.iri = kAddresses.catalogue();
  head.titles = {{"en", "Datasets of France"}, {"fr", "Jeux de données de la France"}};
  head.descriptions = {{"en", "Health datasets"}, {"fr", "Jeux de données de santé"}};
  head.publisher = "Health Data Hub";
  head.country = "FR";
  return head;
}

// `more` are further statements about the dataset, in Turtle.
inline PublishedDataset sample(const DatasetId& id, const std::string& more = "") {
  PublishedDataset dataset{
      {kAddresses.record(id), id, catalogue::Status::in_force, at("2026-11-01T08:00:00Z"),
       at("2026-11-20T09:30:00Z"), at("2026-11-01T08:00:00Z"), "", "", "", ""},
      rdf::read_graph(
          "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n"
          "@prefix dct: <http://purl.org/dc/terms/> .\n"
          "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n<" +
              id.text() +
              "> a dcat:Dataset ; dct:title \"Cancer du côlon\"@fr, \"Colon cancer\"@en ;\n"
              "  dct:description \"About\"@en ; dct:identifier \"C-1\" ;\n"
              "  dct:publisher [ a foaf:Agent ; foaf:name \"Registry\" ] " +
              more + " .\n",
          rdf::Syntax::turtle)};
  REQUIRE(dataset.description);
  return dataset;
}

// The same with two distributions: one with an IRI and one without.
inline PublishedDataset distributed(const DatasetId& id) {
  return sample(id,
                "; dcat:distribution <https://elsewhere.example/dist/csv>,\n"
                "  [ a dcat:Distribution ; dcat:accessURL <https://elsewhere.example/apply> ] .\n"
                "<https://elsewhere.example/dist/csv> a dcat:Distribution ;\n"
                "  dct:title \"As CSV\"@en ; dcat:accessURL <https://elsewhere.example/apply> ;\n"
                "  dct:rights [ a dct:RightsStatement ]");
}

}  // namespace passerelle::publishing
