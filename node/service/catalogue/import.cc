#include "node/service/catalogue/import.h"

#include <nlohmann/json.hpp>
#include <set>

#include "metadata/catalogue/draft.h"
#include "metadata/rdf/documents.h"
#include "node/base/fields.h"
#include "node/crypto/digest.h"
#include "node/service/callers.h"
#include "node/service/catalogue/history.h"
#include "node/service/catalogue/records.h"
#include "node/service/errors.h"

namespace passerelle::service {
namespace {

using catalogue_store::Change;
using catalogue_store::Submission;

// The log names the datasets of an import when they are not too many for one entry; the digest of
// the document always tells which it was.
constexpr std::size_t kNamedInLog = 200;

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

// One dataset of a document on its way into the catalogue.
struct Entry {
  Submission submission;
  Verdict verdict;
};

Error too_many_violations(const DatasetId& dataset, const Assessment& assessment) {
  return {ServiceError::violations, dataset.text() + " violates " + assessment.profile + " in " +
                                        std::to_string(assessment.violations) +
                                        " places, the first: " + assessment.first_violation +
                                        "; accept its violations to take it all the same"};
}

// Splits a document into its datasets, each validated; refuses what the node's policy refuses.
Result<std::vector<Entry>> entries_of(Node& node,
                                      const rdf::Graph& graph,
                                      const Submission& standing,
                                      const std::string& profile,
                                      bool accepts_violations) {
  const auto datasets = catalogue::describe_all(graph);
  if (!datasets) return datasets.error();
  std::set<DatasetId> companions;
  for (const auto& dataset : *datasets) companions.insert(dataset.id);
  const auto is_dataset = [&](const DatasetId& dataset) {
    return companions.contains(dataset) || is_in_catalogue(node, dataset);
  };
  const bool refuses = node.config.catalogue_violations == "refuse" && !accepts_violations;
  std::vector<Entry> entries;
  for (const auto& dataset : *datasets) {
    Entry entry{standing, {}};
    entry.submission.dataset = dataset.id;
    entry.submission.description = catalogue::part_about(graph, rdf::Iri{dataset.id.text()});
    auto assessment = assess(node, entry.submission.description, is_dataset, profile);
    if (!assessment) return assessment.error();
    if (refuses && *assessment && (*assessment)->violations > 0) {
      return too_many_violations(dataset.id, **assessment);
    }
    entry.verdict = {*std::move(assessment), accepts_violations};
    entries.push_back(std::move(entry));
  }
  return entries;
}

Result<std::vector<Change>> keep_all(Node& node,
                                     store::Transaction& tx,
                                     const std::vector<Entry>& entries) {
  std::vector<Change> changes;
  for (const auto& [submission, verdict] : entries) {
    auto change = keep_record(node, tx, submission, verdict);
    if (!change) return change.error();
    const auto record = catalogue_store::get(tx, submission.dataset);
    if (!record) return record.error();
    if (auto has_act = require_act(node, record->basis); !has_act) return has_act.error();
    changes.push_back(*std::move(change));
  }
  return changes;
}

Json to_json(const Change& change, const Verdict& verdict) {
  Json value = {{"dataset", change.dataset.text()},
                {"change", catalogue_store::code(change.kind)},
                {"version", change.version}};
  if (verdict.assessment) {
    value["validation"] = {{"profile", verdict.assessment->profile},
                           {"violations", verdict.assessment->violations},
                           {"warnings", verdict.assessment->warnings}};
  }
  return value;
}

}  // namespace

Result<Json> import_catalogue(Node& node, const identity::Caller& caller, const Json& request) {
  if (auto allowed = require_operator(caller); !allowed) return allowed.error();
  Fields f(request, "");
  const auto graph = graph_from(f);
  const auto standing = standing_from(f);
  const auto profile = f.text_or("profile", "");
  const bool accepts_violations = f.boolean_or("accept_violations", false);
  if (auto read = f.done(); !read) return read.error();
  if (!graph) return graph.error();
  if (!standing) return standing.error();
  const auto entries = entries_of(node, *graph, *standing, profile, accepts_violations);
  if (!entries) return entries.error();

  Json ids = Json::array();
  for (const auto& entry : *entries) ids.push_back(entry.submission.dataset.text());
  Json subject{{"digest", crypto::sha256_hex(request.at("document").get<std::string>())}};
  if (entries->size() <= kNamedInLog) subject["datasets"] = ids;
  const auto kept =
      node.commit(audit::Event::catalogue_imported, subject,
                  [&](store::Transaction& tx) { return keep_all(node, tx, *entries); });
  if (!kept) return kept.error();
  Json changes = Json::array();
  for (std::size_t i = 0; i < kept->size(); ++i) {
    changes.push_back(to_json((*kept)[i], (*entries)[i].verdict));
  }
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
