#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "node/analysis/amendment.h"
#include "node/analysis/plan.h"
#include "node/analysis/study_schema.h"
#include "node/bundle/bundle.h"
#include "node/cli/commands.h"
#include "node/cli/saved.h"
#include "node/explanation/page.h"
#include "node/service/errors.h"

namespace passerelle::cli {
namespace {

using service::ServiceError;

// The pauses between two looks at a run grow with its age: a short one is seen to end at once.
constexpr std::chrono::milliseconds kShortestPause{10}, kLongestPause{300};
constexpr int kLooksPerAge = 20;
constexpr std::chrono::seconds kReportPause{5};

struct StudyWords {
  std::string file, other, application, run, out;
  bool wait = false;
  bool is_on_data = false;
};

std::string run_path(const std::string& run, const std::string& rest = {}) {
  return path_to("studies", run, rest);
}

std::string progress_line(const Json& status) {
  std::string line = status.at("status").get<std::string>();
  if (!status.contains("phase")) return line;
  line +=
      ", round " + status.at("round").dump() + " (" + status.at("phase").get<std::string>() + ")";
  for (const auto& [node, state] : status.at("nodes").items()) {
    line += "  " + node + ": " + state.at("state").get<std::string>();
    if (state.contains("reason")) line += " (" + state.at("reason").get<std::string>() + ")";
  }
  return line;
}

// Waits until a run is over; tells every change on a terminal, else every few seconds.
Result<Json> wait_for(Session& session, const std::string& run) {
  const bool is_terminal = ::isatty(STDERR_FILENO) != 0;
  std::string told;
  const auto begun = std::chrono::steady_clock::now();
  auto last_report = begun - kReportPause;
  while (true) {
    auto status = session.get(run_path(run));
    if (!status) return status;
    const auto line = progress_line(*status);
    const auto now = std::chrono::steady_clock::now();
    const bool is_over = status->at("status") != "running";
    if (line != told && (is_terminal || is_over || now - last_report >= kReportPause)) {
      std::cerr << line << std::endl;
      told = line;
      last_report = now;
    }
    if (status->at("status") == "failed" || status->at("status") == "halted") {
      return Error{ServiceError::refused, "the run " + status->at("status").get<std::string>() +
                                              ": " + status->value("reason", std::string())};
    }
    if (is_over) return status;
    std::this_thread::sleep_for(std::clamp<std::chrono::nanoseconds>(
        (now - begun) / kLooksPerAge, kShortestPause, kLongestPause));
  }
}

Result<Json> write_result(Session& session, const StudyWords& words) {
  const auto response =
      session.ask(http::Method::get, run_path(words.run, "/bundle"), {}, "application/zip");
  if (!response) return response.error();
  const auto files = bundle::unzip(response->body);
  if (!files) return files.error();
  const auto folder = std::filesystem::absolute(words.out).lexically_normal();
  for (const auto& [name, content] : *files) {
    const auto file = folder / name;
    std::error_code failed;
    std::filesystem::create_directories(file.parent_path(), failed);
    if (failed) return Error{BaseError::unavailable, file.string() + ": " + failed.message()};
    if (auto written = service::write_text_file(file, content); !written) return written.error();
  }
  auto archive = folder.has_filename() ? folder : folder.parent_path();
  archive += ".zip";
  if (auto written = service::write_text_file(archive, response->body); !written) {
    return written.error();
  }
  return Json{{"folder", folder.string()}, {"archive", archive.string()}};
}

Result<analysis::StudyPlan> read_plan(const std::string& file) {
  const auto document = read_json_file(file);
  if (!document) return document.error();
  return analysis::compile_study(*document);
}

// From the study alone: needs neither a node nor any data.
Result<Json> explain(const StudyWords& words, const Options& options) {
  const auto plan = read_plan(words.file);
  if (!plan) return plan.error();
  const auto language =
      options.language == "fr" ? explanation::Language::fr : explanation::Language::en;
  const auto page = explanation::page_of(*plan, language);
  if (!words.out.empty()) return save_text(explanation::to_html(page, language), words.out);
  if (options.json) return explanation::to_json(page);
  std::cout << explanation::to_text(page);
  return Json();
}

// What a new version changes, and whether it says so itself.
Result<Json> compare(const StudyWords& words, const Options& options) {
  const auto before = read_json_file(words.file);
  if (!before) return before.error();
  const auto after = read_json_file(words.other);
  if (!after) return after.error();
  const auto old_plan = analysis::compile_study(*before);
  if (!old_plan) return old_plan.error();
  const auto new_plan = analysis::compile_study(*after);
  if (!new_plan) return new_plan.error();
  const bool amends = new_plan->amends && new_plan->amends->digest == old_plan->digest;
  const auto changes = analysis::changes_between(*before, *after);
  if (options.json) {
    return Json{{"before", old_plan->digest},
                {"after", new_plan->digest},
                {"amends", amends},
                {"changes", changes}};
  }
  for (const auto& change : changes) {
    std::cout << change.at("path").get<std::string>() << "\n";
    if (change.contains("before")) std::cout << "  - " << change["before"].dump() << "\n";
    if (change.contains("after")) std::cout << "  + " << change["after"].dump() << "\n";
  }
  return Json();
}

// Commands about the document of a study, which no node has to answer.
void add_document_commands(Commands& commands,
                           CLI::App* study,
                           const std::shared_ptr<StudyWords>& words,
                           const Options& options) {
  auto* digest = commands.add(study, "digest", "the digest that permits, orders and logs name",
                              [words, &options](Session&) -> Result<Json> {
                                const auto plan = read_plan(words->file);
                                if (!plan) return plan.error();
                                if (options.json) return Json{{"digest", plan->digest}};
                                std::cout << plan->digest << "\n";
                                return Json();
                              });
  digest->add_option("FILE", words->file, "the study, as JSON")->required();

  auto* explained = commands.add(
      study, "explain", "what a study does and what would leave, in words; touches no data",
      [words, &options](Session&) { return explain(*words, options); });
  explained->add_option("FILE", words->file, "the study, as JSON")->required();
  explained->add_option("--out", words->out, "write the page as HTML to this file");

  auto* compared = commands.add(study, "compare", "what a new version of a study changes",
                                [words, &options](Session&) { return compare(*words, options); });
  compared->add_option("OLD", words->file, "the study before, as JSON")->required();
  compared->add_option("NEW", words->other, "its new version, as JSON")->required();

  commands.add(study, "schema", "the JSON Schema of a study document",
               [](Session&) -> Result<Json> {
                 std::cout << analysis::kStudySchema;
                 return Json();
               });
}

}  // namespace

void add_study_commands(Commands& commands, Options& options) {
  const auto words = std::make_shared<StudyWords>();
  auto* study = commands.group(commands.top(), "study", "studies");

  auto* check = commands.add(
      study, "check", "what a study would do at every node; touches no data but with --on-data",
      [words](Session& session) -> Result<Json> {
        const auto document = read_json_file(words->file);
        if (!document) return document.error();
        Json request = {{"study", *document}};
        if (words->is_on_data) return session.post("/api/v1/studies/rehearsals", request);
        if (!words->application.empty()) request["application"] = words->application;
        return session.post("/api/v1/studies/check", request);
      });
  check->add_option("FILE", words->file, "the study, as JSON")->required();
  auto* application =
      check->add_option("--application", words->application, "compare with what was granted");
  check
      ->add_flag("--on-data", words->is_on_data,
                 "try it on this node's data and say what would be held back; for its own staff")
      ->excludes(application);

  add_document_commands(commands, study, words, options);

  auto* submit = commands.add(study, "submit", "run a study under the permits of an application",
                              [words](Session& session) -> Result<Json> {
                                const auto document = read_json_file(words->file);
                                if (!document) return document.error();
                                auto started = session.post(
                                    "/api/v1/studies",
                                    {{"study", *document}, {"application", words->application}});
                                if (!started || !words->wait) return started;
                                return wait_for(session, started->at("run").get<std::string>());
                              });
  submit->add_option("FILE", words->file, "the study, as JSON")->required();
  submit->add_option("--application", words->application, "id of the application")->required();
  submit->add_flag("--wait", words->wait, "wait until it is over");

  auto* status =
      commands.add(study, "status", "how far a run is", [words](Session& session) -> Result<Json> {
        if (words->wait) return wait_for(session, words->run);
        return session.get(run_path(words->run));
      });
  status->add_option("RUN", words->run, "id of the run")->required();
  status->add_flag("--wait", words->wait, "wait until it is over");

  auto* result = commands.add(study, "result", "write the result bundle",
                              [words](Session& session) { return write_result(session, *words); });
  result->add_option("RUN", words->run, "id of the run")->required();
  result->add_option("--out", words->out, "folder to write; the archive is beside it")->required();

  auto* cancel = commands.add(study, "cancel", "end a run", [words](Session& session) {
    return session.post(run_path(words->run, "/cancel"));
  });
  cancel->add_option("RUN", words->run, "id of the run")->required();
  commands.add(study, "list", "runs of yours",
               [](Session& session) { return session.get("/api/v1/studies"); });
}

}  // namespace passerelle::cli
