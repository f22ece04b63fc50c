#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "node/cli/commands.h"
#include "node/cli/documents.h"
#include "node/service/errors.h"

namespace passerelle::cli {
namespace {

struct CatalogueWords {
  std::string file, dataset, format, act, citation, in_force_from, agreement, reason, profile;
  bool is_announced = false, accepts_violations = false, all = false;
  std::int64_t older = 0, newer = 0;
};

std::string record_path(const CatalogueWords& words, const std::string& rest = {}) {
  return path_to("catalogue/records", words.dataset, rest);
}

// "2027-01-01" is the beginning of that day.
std::string time_of(const std::string& date) {
  return date.size() == 10 ? date + "T00:00:00Z" : date;
}

Json basis_of(const CatalogueWords& words) {
  Json basis = Json::object();
  if (!words.act.empty()) basis["act"] = words.act;
  if (!words.citation.empty()) basis["citation"] = words.citation;
  return basis;
}

Result<Json> import_file(Session& session, const CatalogueWords& words) {
  const auto document = read_document(words.file);
  if (!document) return document.error();
  Json request = {{"document", document->text},
                  {"media_type", rdf::media_type(document->syntax)},
                  {"basis", basis_of(words)}};
  if (!words.in_force_from.empty()) request["in_force_from"] = time_of(words.in_force_from);
  if (words.is_announced) request["announced"] = true;
  if (!words.agreement.empty()) request["agreement"] = words.agreement;
  if (!words.profile.empty()) request["profile"] = words.profile;
  if (words.accepts_violations) request["accept_violations"] = true;
  return session.post("/api/v1/catalogue", request);
}

// Writes what a public route answers, as it comes.
Result<Json> write_document(Session& session, const std::string& target, const std::string& type) {
  const auto response = session.ask(http::Method::get, target, {}, type);
  if (!response) return response.error();
  std::cout << response->body;
  return Json();
}

// Writes what a version says of a dataset, the newest one by default, in the chosen syntax.
Result<Json> write_description(Session& session, const CatalogueWords& words) {
  const auto syntax = syntax_of_word(words.format.empty() ? "n-triples" : words.format);
  if (!syntax) return syntax.error();
  auto target = record_path(words, "/description");
  if (words.older > 0) target += "?version=" + std::to_string(words.older);
  const auto response = session.ask(http::Method::get, target, {}, "application/n-triples");
  if (!response) return response.error();
  const auto graph = rdf::read_graph(response->body, rdf::Syntax::n_triples);
  if (!graph) return graph.error();
  std::cout << rdf::write(*graph, *syntax);
  return Json();
}

void name_dataset(CLI::App* command, const std::shared_ptr<CatalogueWords>& words) {
  command->add_option("DATASET", words->dataset, "its IRI")->required();
}

void name_basis(CLI::App* command, const std::shared_ptr<CatalogueWords>& words) {
  command->add_option("--basis", words->act, "IRI of the legal act or decision");
  command->add_option("--citation", words->citation, "how that act is cited");
}

void add_changes(Commands& commands,
                 CLI::App* catalogue,
                 const std::shared_ptr<CatalogueWords>& words) {
  auto* import = commands.add(catalogue, "import", "take descriptions into the catalogue",
                              [words](Session& session) { return import_file(session, *words); });
  import->add_option("FILE", words->file, "DCAT-AP, in the syntax that its ending names")
      ->required();
  name_basis(import, words);
  auto* from = import->add_option("--in-force-from", words->in_force_from,
                                  "date from which the datasets may be used; else from now on");
  import->add_flag("--announced", words->is_announced, "that date is not fixed yet")
      ->excludes(from);
  import->add_option("--agreement", words->agreement, "the agreement with their holder");
  import->add_option("--profile", words->profile, "validate with this one; else the one meant");
  import->add_flag("--accept-violations", words->accepts_violations,
                   "take descriptions that the node's policy would refuse");

  auto* withdraw = commands.add(
      catalogue, "withdraw", "take a dataset out of the catalogue", [words](Session& session) {
        return session.post(record_path(*words, "/withdraw"), {{"basis", basis_of(*words)}});
      });
  name_dataset(withdraw, words);
  name_basis(withdraw, words);

  auto* draft =
      commands.add(catalogue, "draft", "write a first description of a table, to be completed",
                   [words](Session& session) -> Result<Json> {
                     const auto request = read_json_file(words->file);
                     if (!request) return request.error();
                     const auto answer = session.post("/api/v1/catalogue/draft", *request);
                     if (!answer) return answer.error();
                     std::cout << answer->at("turtle").get<std::string>();
                     return Json();
                   });
  draft->add_option("FILE", words->file, "dataset, table, titles and columns, as JSON")->required();
}

void add_reading(Commands& commands,
                 CLI::App* catalogue,
                 const std::shared_ptr<CatalogueWords>& words) {
  auto* show =
      commands.add(catalogue, "show", "one dataset", [words](Session& session) -> Result<Json> {
        if (words->format.empty() && words->older == 0) return session.get(record_path(*words));
        return write_description(session, *words);
      });
  name_dataset(show, words);
  show->add_option("--format", words->format,
                   "turtle, jsonld, rdf, n-triples, … or a media type: its description");
  show->add_option("--version-number", words->older, "the description of that version")
      ->check(CLI::PositiveNumber);

  auto* output = commands.add(
      catalogue, "export", "the whole catalogue", [words](Session& session) -> Result<Json> {
        return write_document(session, "/catalogue/dump",
                              words->format.empty() ? "text/turtle" : words->format);
      });
  output->add_option("--format", words->format, "a media type; text/turtle when none is given");

  auto* history = commands.add(
      catalogue, "history", "versions of a dataset, with their acts, validations and quality",
      [words](Session& session) { return session.get(record_path(*words, "/history")); });
  name_dataset(history, words);

  auto* diff = commands.add(catalogue, "diff", "what changed between two versions, field by field",
                            [words](Session& session) {
                              const auto versions = words->older == 0
                                                        ? std::string()
                                                        : "?from=" + std::to_string(words->older) +
                                                              "&to=" + std::to_string(words->newer);
                              return session.get(record_path(*words, "/diff" + versions));
                            });
  name_dataset(diff, words);
  const auto positive = CLI::Range(std::int64_t{1}, std::int64_t{1} << 31);
  auto* older = diff->add_option("V1", words->older, "a version; without any: the last change")
                    ->check(positive);
  older->needs(diff->add_option("V2", words->newer, "a newer one")->check(positive));
}

void add_quality(Commands& commands,
                 CLI::App* catalogue,
                 const std::shared_ptr<CatalogueWords>& words) {
  auto* quality = commands.add(
      catalogue, "quality", "score of a dataset's metadata, and its quality label",
      [words](Session& session) { return session.get(record_path(*words, "/quality")); });
  name_dataset(quality, words);

  auto* due =
      commands.add(catalogue, "due", "own datasets whose description is to be checked (Art. 60(3))",
                   [words](Session& session) {
                     return session.get(std::string("/api/v1/catalogue/checks") +
                                        (words->all ? "?all=true" : ""));
                   });
  due->add_flag("--all", words->all, "those that were checked within the year too");
  auto* checked = commands.add(
      catalogue, "checked", "say that the holder has checked the description, and that it stands",
      [words](Session& session) { return session.post(record_path(*words, "/check")); });
  name_dataset(checked, words);

  auto* label = commands.add(catalogue, "label",
                             "give a dataset its data quality and utility label (Art. 78)",
                             [words](Session& session) -> Result<Json> {
                               if (!words->reason.empty()) {
                                 return session.post(record_path(*words, "/label/revocation"),
                                                     Json{{"reason", words->reason}});
                               }
                               const auto request = read_json_file(words->file);
                               if (!request) return request.error();
                               return session.post(record_path(*words, "/label"), *request);
                             });
  name_dataset(label, words);
  auto* act = label->add_option_group("act");
  act->add_option("FILE", words->file, "issuer, time of issue and elements, as JSON");
  act->add_option("--revoke", words->reason, "revoke the label in force; the reason");
  act->require_option(1);
}

}  // namespace

void add_catalogue_commands(Commands& commands, const Options& options) {
  const auto words = std::make_shared<CatalogueWords>();
  auto* catalogue = commands.group(commands.top(), "catalogue", "descriptions of datasets");
  add_changes(commands, catalogue, words);
  add_search_command(commands, catalogue, options);
  add_reading(commands, catalogue, words);
  add_quality(commands, catalogue, words);
}

}  // namespace passerelle::cli
