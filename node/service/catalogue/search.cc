#include "node/service/catalogue/search.h"

#include <algorithm>
#include <future>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

#include "metadata/catalogue/dataset_description.h"
#include "metadata/publishing/paging.h"
#include "metadata/rdf/documents.h"
#include "node/catalogue/records.h"
#include "node/search/index.h"
#include "node/service/callers.h"
#include "node/service/errors.h"
#include "node/sources/source.h"

namespace passerelle::service {
namespace {

constexpr std::chrono::seconds kPeerDeadline{10};
constexpr int kNotModified = 304;
constexpr std::size_t kMostPages = 1'000;  // a peer that goes on for ever is not followed

const std::string kPrimaryTopic = "http://xmlns.com/foaf/0.1/primaryTopic";
const std::string kModified = "http://purl.org/dc/terms/modified";

using Descriptions = std::vector<catalogue::DatasetDescription>;

// Whose word the record is: this node's, that of a peer, or that of another source. What a peer
// tells when it is asked has the same origin as what was harvested from it, so that it is one
// document; the name of another source may be that of a node.
search::Origin origin_of(const Indexing& how, const catalogue_store::Record& record) {
  if (record.is_own()) return {how.config.id.text(), how.config.country, record.modified};
  const auto peer = sources::node_of(sources::SourceId(record.source));
  if (!peer) return {"source:" + record.source, "", record.modified};
  const auto* entry = how.peers ? how.peers->find(*peer) : nullptr;
  return {peer->text(), entry ? entry->country : "", record.modified};
}

// Takes out what any but that origin said of a dataset: it came from another source before, or a
// peer told of it before it had a record.
Result<void> remove_other_origins(store::Transaction& tx,
                                  const DatasetId& dataset,
                                  const std::string& staying) {
  const auto origins = search::origins(tx);
  if (!origins) return origins.error();
  for (const auto& origin : *origins) {
    if (origin == staying) continue;
    if (auto gone = search::remove(tx, origin, dataset); !gone) return gone;
  }
  return {};
}

// A record that is withdrawn, or that cannot be read, is not found; a bad one never stops others.
Result<void> index_one(store::Transaction& tx,
                       const Indexing& how,
                       const catalogue_store::Record& record) {
  const auto origin = origin_of(how, record);
  const auto graph = catalogue_store::description(tx, record.dataset);
  if (!record.withdrawn && graph) {
    const auto described = catalogue::describe(*graph, rdf::Iri{record.dataset.text()});
    if (described) {
      if (auto alone = remove_other_origins(tx, record.dataset, origin.id); !alone) return alone;
      const std::vector documents{search::document_of(*described, origin)};
      return search::put(tx, documents);
    }
  }
  return search::remove(tx, origin.id, record.dataset);
}

// Says whether a peer may speak for a dataset: when no record does, or one that is the peer's word
// itself. Whose record a dataset has is decided where it is imported or harvested.
Result<bool> may_speak_for(store::Reader& reader,
                           const Indexing& how,
                           const std::string& peer,
                           const DatasetId& dataset) {
  const auto record = catalogue_store::find(reader, dataset);
  if (!record) return record.error();
  return !*record || (*record)->withdrawn || origin_of(how, **record).id == peer;
}

// Makes the index hold what a peer tells; `told` are the datasets of those who were heard before it
// now, which nobody tells twice.
Result<void> keep_told(store::Transaction& tx,
                       const Indexing& how,
                       const search::Origin& peer,
                       const Descriptions& datasets,
                       std::set<DatasetId>& told) {
  std::vector<search::SearchDocument> documents;
  for (const auto& dataset : datasets) {
    const auto may_speak = may_speak_for(tx, how, peer.id, dataset.id);
    if (!may_speak) return may_speak.error();
    if (*may_speak && told.insert(dataset.id).second) {
      documents.push_back(search::document_of(dataset, peer));
    }
  }
  return search::replace_origin(tx, peer.id, documents);
}

// `known` is the ETag of the page as it was heard before, or empty.
Result<http::Response> fetch_page(federation::Peers& peers,
                                  const NodeId& peer,
                                  std::size_t page,
                                  const std::string& known) {
  auto request = http::make_request(http::Method::get,
                                    "/federation/v1/catalogue?page=" + std::to_string(page));
  if (!request) return request.error();
  request->set_header("Accept", "application/n-triples");
  if (!known.empty()) request->set_header("If-None-Match", known);
  return peers.ask(peer, *std::move(request), kPeerDeadline);
}

// Returns what a page says of its datasets; one that does not say when it was modified has the date
// of its record.
Descriptions datasets_of(const rdf::Graph& page) {
  Descriptions found;
  for (const auto& iri : catalogue::datasets_in(page)) {
    auto dataset = catalogue::describe(page, iri);
    if (!dataset) continue;
    for (const auto& record : page.subjects(kPrimaryTopic, iri)) {
      const auto dates = page.literals(record, kModified);
      if (dataset->modified.empty() && !dates.empty()) dataset->modified = dates.front().lexical;
    }
    found.push_back(*std::move(dataset));
  }
  return found;
}

// What a peer tells of its catalogue.
struct Told {
  Descriptions datasets;
  std::string etag;  // of its first page
};

// Returns nothing when the peer has nothing new.
Result<std::optional<Told>> fetch_catalogue(Node& node,
                                            const NodeId& peer,
                                            const std::string& known) {
  const auto peers = node.peers();
  if (!peers) return peers.error();
  Told told;
  for (std::size_t page = 1; page <= kMostPages; ++page) {
    const auto response = fetch_page(**peers, peer, page, page == 1 ? known : std::string());
    if (!response) return response.error();
    if (response->status == kNotModified) return std::optional<Told>();
    if (page == 1) told.etag = response->header("ETag");
    const auto graph = rdf::read_graph(response->body, rdf::Syntax::n_triples);
    if (!graph) return graph.error();
    std::ranges::move(datasets_of(*graph), std::back_inserter(told.datasets));
    if (!publishing::has_next_page(*graph)) break;
  }
  return std::optional(std::move(told));
}

// Asks every peer at once and puts what they tell into the index. Returns who could not be reached,
// and why.
Result<Json> ask_peers(Node& node) {
  Json not_reached = Json::object();
  const auto list = node.trust.current(node.now());
  if (!list) return not_reached;  // without a trust list there is nobody to ask
  const auto generation = node.renderings.generation();
  using Asked = std::future<Result<std::optional<Told>>>;
  std::vector<std::pair<search::Origin, Asked>> asked;
  for (const auto& entry : (*list)->entries()) {
    if (entry.id == node.id()) continue;
    asked.emplace_back(search::Origin{entry.id.text(), entry.country, node.now()},
                       std::async(std::launch::async, [&node, id = entry.id, generation] {
                         return fetch_catalogue(node, id, node.heard_peers.etag(id, generation));
                       }));
  }
  std::set<DatasetId> told;
  for (auto& [peer, answer] : asked) {
    const auto news = answer.get();
    if (!news) {
      not_reached[peer.id] = news.error().text();
      continue;
    }
    if (!*news) continue;
    const auto kept = node.database.write([&, &from = peer](store::Transaction& tx) {
      return keep_told(tx, {node.config, *list}, from, (*news)->datasets, told);
    });
    if (!kept) return kept.error();
    node.heard_peers.note(NodeId(peer.id), (*news)->etag, generation);
  }
  return not_reached;
}

Json to_json(const search::Hit& hit) {
  const auto& dataset = hit.document;
  Json variables = Json::array();
  for (const auto& variable : dataset.variables) variables.push_back(variable.name);
  Json matched = Json::array();
  for (const auto field : hit.matched) matched.push_back(search::name_of(field));
  return {{"node", dataset.origin},
          {"dataset", dataset.dataset.text()},
          {"title", dataset.titles},
          {"description", dataset.descriptions},
          {"variables", variables},
          {"holder", dataset.holder},
          {"country", dataset.country},
          {"access_right", dataset.access_right},
          {"modified", to_text(dataset.modified)},
          {"score", hit.score},
          {"matched", matched},
          {"highlights", {{"title", hit.titles}, {"description", hit.snippets}}}};
}

Json to_json(const search::FacetCounts& facet) {
  Json values = Json::array();
  for (const auto& [value, count] : facet.values) {
    values.push_back({{"value", value}, {"count", count}});
  }
  return {{"name", search::name_of(facet.facet)}, {"values", values}, {"distinct", facet.distinct}};
}

Json to_json(const search::Page& page) {
  Json results = Json::array();
  for (const auto& hit : page.hits) results.push_back(to_json(hit));
  Json facets = Json::array();
  for (const auto& facet : page.facets) facets.push_back(to_json(facet));
  Json corrections = Json::array();
  for (const auto& [typed, used] : page.corrections) {
    corrections.push_back({{"typed", typed}, {"used", used}});
  }
  Json json = {{"total", page.total},
               {"results", results},
               {"facets", facets},
               {"corrections", corrections}};
  if (!page.suggestion.empty()) json["answered"] = page.suggestion;
  return json;
}

}  // namespace

Result<void> index_record(store::Transaction& tx, const Indexing& how, const DatasetId& dataset) {
  const auto record = catalogue_store::get(tx, dataset);
  if (!record) return record.error();
  return index_one(tx, how, *record);
}

Result<void> prepare_search(store::Database& database, const Config& config) {
  const auto current =
      database.read([](store::Reader& reader) { return search::is_current(reader); });
  if (!current) return current.error();
  if (*current) return {};
  const auto peers = identity::TrustStore(database).newest();
  const Indexing how{config, peers ? *peers : nullptr};
  return database.write([&](store::Transaction& tx) -> Result<void> {
    if (auto rebuilt = search::rebuild(tx); !rebuilt) return rebuilt;
    catalogue_store::Filter filter;
    for (;; ++filter.page) {
      const auto page = catalogue_store::list(tx, filter);
      if (!page) return page.error();
      if (page->items.empty()) return {};
      for (const auto& record : page->items) {
        if (auto kept = index_one(tx, how, record); !kept) return kept;
      }
    }
  });
}

Result<Json> search_catalogues(Node& node,
                               const identity::Caller& caller,
                               search::Parameters parameters) {
  if (auto allowed = require_insider(caller); !allowed) return allowed.error();
  const auto peers = parameters.extract("peers");
  if (!peers.empty() && peers.mapped() != "known") {
    return Error{ServiceError::bad_request, "peers: known is expected, or nothing to ask them"};
  }
  const auto query = search::query_from(parameters);
  if (!query) return query.error();
  Json not_reached = Json::object();
  if (peers.empty()) {
    auto asked = ask_peers(node);
    if (!asked) return asked.error();
    not_reached = *std::move(asked);
  }
  const auto page =
      node.database.read([&](store::Reader& reader) { return search::find(reader, *query); });
  if (!page) return page.error();
  auto answer = to_json(*page);
  answer["not_reached"] = not_reached;
  return answer;
}

}  // namespace passerelle::service
