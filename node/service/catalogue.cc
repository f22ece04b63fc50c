#include "node/service/catalogue.h"

#include "metadata/catalogue/catalogue.h"
#include "metadata/catalogue/prefixes.h"
#include "metadata/rdf/documents.h"
#include "node/catalogue/records.h"

namespace passerelle::service {
namespace {

// This node's own datasets, announced ones too, as everybody may know of them.
Result<std::vector<catalogue::DatasetRecord>> records(store::Reader& reader, Instant now) {
  std::vector<catalogue::DatasetRecord> found;
  catalogue_store::Filter filter;
  filter.source = "";
  filter.now = now;
  for (;; ++filter.page) {
    const auto page = catalogue_store::list(reader, filter);
    if (!page) return page.error();
    if (page->items.empty()) return found;
    for (const auto& record : page->items) {
      if (record.withdrawn) continue;
      auto graph = catalogue_store::description(reader, record.dataset);
      found.push_back({record.dataset, std::move(graph), record.modified});
    }
  }
}

Result<rdf::Graph> catalogue_graph(Node& node) {
  const auto kept =
      node.database.read([&](store::Reader& reader) { return records(reader, node.now()); });
  if (!kept) return kept.error();
  const catalogue::CatalogueHead head{
      node.config.public_url + "/catalogue",
      {{"en", "Datasets of " + node.config.name}, {"fr", "Jeux de données de " + node.config.name}},
      {{"en", "Health datasets that may be used under Regulation (EU) 2025/327, chapter IV"},
       {"fr",
        "Jeux de données de santé utilisables au titre du règlement (UE) 2025/327, chapitre IV"}},
      node.config.name,
      node.config.country};
  return catalogue::build_catalogue(head, *kept).graph;
}

std::string write(const rdf::Graph& graph, const std::string& media_type) {
  return rdf::write(graph, rdf::syntax_of_media_type(media_type).value_or(rdf::Syntax::turtle));
}

}  // namespace

Result<std::string> export_catalogue(Node& node, const std::string& media_type) {
  const auto graph = catalogue_graph(node);
  if (!graph) return graph.error();
  return write(*graph, media_type);
}

Result<std::string> export_dataset(Node& node, const DatasetId& id, const std::string& media_type) {
  auto graph = node.database.read(
      [&](store::Reader& reader) { return catalogue_store::description(reader, id); });
  if (!graph) return graph.error();
  catalogue::set_usual_prefixes(*graph);
  return write(*graph, media_type);
}

}  // namespace passerelle::service
