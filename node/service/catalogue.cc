#include "node/service/catalogue.h"

#include <algorithm>
#include <future>
#include <nlohmann/json.hpp>

#include "metadata/catalogue/dataset_description.h"
#include "metadata/catalogue/search.h"
#include "metadata/publishing/paging.h"
#include "metadata/rdf/documents.h"
#include "node/service/callers.h"
#include "node/service/errors.h"

namespace passerelle::service {
namespace {

constexpr std::chrono::seconds kPeerDeadline{10};
constexpr std::size_t kMostPages = 1'000;  // a peer that goes on for ever is not followed

Json to_json(const catalogue::DatasetDescription& dataset, const NodeId& node) {
  Json variables = Json::array();
  for (const auto& variable : dataset.variables) variables.push_back(variable.name);
  return {{"node", node.text()},
          {"dataset", dataset.id.text()},
          {"title", dataset.titles},
          {"description", dataset.descriptions},
          {"variables", variables}};
}

void add_descriptions(const rdf::Graph& graph, std::vector<catalogue::DatasetDescription>& found) {
  for (const auto& iri : catalogue::datasets_in(graph)) {
    auto dataset = catalogue::describe(graph, iri);
    if (dataset) found.push_back(*std::move(dataset));
  }
}

Result<rdf::Graph> fetch_page(federation::Peers& peers, const NodeId& peer, std::size_t page) {
  auto request = http::make_request(http::Method::get,
                                    "/federation/v1/catalogue?page=" + std::to_string(page));
  if (!request) return request.error();
  request->set_header("Accept", "application/n-triples");
  const auto response = peers.ask(peer, *std::move(request), kPeerDeadline);
  if (!response) return response.error();
  return rdf::read_graph(response->body, rdf::Syntax::n_triples);
}

Result<std::vector<catalogue::DatasetDescription>> fetch_catalogue(Node& node, const NodeId& peer) {
  const auto peers = node.peers();
  if (!peers) return peers.error();
  std::vector<catalogue::DatasetDescription> found;
  for (std::size_t page = 1; page <= kMostPages; ++page) {
    const auto graph = fetch_page(**peers, peer, page);
    if (!graph) return graph.error();
    add_descriptions(*graph, found);
    if (!publishing::has_next_page(*graph)) break;
  }
  return found;
}

}  // namespace

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
