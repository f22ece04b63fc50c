#include "metadata/publishing/catalogue_page.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "metadata/publishing/sample_test.h"
#include "metadata/publishing/vocabulary.h"

namespace passerelle::publishing {
namespace {

using namespace vocabulary;
using rdf::Iri;

const Iri kCatalogue{kAddresses.catalogue()};

TEST_CASE("a page lists its datasets with their records, and says how many there are") {
  const std::vector datasets{sample(kColon), sample(kHeart)};
  const auto page = catalogue_page(sample_head(), datasets, {kCatalogue.text, "", 1, 100, 2});
  CHECK(page.left_out.empty());
  CHECK(page.graph.resources(kCatalogue, kDcat + "dataset").size() == 2);
  const Iri record{kAddresses.record(kColon)};
  CHECK(page.graph.has(kCatalogue, kDcat + "record", record));
  CHECK(page.graph.has(record, kType, Iri{kDcat + "CatalogRecord"}));
  CHECK(page.graph.has(record, kFoaf + "primaryTopic", Iri{kColon.text()}));
  CHECK(page.graph.objects(record, kDct + "modified").size() == 1);
  CHECK(page.graph.has(kCatalogue, kHydra + "totalItems", rdf::typed("2", kXsd + "integer")));
}

TEST_CASE("texts stand in all their languages") {
  const std::vector datasets{sample(kColon)};
  const auto page = catalogue_page(sample_head(), datasets, {kCatalogue.text, "", 1, 100, 1});
  const Iri colon{kColon.text()};
  CHECK(page.graph.has(colon, kTitle, rdf::text("Cancer du côlon", "fr")));
  CHECK(page.graph.has(colon, kTitle, rdf::text("Colon cancer", "en")));
  CHECK(page.graph.literals(kCatalogue, kTitle).size() == 2);
}

TEST_CASE("a dataset keeps its IRI and what its publisher called it, and has both in its chain") {
  const auto graph = dataset_document(sample(kColon));
  const Iri colon{kColon.text()};
  CHECK(graph.has(colon, kDct + "identifier", rdf::text("C-1")));
  std::vector<std::string> chain;
  for (const auto& identifier : graph.resources(colon, kAdms + "identifier")) {
    for (const auto& notation : graph.literals(identifier, kSkos + "notation")) {
      chain.push_back(notation.lexical);
    }
  }
  std::ranges::sort(chain);
  CHECK(chain == std::vector<std::string>{"C-1", kColon.text()});
}

TEST_CASE("a dataset that cannot be read is left out with its record, the others are there") {
  auto broken = sample(kColon);
  broken.description = Error{BaseError::malformed};
  const std::vector datasets{broken, sample(kHeart)};
  const auto page = catalogue_page(sample_head(), datasets, {kCatalogue.text, "", 1, 100, 2});
  REQUIRE(page.left_out.size() == 1);
  CHECK(page.left_out.front().id == kColon);
  CHECK(page.graph.resources(kCatalogue, kDcat + "record") ==
        std::vector<rdf::Resource>{Iri{kAddresses.record(kHeart)}});
}

TEST_CASE("the same page is the same bytes in every syntax") {
  const auto page = [] {
    const std::vector datasets{distributed(kColon), sample(kHeart)};
    return catalogue_page(sample_head(), datasets, {kCatalogue.text, "", 1, 100, 2}).graph;
  };
  for (const auto syntax : {rdf::Syntax::turtle, rdf::Syntax::n_triples, rdf::Syntax::trig}) {
    CHECK(rdf::write(page(), syntax) == rdf::write(page(), syntax));
  }
}

}  // namespace
}  // namespace passerelle::publishing
