#include "node/service/catalogue.h"

#include <algorithm>
#include <future>
#include <nlohmann/json.hpp>

#include "metadata/catalogue/catalogue.h"
#include "metadata/catalogue/prefixes.h"
#include "metadata/catalogue/search.h"
#include "metadata/rdf/documents.h"
#include "node/catalogue/records.h"
#include "node/service/callers.h"
#include "node/service/errors.h"

namespace passerelle::service {
namespace {

constexpr std::chrono::seconds kPeerDeadline{10};

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

Json to_json(const catalogue::DatasetDescription& dataset, const NodeId& node) {
  Json variables = Json::array();
  for (const auto& variable : dataset.variables) variables.push_back(variable.name);
  return {{"node", node.text()},
          {"dataset", dataset.id.text()},
          {"title", dataset.titles},
          {"description", dataset.descriptions},
          {"variables", variables}};
}

Result<std::vector<catalogue::DatasetDescription>> descriptions(const rdf::Graph& graph) {
  std::vector<catalogue::DatasetDescription> found;
  for (const auto& iri : catalogue::datasets_in(graph)) {
    auto dataset = catalogue::describe(graph, iri);
    if (dataset) found.push_back(*std::move(dataset));
  }
  return found;
}

Result<std::vector<catalogue::DatasetDescription>> fetch_catalogue(Node& node, const NodeId& peer) {
  const auto peers = node.peers();
  if (!peers) return peers.error();
  auto request = http::make_request(http::Method::get, "/federation/v1/catalogue");
  if (!request) return request.error();
  request->set_header("Accept", "application/n-triples");
  const auto response = (*peers)->ask(peer, *std::move(request), kPeerDeadline);
  if (!response) return response.error();
  const auto graph = rdf::read_graph(response->body, rdf::Syntax::n_triples);
  if (!graph) return graph.error();
  return descriptions(*graph);
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

Result<Json> search_catalogues(Node& node,
                               const identity::Caller& caller,
                               const std::string& words) {
  if (auto allowed = require_insider(caller); !allowed) return allowed.error();
  const auto list = node.trust.current(node.now());
  if (!list) return list.error();
  using Found = Result<std::vector<catalogue::DatasetDescription>>;
  std::vector<std::pair<NodeId, std::future<Found>>> asked;
  for (const auto& entry : (*list)->entries()) {
    asked.emplace_back(entry.id, std::async(std::launch::async, [&node, id = entry.id] {
                         return fetch_catalogue(node, id);
                       }));
  }
  Json results = Json::array();
  Json not_reached = Json::object();
  std::vector<catalogue::DatasetDescription> datasets;
  std::vector<NodeId> holders;
  for (auto& [id, answer] : asked) {
    const auto found = answer.get();
    if (!found) {
      not_reached[id.text()] = found.error().text();
      continue;
    }
    for (const auto& dataset : *found) {
      datasets.push_back(dataset);
      holders.push_back(id);
    }
  }
  for (const auto& match : catalogue::search(datasets, words)) {
    results.push_back(to_json(datasets[match.index], holders[match.index]));
  }
  return Json{{"results", results}, {"not_reached", not_reached}};
}

}  // namespace passerelle::service
