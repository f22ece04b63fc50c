#include "metadata/publishing/fdp.h"

#include <doctest/doctest.h>

#include "metadata/publishing/sample_test.h"
#include "metadata/publishing/vocabulary.h"

namespace passerelle::publishing {
namespace {

using namespace vocabulary;
using rdf::Iri;
using rdf::Resource;

FdpHead head() {
  return {kAddresses, sample_head(), "0.1.0", at("2026-11-01T08:00:00Z"),
          at("2026-11-20T09:30:00Z")};
}

std::vector<Resource> contained(const rdf::Graph& graph, FdpKind kind) {
  return graph.resources(Iri{kAddresses.fdp_container(kind)}, kLdp + "contains");
}

TEST_CASE("a client finds the catalogue from the root, and the root from the catalogue") {
  const auto root = fdp_point(head());
  const Iri point{"https://fr.example/fdp"};
  const Iri catalog{"https://fr.example/fdp/catalog/all"};
  CHECK(root.has(point, kType, Iri{kFdp + "FAIRDataPoint"}));
  CHECK(root.has(point, kFdp + "metadataCatalog", catalog));
  CHECK(contained(root, FdpKind::catalog) == std::vector<Resource>{catalog});
  const Iri container{"https://fr.example/fdp/catalog/"};
  CHECK(root.has(container, kType, Iri{kLdp + "DirectContainer"}));
  CHECK(root.has(container, kLdp + "membershipResource", point));
  CHECK(root.has(container, kLdp + "hasMemberRelation", Iri{kFdp + "metadataCatalog"}));

  const std::vector ids{kColon, kHeart};
  const auto listed = fdp_catalog(head(), ids);
  CHECK(listed.has(catalog, kType, Iri{kCatalog}));
  CHECK(listed.has(catalog, kDct + "isPartOf", point));
  CHECK(listed.has(catalog, kOwl + "sameAs", Iri{kAddresses.catalogue()}));
  CHECK(contained(listed, FdpKind::dataset) == listed.resources(catalog, kDcat + "dataset"));
  CHECK(contained(listed, FdpKind::dataset).size() == 2);
}

TEST_CASE("every record names itself, its time and its profile") {
  const auto root = fdp_point(head());
  const Iri point{"https://fr.example/fdp"};
  const auto identifier = root.resources(point, kFdp + "metadataIdentifier");
  REQUIRE(identifier.size() == 1);
  CHECK(root.has(identifier.front(), kDct + "identifier", rdf::text(point.text)));
  CHECK(root.has(point, kFdp + "metadataIssued",
                 rdf::typed("2026-11-01T08:00:00.000Z", kXsd + "dateTime")));
  CHECK(root.has(point, kFdp + "metadataModified",
                 rdf::typed("2026-11-20T09:30:00.000Z", kXsd + "dateTime")));
  CHECK(root.has(point, kDct + "conformsTo", Iri{"https://fr.example/fdp/profile/fdp"}));
}

TEST_CASE("a dataset is described under the address at which it is read") {
  const auto dataset = distributed(kColon);
  const auto graph = fdp_dataset(head(), dataset);
  const Iri here{kAddresses.fdp_dataset(kColon)};
  CHECK(graph.has(here, kType, Iri{kDataset}));
  CHECK(graph.literals(here, kTitle).size() == 2);
  CHECK(graph.has(here, kOwl + "sameAs", Iri{kColon.text()}));
  CHECK(graph.has(here, kDct + "identifier", rdf::text("C-1")));
  CHECK(graph.about(Iri{kColon.text()}).empty());
  CHECK(contained(graph, FdpKind::distribution) == graph.resources(here, kDcat + "distribution"));
  CHECK(contained(graph, FdpKind::distribution).size() == 2);
}

TEST_CASE("its distributions have documents of their own, also those without an IRI") {
  const auto dataset = distributed(kColon);
  const auto parent = fdp_dataset(head(), dataset);
  const auto marks = distribution_marks(dataset);
  REQUIRE(marks.size() == 2);
  std::size_t titled = 0;
  for (const auto& mark : marks) {
    const auto graph = fdp_distribution(head(), dataset, mark);
    REQUIRE(graph);
    const Iri here{kAddresses.fdp_distribution(kColon, mark)};
    CHECK(graph->has(here, kType, Iri{kDcat + "Distribution"}));
    CHECK(graph->has(here, kDcat + "accessURL", Iri{"https://elsewhere.example/apply"}));
    CHECK(graph->has(here, kDct + "isPartOf", Iri{kAddresses.fdp_dataset(kColon)}));
    CHECK(graph->about(Iri{kAddresses.fdp_dataset(kColon)}).empty());
    CHECK(parent.objects(here, kDcat + "accessURL").empty());
    if (graph->literals(here, kTitle).empty()) continue;
    ++titled;
    CHECK(graph->has(here, kOwl + "sameAs", Iri{"https://elsewhere.example/dist/csv"}));
    CHECK(graph->resources(here, kDct + "rights").size() == 1);
  }
  CHECK(titled == 1);
  CHECK(!fdp_distribution(head(), dataset, "0000000000000000"));
}

TEST_CASE("a profile leads to the shapes that say it") {
  const std::vector<std::string> shapes{"dcat-ap/3.0.1"};
  const auto graph = fdp_profile(kAddresses, FdpKind::dataset, shapes);
  const Iri profile{"https://fr.example/fdp/profile/dataset"};
  const auto resources = graph.resources(profile, kProf + "hasResource");
  REQUIRE(resources.size() == 1);
  CHECK(graph.has(resources.front(), kProf + "hasArtifact",
                  Iri{"https://fr.example/shapes/dcat-ap%2F3.0.1"}));
}

TEST_CASE("pages of children are linked from the first to the last") {
  const std::string parent = "https://fr.example/fdp/catalog/all";
  const auto page = parent + "/page/dataset?page=";
  const auto link = [&](int number, const std::string& relation) {
    return "<" + page + std::to_string(number) + "&size=10>; rel=\"" + relation + "\"";
  };
  CHECK(fdp_links(parent, FdpKind::dataset, {0, 10, 0}) ==
        link(0, "first") + ", " + link(0, "last"));
  CHECK(fdp_links(parent, FdpKind::dataset, {0, 10, 20}) ==
        link(0, "first") + ", " + link(1, "last") + ", " + link(1, "next"));
  CHECK(fdp_links(parent, FdpKind::dataset, {1, 10, 21}) ==
        link(0, "first") + ", " + link(2, "last") + ", " + link(0, "prev") + ", " +
            link(2, "next"));
  CHECK(fdp_links(parent, FdpKind::dataset, {9, 10, 21}) ==
        link(0, "first") + ", " + link(2, "last"));
}

}  // namespace
}  // namespace passerelle::publishing
