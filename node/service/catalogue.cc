#include "node/service/catalogue.h"

#include <algorithm>
#include <future>
#include <nlohmann/json.hpp>

#include "metadata/catalogue/catalogue.h"
#include "metadata/catalogue/draft.h"
#include "metadata/catalogue/search.h"
#include "metadata/rdf/documents.h"
#include "node/base/fields.h"
#include "node/crypto/digest.h"
#include "node/service/callers.h"
#include "node/service/errors.h"

namespace passerelle::service {
namespace {

constexpr std::chrono::seconds kPeerDeadline{10};

Result<std::vector<catalogue::DatasetRecord>> records(store::Reader& reader) {
  const auto rows = reader.query(
      "select id, description, changed from datasets where description != '' order by id");
  if (!rows) return rows.error();
  std::vector<catalogue::DatasetRecord> found;
  for (const auto& row : *rows) {
    const auto changed = row.instant(2);
    if (!changed) return changed.error();
    found.push_back({DatasetId(row.text(0)), row.text(1), *changed});
  }
  return found;
}

Result<rdf::Graph> catalogue_graph(Node& node) {
  const auto kept = node.database.read([](store::Reader& reader) { return records(reader); });
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

catalogue::Texts texts_from(Fields& fields, std::string_view name) {
  catalogue::Texts texts;
  for (const auto& [language, text] : fields.object(name).items()) {
    if (!text.is_string()) fields.fail(name, "texts by language are expected");
    else texts.emplace(language, text.get<std::string>());
  }
  return texts;
}

}  // namespace

Result<Json> import_catalogue(Node& node, const identity::Caller& caller, const Json& request) {
  if (auto allowed = require_operator(caller); !allowed) return allowed.error();
  Fields f(request, "");
  const auto turtle = f.text("turtle");
  if (auto read = f.done(); !read) return read.error();
  const auto graph = rdf::read_graph(turtle, rdf::Syntax::turtle);
  if (!graph) return graph.error();
  const auto datasets = catalogue::describe_all(*graph);
  if (!datasets) return datasets.error();
  Json ids = Json::array();
  for (const auto& dataset : *datasets) ids.push_back(dataset.id.text());
  const auto saved = node.commit(
      audit::Event::catalogue_imported, {{"datasets", ids}, {"digest", crypto::sha256_hex(turtle)}},
      [&](store::Transaction& tx) -> Result<void> {
        for (const auto& dataset : *datasets) {
          const auto part = catalogue::part_about(*graph, rdf::Iri{dataset.id.text()});
          if (auto kept =
                  tx.run("insert into datasets (id, description, changed) values (?, ?, ?)"
                         " on conflict (id) do update set description = excluded.description,"
                         " changed = excluded.changed",
                         dataset.id, rdf::write(part, rdf::Syntax::turtle), node.now());
              !kept) {
            return kept;
          }
        }
        return {};
      });
  if (!saved) return saved.error();
  return Json{{"imported", ids}};
}

Result<Json> draft_description(Node& node, const identity::Caller& caller, const Json& request) {
  if (auto allowed = require_operator(caller); !allowed) return allowed.error();
  Fields f(request, "");
  catalogue::TableDraft draft;
  draft.id = DatasetId(f.text("dataset"));
  draft.table = f.text("table");
  draft.titles = texts_from(f, "titles");
  if (f.has("descriptions")) draft.descriptions = texts_from(f, "descriptions");
  else f.find("descriptions");
  draft.publisher = node.config.name;
  draft.country = node.config.country;
  draft.health_category = f.text_or("health_category", "");
  draft.keywords = f.texts_or_none("keywords");
  const auto& columns = f.array("columns");
  for (std::size_t i = 0; i < columns.size(); ++i) {
    Fields column(columns[i], f.path_of("columns") + "/" + std::to_string(i));
    catalogue::VariableDescription variable;
    variable.name = column.text("name");
    if (column.has("titles")) variable.titles = texts_from(column, "titles");
    else column.find("titles");
    variable.datatype = column.text_or("datatype", "");
    if (auto read = column.done(); !read) return read.error();
    draft.columns.push_back(std::move(variable));
  }
  if (auto read = f.done(); !read) return read.error();
  auto turtle = catalogue::describe_table(draft);
  if (!turtle) return turtle.error();
  return Json{{"turtle", *turtle}};
}

Result<std::string> export_catalogue(Node& node, const std::string& media_type) {
  const auto graph = catalogue_graph(node);
  if (!graph) return graph.error();
  return write(*graph, media_type);
}

Result<std::string> export_dataset(Node& node, const DatasetId& id, const std::string& media_type) {
  const auto row = node.database.read([&](store::Reader& reader) {
    return reader.query_one("select description from datasets where id = ? and description != ''",
                            id);
  });
  if (!row) return row.error();
  if (!*row) return Error{ServiceError::not_found, "there is no dataset " + id.text()};
  const auto graph = rdf::read_graph((*row)->text(0), rdf::Syntax::turtle);
  if (!graph) return graph.error();
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
