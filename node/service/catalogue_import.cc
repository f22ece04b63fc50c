#include "node/service/catalogue_import.h"

#include <nlohmann/json.hpp>

#include "metadata/catalogue/draft.h"
#include "metadata/rdf/documents.h"
#include "node/base/fields.h"
#include "node/crypto/digest.h"
#include "node/service/callers.h"
#include "node/service/catalogue_history.h"
#include "node/service/errors.h"
#include "node/service/records.h"

namespace passerelle::service {
namespace {

using catalogue_store::Change;
using catalogue_store::Submission;

catalogue::Texts texts_from(Fields& fields, std::string_view name) {
  catalogue::Texts texts;
  for (const auto& [language, text] : fields.object(name).items()) {
    if (!text.is_string()) fields.fail(name, "texts by language are expected");
    else texts.emplace(language, text.get<std::string>());
  }
  return texts;
}

Result<rdf::Graph> graph_from(Fields& f) {
  const auto document = f.text("document");
  const auto media_type = f.text_or("media_type", "text/turtle");
  const auto syntax = rdf::syntax_of_media_type(media_type);
  if (!syntax) f.fail("media_type", "no syntax of RDF that is read here");
  if (f.failed()) return rdf::Graph();
  return rdf::read_graph(document, *syntax);
}

// What the operator says of every dataset of a document.
Result<Submission> standing_from(Fields& f) {
  Submission submission;
  if (const auto* given = f.find("basis")) {
    auto basis = legal_basis_from_json(*given, f.path_of("basis"));
    if (!basis) return basis.error();
    submission.basis = *std::move(basis);
  }
  if (f.has("in_force_from")) submission.in_force_from = f.instant("in_force_from");
  else f.find("in_force_from");
  submission.is_announced = f.boolean_or("announced", false);
  if (submission.is_announced && submission.in_force_from) {
    f.fail("announced", "a dataset has a date from which it is in force, or it has none");
  }
  submission.agreement = f.text_or("agreement", "");
  return submission;
}

Json to_json(const Change& change) {
  return {{"dataset", change.dataset.text()},
          {"change", catalogue_store::code(change.kind)},
          {"version", change.version}};
}

}  // namespace

Result<Json> import_catalogue(Node& node, const identity::Caller& caller, const Json& request) {
  if (auto allowed = require_operator(caller); !allowed) return allowed.error();
  Fields f(request, "");
  auto graph = graph_from(f);
  auto submission = standing_from(f);
  if (auto read = f.done(); !read) return read.error();
  if (!graph) return graph.error();
  if (!submission) return submission.error();
  const auto datasets = catalogue::describe_all(*graph);
  if (!datasets) return datasets.error();
  submission->description = *std::move(graph);

  Json ids = Json::array();
  for (const auto& dataset : *datasets) ids.push_back(dataset.id.text());
  const auto digest = crypto::sha256_hex(request.at("document").get<std::string>());
  const auto kept =
      node.commit(audit::Event::catalogue_imported, {{"datasets", ids}, {"digest", digest}},
                  [&](store::Transaction& tx) -> Result<std::vector<Change>> {
                    std::vector<Change> changes;
                    for (const auto& dataset : *datasets) {
                      submission->dataset = dataset.id;
                      auto change = keep_record(node, tx, *submission);
                      if (!change) return change.error();
                      const auto record = catalogue_store::get(tx, dataset.id);
                      if (!record) return record.error();
                      if (auto has_act = require_act(node, record->basis); !has_act) {
                        return has_act.error();
                      }
                      changes.push_back(*std::move(change));
                    }
                    return changes;
                  });
  if (!kept) return kept.error();
  Json changes = Json::array();
  for (const auto& change : *kept) changes.push_back(to_json(change));
  return Json{{"imported", ids}, {"changes", changes}};
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

}  // namespace passerelle::service
