#include "metadata/publishing/catalogue_page.h"

#include <set>
#include <vector>

#include "metadata/catalogue/prefixes.h"
#include "metadata/publishing/vocabulary.h"

namespace passerelle::publishing {

using namespace vocabulary;
using rdf::Graph;
using rdf::Iri;

namespace {

// The description with its chain of identifiers; done on the small graph, before it is merged.
Result<Graph> chained(const PublishedDataset& dataset) {
  if (!dataset.description) return dataset.description.error();
  Graph graph = *dataset.description;
  catalogue::complete_identifier_chain(graph, Iri{dataset.entry.dataset.text()});
  return graph;
}

}  // namespace

catalogue::CatalogueGraph whole_catalogue(const catalogue::CatalogueHead& head,
                                          std::span<const PublishedDataset> datasets) {
  std::vector<catalogue::DatasetRecord> records;
  for (const auto& dataset : datasets) {
    records.push_back({dataset.entry.dataset, chained(dataset)});
  }
  auto built = catalogue::build_catalogue(head, records);
  std::set<DatasetId> left_out;
  for (const auto& dataset : built.left_out) left_out.insert(dataset.id);
  for (const auto& [entry, description] : datasets) {
    if (left_out.contains(entry.dataset)) continue;
    built.graph.merge(catalogue::record_graph(entry));
    built.graph.add(Iri{head.iri}, kDcat + "record", Iri{entry.iri});
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
  auto graph = *chained(dataset);
  catalogue::set_usual_prefixes(graph);
  graph.merge(catalogue::record_graph(dataset.entry));
  return graph;
}

}  // namespace passerelle::publishing
