#include "metadata/catalogue/record_graph.h"

#include <doctest/doctest.h>

#include "metadata/catalogue/vocabulary.h"
#include "metadata/rdf/documents.h"

using namespace passerelle;
using namespace passerelle::catalogue;
using namespace passerelle::catalogue::vocabulary;

namespace {

const rdf::Iri kRecord{"https://fr.example/catalogue/records/colon"};
const rdf::Iri kColon{"https://fr.example/dataset/colon"};

CatalogueEntry entry() {
  CatalogueEntry made;
  made.iri = kRecord.text;
  made.dataset = DatasetId(kColon.text);
  made.status = Status::announced;
  made.first_seen = parse_instant("2026-01-01T00:00:00Z").value();
  made.modified = parse_instant("2026-11-01T00:00:00Z").value();
  return made;
}

rdf::Graph described(const std::string& more) {
  return rdf::read_graph(
             "@prefix adms: <http://www.w3.org/ns/adms#> .\n"
             "@prefix dct: <http://purl.org/dc/terms/> .\n"
             "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
             "<https://fr.example/dataset/colon> a <http://www.w3.org/ns/dcat#Dataset> " +
                 more,
             rdf::Syntax::turtle)
      .value();
}

}  // namespace

TEST_CASE("a record has one topic, one time of change and a status") {
  const auto graph = record_graph(entry());
  CHECK(graph.has(kRecord, kType, rdf::Iri{kDcat + "CatalogRecord"}));
  CHECK(graph.objects(kRecord, kFoaf + "primaryTopic") == std::vector<rdf::Term>{kColon});
  CHECK(graph.objects(kRecord, kDct + "modified") ==
        std::vector<rdf::Term>{rdf::typed("2026-11-01T00:00:00.000Z", kXsd + "dateTime")});
  CHECK(graph.has(kRecord, kAdms + "status", rdf::Iri{status_iri(Status::announced)}));
  CHECK(graph.size() == 5);
}

TEST_CASE("profile, original, act and date stand in a record when they are known") {
  auto known = entry();
  known.in_force_from = parse_instant("2027-01-01T00:00:00Z").value();
  known.profile = "https://example.org/profile";
  known.original = "https://fi.example/record/1";
  known.act = "https://legifrance.example/arrete/1";
  known.citation = "Arrêté du 1er janvier";
  const auto graph = record_graph(known);
  CHECK(graph.has(kRecord, kDct + "available",
                  rdf::typed("2027-01-01T00:00:00.000Z", kXsd + "dateTime")));
  CHECK(graph.has(kRecord, kDct + "conformsTo", rdf::Iri{known.profile}));
  CHECK(graph.has(kRecord, kDct + "source", rdf::Iri{known.original}));
  CHECK(graph.has(kRecord, kDcatap + "applicableLegislation", rdf::Iri{known.act}));
  CHECK(graph.has(kRecord, kDct + "bibliographicCitation", rdf::text("Arrêté du 1er janvier")));
}

TEST_CASE("an act that is no IRI is left out of the graph") {
  auto known = entry();
  known.act = "Arrêté du 1er janvier";
  CHECK(record_graph(known).size() == 5);
}

TEST_CASE("the identifiers of a dataset are its IRI, its chain and its publisher's name for it") {
  const auto graph =
      described(R"(; dct:identifier "d1", "old" ; dct:publisher <https://fr.example/hdh> ;
      adms:identifier [ skos:notation "old" ; dct:creator <https://cnam.example/> ] .)");
  CHECK(identifiers_of(graph, kColon) == std::vector<Identifier>{{kColon.text, ""},
                                                                 {"old", "https://cnam.example/"},
                                                                 {"d1", "https://fr.example/hdh"}});
}

TEST_CASE(
    "completing the chain adds what is missing, keeps what is there, and adds nothing twice") {
  auto graph = described(R"(; dct:identifier "d1" ; dct:relation _:identifier0 ;
      adms:identifier [ skos:notation "old" ; dct:creator <https://cnam.example/> ] .
      _:identifier0 dct:title "a blank node with the same label" .)");
  const auto before = graph.size();
  complete_identifier_chain(graph, kColon);
  CHECK(graph.resources(kColon, kAdms + "identifier").size() == 3);
  CHECK(graph.size() == before + 6);
  CHECK(graph.objects(kColon, kDct + "identifier") == std::vector<rdf::Term>{rdf::text("d1")});
  const auto once = graph.size();
  complete_identifier_chain(graph, kColon);
  CHECK(graph.size() == once);
}
