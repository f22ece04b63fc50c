#include "metadata/publishing/catalogue_page.h"

#include <vector>

#include "metadata/catalogue/prefixes.h"
#include "metadata/publishing/vocabulary.h"

namespace passerelle::publishing {

using namespace vocabulary;
using rdf::Graph;
using rdf::Iri;

catalogue::CatalogueGraph whole_catalogue(const catalogue::CatalogueHead& head,
                                          std::span<const PublishedDataset> datasets) {
  std::vector<catalogue::DatasetRecord> records;
  for (const auto& dataset : datasets) {
    records.push_back({dataset.entry.dataset, dataset.description});
  }
  auto built = catalogue::build_catalogue(head, records);
  const Iri catalogue{head.iri};
  for (const auto& dataset : datasets) {
    const Iri iri{dataset.entry.dataset.text()};
    if (!built.graph.has(catalogue, kDcat + "dataset", iri)) continue;
    catalogue::complete_identifier_chain(built.graph, iri);
    built.graph.merge(catalogue::record_graph(dataset.entry));
    built.graph.add(catalogue, kDcat + "record", Iri{dataset.entry.iri});
  }
  return built;
}

catalogue::CatalogueGraph catalogue_page(const catalogue::CatalogueHead& head,
                                         std::span<const PublishedDataset> datasets,
                                         const Paging& paging) {
  auto built = whole_catalogue(head, datasets);
  add_paging(built.graph, Iri{head.iri}, paging);
  return built;
}

Graph dataset_document(const PublishedDataset& dataset) {
  Graph graph = *dataset.description;
  catalogue::set_usual_prefixes(graph);
  catalogue::complete_identifier_chain(graph, Iri{dataset.entry.dataset.text()});
  graph.merge(catalogue::record_graph(dataset.entry));
  return graph;
}

}  // namespace passerelle::publishing
