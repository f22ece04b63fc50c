#include "metadata/catalogue/stewardship.h"

#include <doctest/doctest.h>

#include "metadata/rdf/documents.h"

using namespace passerelle;
using namespace passerelle::catalogue;

namespace {

Stewardship stewardship(const std::string& body) {
  const auto graph = rdf::read_graph(R"(
    @prefix dcat: <http://www.w3.org/ns/dcat#> .
    @prefix dcatap: <http://data.europa.eu/r5r/> .
    @prefix dct: <http://purl.org/dc/terms/> .
    @prefix dpv: <https://w3id.org/dpv#> .
    @prefix foaf: <http://xmlns.com/foaf/0.1/> .
    @prefix geo: <http://data.europa.eu/930/> .
    @prefix h: <http://healthdataportal.eu/ns/health#> .
    @prefix odrl: <http://www.w3.org/ns/odrl/2/> .
    @prefix prov: <http://www.w3.org/ns/prov#> .
    @prefix e: <https://fr.example/> .
    e:d a dcat:Dataset )" + body,
                                     rdf::Syntax::turtle);
  return stewardship_of(graph.value(), rdf::Iri{"https://fr.example/d"});
}

}  // namespace

TEST_CASE("bodies, holder and controllers are read with their names") {
  const auto found = stewardship(R"(; dct:publisher e:hdh ; h:hdab e:hdab ; h:hdabCoordinator [ ] ;
      geo:custodian e:cnam ; dpv:hasDataController e:cnam ; dpv:hasJointDataControllers e:hdh .
    e:hdh foaf:name "Health Data Hub"@en . e:cnam foaf:name "Cnam"@fr . e:hdab foaf:name "ORAD" .)");
  REQUIRE(found.publishers.size() == 1);
  CHECK(found.publishers[0].iri == "https://fr.example/hdh");
  CHECK(found.publishers[0].names.at("en") == "Health Data Hub");
  CHECK(found.access_bodies.at(0).names.at("") == "ORAD");
  CHECK(found.coordinating_bodies.at(0).iri.empty());
  CHECK(found.custodians.at(0).names.at("fr") == "Cnam");
  REQUIRE(found.controllers.size() == 2);
  CHECK(found.controllers[0].iri == "https://fr.example/cnam");
  CHECK(found.controllers[1].iri == "https://fr.example/hdh");
}

TEST_CASE("a trusted holder says so of itself, says not, or says nothing") {
  const auto with = [](const std::string& value) {
    return stewardship("; dct:publisher e:p . e:p h:trustedDataHolder " + value + " .")
        .is_trusted_holder;
  };
  CHECK(with("true") == true);
  CHECK(with("\"1\"^^<http://www.w3.org/2001/XMLSchema#boolean>") == true);
  CHECK(with("false") == false);
  CHECK_FALSE(with("\"perhaps\"").has_value());
  CHECK_FALSE(stewardship("; dct:publisher e:p .").is_trusted_holder.has_value());
  CHECK(stewardship("; geo:custodian [ h:trustedDataHolder true ] .").is_trusted_holder == true);
}

TEST_CASE("legal bases are concepts or are described") {
  CHECK(stewardship(
            "; dpv:hasLegalBasis dpv:Consent , [ dct:description \"Art. 53\"@en ] , [ ] , \"\" .")
            .legal_bases == std::vector<std::string>{"https://w3id.org/dpv#Consent", "Art. 53"});
}

TEST_CASE("categories, legislation, frequency and the agreement are read as IRIs") {
  const auto found = stewardship(R"(; h:healthCategory e:PHDR ; dcatap:applicableLegislation e:law ;
      dct:accrualPeriodicity e:ANNUAL ; odrl:hasPolicy e:agreement , e:offer .
    e:agreement a odrl:Agreement . e:offer a odrl:Offer .)");
  CHECK(found.categories == std::vector<std::string>{"https://fr.example/PHDR"});
  CHECK(found.legislation == std::vector<std::string>{"https://fr.example/law"});
  CHECK(found.refresh_frequency == "https://fr.example/ANNUAL");
  CHECK(found.agreements == std::vector<std::string>{"https://fr.example/agreement"});
}

TEST_CASE("a copy names its original and when it was refreshed") {
  const auto found = stewardship(R"(; dct:modified "2026-03-01" ; dct:source e:a , e:b ;
      prov:wasDerivedFrom e:c ; prov:qualifiedDerivation [ prov:entity e:a ;
        prov:hadActivity [ prov:endedAtTime "2026-01-15T00:00:00Z" ] ] .)");
  REQUIRE(found.origins.size() == 3);
  CHECK(found.origins[0].iri == "https://fr.example/a");
  CHECK(found.origins[0].refreshed == "2026-01-15T00:00:00Z");
  CHECK(found.origins[1].iri == "https://fr.example/b");
  CHECK(found.origins[1].refreshed == "2026-03-01");
  CHECK(found.origins[2].iri == "https://fr.example/c");
}

TEST_CASE("a description that says nothing of it gives nothing") {
  const auto found = stewardship(".");
  CHECK(found.publishers.empty());
  CHECK(found.origins.empty());
  CHECK(found.legal_bases.empty());
  CHECK(found.refresh_frequency.empty());
}
