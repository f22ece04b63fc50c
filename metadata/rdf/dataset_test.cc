#include "metadata/rdf/dataset.h"

#include <doctest/doctest.h>

using namespace passerelle::rdf;

namespace {

const Triple kTriple{Iri{"urn:a"}, {"urn:p"}, text("x")};
const Resource kName = Iri{"urn:g"};

}  // namespace

TEST_CASE("the same triple may stand in several graphs of a dataset") {
  Dataset dataset;
  dataset.add({kTriple, std::nullopt});
  dataset.add({kTriple, kName});
  dataset.add({kTriple, kName});
  CHECK(dataset.size() == 2);
  CHECK(dataset.quads() == std::vector<Quad>{{kTriple, std::nullopt}, {kTriple, kName}});
  REQUIRE(dataset.find(kName));
  CHECK(dataset.find(kName)->size() == 1);
  CHECK(!dataset.find(Resource{Iri{"urn:other"}}));
  CHECK(!dataset.find(Resource{Iri{"urn:a"}}));
}

TEST_CASE("datasets are equal when their quads are, whatever empty graphs they name") {
  Dataset one, other;
  other.shared_dictionary()->iri("urn:shifts every id");
  one.add({kTriple, kName});
  CHECK(one != other);
  other.add({kTriple, std::nullopt});
  CHECK(one != other);
  Dataset third;
  third.named(third.shared_dictionary()->iri("urn:empty"));
  CHECK(!third.has_named_triples());
  third.add({kTriple, kName});
  CHECK(third.has_named_triples());
  CHECK(one == third);
  CHECK(third == one);
}

TEST_CASE("a graph becomes the default graph of a dataset with its prefixes and dictionary") {
  Graph graph;
  graph.set_prefix("u", "urn:");
  graph.add(kTriple);
  const Dataset dataset(graph);
  CHECK(dataset.default_graph() == graph);
  CHECK(dataset.default_graph().prefixes().contains("u"));
  CHECK(&dataset.dictionary() == &graph.dictionary());
}
