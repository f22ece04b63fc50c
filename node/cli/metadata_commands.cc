#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "metadata/profiles/choose.h"
#include "metadata/profiles/library.h"
#include "metadata/profiles/text_report.h"
#include "metadata/rdf/iri.h"
#include "metadata/shacl/report_graph.h"
#include "metadata/shacl/report_json.h"
#include "metadata/shacl/shapes.h"
#include "metadata/shacl/validate.h"
#include "node/cli/commands.h"
#include "node/cli/documents.h"
#include "node/service/errors.h"

namespace passerelle::cli {
namespace {

using service::ServiceError;

struct MetadataWords {
  std::string what, profile, format, from, to, base, folder, name;
  std::vector<std::string> shapes, data;
  bool is_strict = false;
};

// A report in the form that was asked for. "text" is for people and comes from `render`.
template <class Render>
Result<Json> told(const shacl::Report& report,
                  const MetadataWords& words,
                  const Options& options,
                  Render render) {
  const bool fails = words.is_strict && report.has_violations();
  if (options.json) {
    auto json = shacl::to_json(report, options.language);
    if (fails) json["good"] = false;
    return json;
  }
  if (words.format.empty() || words.format == "text") {
    std::cout << render();
  } else if (words.format == "json") {
    shacl::write_json(std::cout, report, options.language);
    std::cout << "\n";
  } else {
    const auto syntax = syntax_of_word(words.format);
    if (!syntax) return syntax.error();
    std::cout << rdf::write(shacl::to_graph(report), *syntax);
  }
  if (!fails) return Json();
  return Error{ServiceError::violations,
               std::to_string(report.counts().violations) + " violations"};
}

// --- catalogue validate ---

// The pack in a folder, the installed or built-in profile of a name, or the one that the document
// means.
Result<profiles::Profile> profile_for(const Session& session,
                                      const std::string& wanted,
                                      const Document& document) {
  const profiles::Library library(session.home().profiles());
  if (!wanted.empty()) {
    if (!std::filesystem::exists(std::filesystem::path(wanted) / "pack.json")) {
      return library.load(wanted);
    }
    const auto pack = profiles::read_pack(wanted);
    if (!pack) return pack.error();
    return profiles::Profile::load(*pack);
  }
  const auto infos = library.list();
  if (!infos) return infos.error();
  const auto graph =
      rdf::read_graph(document.text, document.syntax, document.base, document_limits());
  if (!graph) return graph.error();
  const auto* meant = profiles::choose(*infos, *graph);
  if (meant != nullptr) return library.load(meant->name);
  return Error{ServiceError::bad_request,
               "no profile applies to the document; name one by --profile"};
}

bool is_document(const std::string& what) { return what == "-" || std::filesystem::exists(what); }

// A file, or what the catalogue says of a dataset.
Result<Document> document_of(Session& session, const MetadataWords& words) {
  if (is_document(words.what)) return read_document(words.what, words.from);
  if (!rdf::is_absolute_iri(words.what)) {
    return Error{ServiceError::bad_request,
                 words.what + " is neither a file that is there nor the IRI of a dataset"};
  }
  const auto response =
      session.ask(http::Method::get, path_to("catalogue/records", words.what, "/description"), {},
                  "application/n-triples");
  if (!response) return response.error();
  return Document{response->body, rdf::Syntax::n_triples, {}};
}

// The datasets of the catalogue that a dataset of it names; a file is taken as it stands.
Result<std::vector<rdf::Iri>> datasets_named_by(Session& session, const MetadataWords& words) {
  std::vector<rdf::Iri> named;
  if (is_document(words.what)) return named;
  const auto record = session.get(path_to("catalogue/records", words.what));
  if (!record) return record.error();
  for (const auto& iri : record->at("named_datasets")) {
    named.push_back(rdf::Iri{iri.get<std::string>()});
  }
  return named;
}

Result<Json> validate(Session& session, const MetadataWords& words, const Options& options) {
  const auto document = document_of(session, words);
  if (!document) return document.error();
  const auto others = datasets_named_by(session, words);
  if (!others) return others.error();
  const auto profile = profile_for(session, words.profile, *document);
  if (!profile) return profile.error();
  const auto data =
      profile->read(document->text, document->syntax, document->base, document_limits());
  if (!data) return data.error();
  const auto report = profile->validate_part(*data, *others);
  if (!report) return report.error();
  return told(*report, words, options,
              [&] { return profiles::render_text(*profile, *data, *report, options.language); });
}

// --- shacl validate ---

// All documents as one graph.
Result<rdf::Graph> union_of(const std::vector<std::string>& files,
                            const std::shared_ptr<rdf::Dictionary>& dictionary) {
  rdf::Graph all(dictionary);
  for (const auto& file : files) {
    const auto document = read_document(file);
    if (!document) return document.error();
    const auto graph = rdf::read_graph(document->text, document->syntax, document->base,
                                       document_limits(), dictionary);
    if (!graph) return Error{graph.error().code, file + ": " + graph.error().detail};
    for (const auto& triple : graph->all()) all.add(triple);
  }
  all.index();
  return all;
}

std::string plain_text(const shacl::Report& report, const std::string& language) {
  const auto json = shacl::to_json(report, language);
  std::string text;
  for (const auto& notice : json.at("notices"))
    text += "Notice: " + notice.get<std::string>() + "\n";
  for (const auto& result : json.at("results")) {
    text +=
        result.at("severity").get<std::string>() + ": " + result.at("focusNode").get<std::string>();
    if (!result.at("path").is_null()) text += " " + result.at("path").get<std::string>();
    if (!result.at("value").is_null()) text += " = " + result.at("value").get<std::string>();
    text += ": " + result.at("message").get<std::string>() + "\n";
  }
  return text + (report.conforms() ? "The data conform.\n" : "The data do not conform.\n");
}

Result<Json> validate_shapes(const MetadataWords& words, const Options& options) {
  auto names = std::make_shared<rdf::Dictionary>();
  const auto graph = union_of(words.shapes, names);
  if (!graph) return graph.error();
  const auto shapes = shacl::Shapes::compile(*graph);
  if (!shapes) return shapes.error();
  const auto data = union_of(words.data, std::make_shared<rdf::Dictionary>(shapes->dictionary()));
  if (!data) return data.error();
  const auto report = shacl::validate(*shapes, *data);
  if (!report) return report.error();
  return told(*report, words, options, [&] { return plain_text(*report, options.language); });
}

// --- rdf convert ---

Result<Json> convert(const MetadataWords& words) {
  const auto to = syntax_of_word(words.to);
  if (!to) return to.error();
  auto document = read_document(words.what, words.from);
  if (!document) return document.error();
  if (!words.base.empty()) document->base = words.base;
  const auto dataset =
      rdf::read_dataset(document->text, document->syntax, document->base, document_limits());
  if (!dataset) return dataset.error();
  if (!rdf::has_named_graphs(*to) && dataset->has_named_triples()) {
    return Error{ServiceError::bad_request,
                 "the document has named graphs, which " + words.to + " cannot write"};
  }
  std::cout << rdf::write(*dataset, *to);
  return Json();
}

void add_report_options(CLI::App* command, const std::shared_ptr<MetadataWords>& words) {
  command->add_option("--format", words->format, "text, json, or a syntax of RDF such as ttl");
  command->add_flag("--strict", words->is_strict, "violations are a failure: exit code 1");
}

void add_profiles(Commands& commands, const std::shared_ptr<MetadataWords>& words) {
  auto* profile = commands.group(commands.top(), "profile",
                                 "profile packs that descriptions are validated with");
  commands.add(profile, "list", "the built-in profile and the packs of this node",
               [](Session& session) { return session.get("/api/v1/profiles"); });
  auto* add = commands.add(
      profile, "add", "install a pack and validate again what means its profile",
      [words](Session& session) {
        return session.post("/api/v1/profiles",
                            Json{{"folder", std::filesystem::absolute(words->folder).string()}});
      });
  add->add_option("FOLDER", words->folder, "folder with a pack.json")->required();
  auto* remove = commands.add(
      profile, "remove", "remove a pack and validate again what was validated with it",
      [words](Session& session) {
        return session.post("/api/v1/profiles/" + http::percent_encoded(words->name) + "/removal");
      });
  remove->add_option("NAME", words->name, "such as healthdcat-ap-r8/non-public")->required();
}

}  // namespace

void add_metadata_commands(Commands& commands, Options& options) {
  const auto words = std::make_shared<MetadataWords>();
  auto* validate_one = commands.add(
      commands.top()->get_subcommand("catalogue"), "validate",
      "validate a file or a dataset of the catalogue",
      [words, &options](Session& session) { return validate(session, *words, options); });
  validate_one->add_option("FILE|DATASET", words->what, "a document, - or the IRI of a dataset")
      ->required();
  validate_one->add_option("--profile", words->profile,
                           "name of a profile, or folder of a pack; else the one that is meant");
  validate_one->add_option("--from", words->from, "syntax of the document; else its ending");
  add_report_options(validate_one, words);

  auto* shacl = commands.group(commands.top(), "shacl", "SHACL by itself");
  auto* with_shapes =
      commands.add(shacl, "validate", "validate data with shapes",
                   [words, &options](Session&) { return validate_shapes(*words, options); });
  with_shapes->add_option("--shapes", words->shapes, "documents with shapes")->required();
  with_shapes->add_option("--data", words->data, "documents with data")->required();
  add_report_options(with_shapes, words);

  auto* rdf = commands.group(commands.top(), "rdf", "RDF by itself");
  auto* to_other = commands.add(rdf, "convert", "write a document in another syntax",
                                [words](Session&) { return convert(*words); });
  to_other->add_option("FILE", words->what, "the document, - for standard input")->default_val("-");
  to_other->add_option("--from", words->from, "its syntax; else its ending");
  to_other->add_option("--to", words->to, "ttl, nt, nq, trig, … or a media type")->required();
  to_other->add_option("--base", words->base, "IRI that relative ones are resolved against");
  add_profiles(commands, words);
}

}  // namespace passerelle::cli
