// Commands of applicants: drafts with their files, applications, and what is done with them since.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <tuple>
#include <vector>

#include "node/base/encoding.h"
#include "node/cli/commands.h"
#include "node/cli/saved.h"
#include "node/service/home.h"

namespace passerelle::cli {
namespace {

// A little more than a form takes, so that the node's refusal says what it takes.
constexpr std::size_t kMaximumFileBytes = 8 << 20;

struct ApplicationWords {
  std::string file, id, draft, reason, node, choice, out, field, country, digest, paper;
  std::vector<std::string> files;
  bool refresh = false, accept = false, decline = false, is_signed = false;
};

// A file as a request carries it.
Result<Json> file_for(const std::string& field,
                      const std::string& country,
                      const std::filesystem::path& file) {
  const auto content = service::read_text_file(file, kMaximumFileBytes);
  if (!content) return content.error();
  Json request = {
      {"field", field}, {"name", file.filename().string()}, {"content", to_base64(*content)}};
  if (!country.empty()) request["country"] = country;
  return request;
}

// "plan_file=plan.pdf", "FI/variables_file=list.xlsx"
Result<Json> answering_file(const std::string& text) {
  const auto sign = text.find('=');
  if (sign == std::string::npos) {
    return Error{BaseError::malformed, "FIELD=FILE or CC/FIELD=FILE is expected"};
  }
  const auto slash = text.find('/');
  if (slash == std::string::npos || slash > sign) {
    return file_for(text.substr(0, sign), "", text.substr(sign + 1));
  }
  return file_for(text.substr(slash + 1, sign - slash - 1), text.substr(0, slash),
                  text.substr(sign + 1));
}

void add_applications(Commands& commands,
                      CLI::App* application,
                      const std::shared_ptr<ApplicationWords>& words) {
  auto* submit = commands.add(application, "submit", "apply, in every country concerned",
                              [words](Session& session) -> Result<Json> {
                                if (!words->draft.empty()) {
                                  return session.post(path_to("drafts", words->draft, "/submit"));
                                }
                                const auto document = read_json_file(words->file);
                                if (!document) return document.error();
                                return session.post("/api/v1/applications", *document);
                              });
  auto* what = submit->add_option_group("what");
  what->add_option("FILE", words->file, "the application, as JSON");
  what->add_option("--draft", words->draft, "a draft of yours");
  what->require_option(1);
  auto* check = commands.add(application, "check", "what an application still lacks by its form",
                             [words](Session& session) -> Result<Json> {
                               const auto document = read_json_file(words->file);
                               if (!document) return document.error();
                               return session.post("/api/v1/form/check", *document);
                             });
  check->add_option("FILE", words->file, "the application, as JSON")->required();
  auto* show = commands.add(
      application, "show", "where the dossier and every part stand", [words](Session& session) {
        return session.get(
            path_to("applications", words->id, words->refresh ? "?refresh=true" : ""));
      });
  show->add_option("ID", words->id, "id of the application")->required();
  show->add_flag("--refresh", words->refresh, "ask every body first");
  auto* send = commands.add(application, "send", "send again what could not be delivered",
                            [words](Session& session) {
                              return session.post(path_to("applications", words->id, "/send"));
                            });
  send->add_option("ID", words->id, "id of the application")->required();
  auto* study = commands.add(
      application, "study", "send the study document to the bodies, for their committees",
      [words](Session& session) -> Result<Json> {
        const auto document = read_json_file(words->file);
        if (!document) return document.error();
        return session.post(path_to("applications", words->id, "/study"), *document);
      });
  study->add_option("ID", words->id, "id of the application")->required();
  study->add_option("FILE", words->file, "the study that the application names")->required();
  auto* part =
      commands.add(application, "part", "a part as its body has it, with the answers given",
                   [words](Session& session) {
                     return session.get(path_to("applications", words->id,
                                                "/parts/" + http::percent_encoded(words->node)));
                   });
  part->add_option("ID", words->id, "id of the application")->required();
  part->add_option("NODE", words->node, "whose body")->required();
  auto* file = commands.add(
      application, "file", "write a file of an application to a file", [words](Session& session) {
        return save_content(session.get(path_to("applications", words->id,
                                                "/files/" + http::percent_encoded(words->digest))),
                            words->out);
      });
  file->add_option("ID", words->id, "id of the application")->required();
  file->add_option("DIGEST", words->digest, "as `application show` lists it")->required();
  file->add_option("--out", words->out, "where to")->required();
  commands.add(application, "duties", "time limits of yours, the next one first",
               [](Session& session) { return session.get("/api/v1/duties/applications"); });
  commands.add(application, "list", "applications made at this node",
               [](Session& session) { return session.get("/api/v1/applications"); });
}

// What the applicant does once the application is sent: each act is an event of the case.
void add_acts(Commands& commands,
              CLI::App* application,
              const std::shared_ptr<ApplicationWords>& words) {
  const auto add = [&](const char* name, const char* help,
                       const std::function<Result<Json>()>& request) {
    auto* act =
        commands.add(application, name, help, [words, request](Session& session) -> Result<Json> {
          auto said = request();
          if (!said) return said;
          if (!words->node.empty()) (*said)["node"] = words->node;
          return session.post(path_to("applications", words->id, "/acts"), *said);
        });
    act->add_option("ID", words->id, "id of the application")->required();
    act->add_option("--node", words->node, "whose part; needed when there are several");
    return act;
  };
  const auto plain = [](const char* what) {
    return [what]() -> Result<Json> { return Json{{"event", {{"event", what}}}}; };
  };
  add("withdraw", "withdraw it, from every node or one", plain("withdrawn"));
  add("accept", "accept a grant", plain("accepted"));
  add("decline", "decline a grant", plain("declined"));
  auto* appeal = add("appeal", "appeal against a decision", [words]() -> Result<Json> {
    return Json{{"event", {{"event", "appealed"}, {"reason", words->reason}}}};
  });
  appeal->add_option("--reason", words->reason, "why")->required();
  auto* views = add("views", "give views on a finding (Art. 63)", [words]() -> Result<Json> {
    return Json{{"event", {{"event", "views_given"}, {"document", {{"text", words->reason}}}}}};
  });
  views->add_option("--reason", words->reason, "what you say to it")->required();
  for (const auto& [name, change, help] :
       {std::tuple("amend", "amendment", "ask for other terms of a permit (Art. 68(13))"),
        std::tuple("renew", "renewal",
                   "ask for more time, a month before the end and once (Art. 68(12))")}) {
    auto* ask = add(name, help, [words, change]() -> Result<Json> {
      Json event = {{"event", "change_asked"}, {"change", change}, {"reason", words->reason}};
      if (!words->file.empty()) {
        const auto wish = read_json_file(words->file);
        if (!wish) return wish.error();
        event["document"] = {{"text", canonical_text(*wish)}};
      }
      return Json{{"event", event}};
    });
    ask->add_option("--reason", words->reason, "why")->required();
    ask->add_option("--file", words->file, "JSON, what you wish for, as the body would write it");
  }
  auto* finding = add("finding", "report a significant finding on persons' health (Art. 61(5))",
                      [words]() -> Result<Json> {
                        return Json{{"event",
                                     {{"event", "significant_finding_reported"},
                                      {"document", {{"text", words->reason}}}}}};
                      });
  finding->add_option("--text", words->reason, "what was found, naming no person")->required();
  auto* complaint = add("complain", "complain to the body (Art. 81)", [words]() -> Result<Json> {
    return Json{{"event", {{"event", "complaint_filed"}, {"reason", words->reason}}}};
  });
  complaint->add_option("--reason", words->reason, "what it is about")->required();
  auto* results =
      add("publish", "tell where the results are (Art. 61(4))", [words]() -> Result<Json> {
        Json event = {{"event", "results_published"}, {"reference", words->reason}};
        if (!words->file.empty()) {
          const auto summary = read_json_file(words->file);
          if (!summary) return summary.error();
          event["summary"] = *summary;
        }
        return Json{{"event", event}};
      });
  results->add_option("--reference", words->reason, "an address, a DOI")->required();
  results->add_option("--summary", words->file, "JSON, what was found for everybody, by language");
  auto* answer = add("answer", "answer what a body asked", [words]() -> Result<Json> {
    Json request = {{"event", {{"event", "information_given"}}}};
    if (!words->file.empty()) {
      auto answers = read_json_file(words->file);
      if (!answers) return answers;
      request["answers"] = *std::move(answers);
    }
    for (const auto& text : words->files) {
      auto file = answering_file(text);
      if (!file) return file;
      request["files"].push_back(*std::move(file));
    }
    return request;
  });
  answer->add_option("--file", words->file, "a JSON list, one answer per question");
  answer->add_option("--attach", words->files,
                     "FIELD=FILE or CC/FIELD=FILE: the answer is this file; several times");
  auto* choose = add("choose", "say how to go on", [words]() -> Result<Json> {
    return Json{{"event", {{"event", "applicant_chose"}, {"choice", words->choice}}}};
  });
  choose->add_option("CHOICE", words->choice, "go_on or stop")->required();
  auto* fee = add("fee", "accept or decline an estimate of fees", [words]() -> Result<Json> {
    return Json{{"event", {{"event", words->accept ? "fee_accepted" : "fee_declined"}}}};
  });
  auto* word = fee->add_option_group("word");
  word->add_flag("--accept", words->accept, "accept it");
  word->add_flag("--decline", words->decline, "decline it, which withdraws the part");
  word->require_option(1);
}

void add_drafts(Commands& commands,
                CLI::App* application,
                const std::shared_ptr<ApplicationWords>& words) {
  commands.add(application, "form", "the form that applications answer",
               [](Session& session) { return session.get("/api/v1/form"); });
  auto* begin = commands.add(application, "new", "begin an application, empty or as a copy",
                             [words](Session& session) {
                               Json request = Json::object();
                               if (!words->draft.empty()) request["copy_of"] = words->draft;
                               return session.post("/api/v1/drafts", request);
                             });
  begin->add_option("--copy-of", words->draft, "a draft of yours, in whatever state");
  commands.add(application, "drafts", "applications you are writing",
               [](Session& session) { return session.get("/api/v1/drafts"); });
  auto* edit = commands.add(application, "edit", "change a draft, all of FILE or nothing",
                            [words](Session& session) -> Result<Json> {
                              const auto changes = read_json_file(words->file);
                              if (!changes) return changes.error();
                              return session.post(path_to("drafts", words->draft), *changes);
                            });
  edit->add_option("DRAFT", words->draft, "id of the draft")->required();
  edit->add_option("FILE", words->file,
                   "JSON: fields, countries, confidential, add_members, remove_members")
      ->required();
  auto* draft = commands.add(
      application, "draft", "a draft and what it still lacks",
      [words](Session& session) { return session.get(path_to("drafts", words->draft)); });
  draft->add_option("DRAFT", words->draft, "id of the draft")->required();
  auto* discard =
      commands.add(application, "discard", "give a draft up", [words](Session& session) {
        return session.post(path_to("drafts", words->draft, "/discard"));
      });
  discard->add_option("DRAFT", words->draft, "id of the draft")->required();
}

// The files of a draft.
void add_files(Commands& commands,
               CLI::App* application,
               const std::shared_ptr<ApplicationWords>& words) {
  const auto name_field = [words](CLI::App* command) {
    command->add_option("DRAFT", words->draft, "id of the draft")->required();
    command->add_option("FIELD", words->field, "of the form, such as plan_file")->required();
    command->add_option("--country", words->country, "of a field that stands once per country");
  };
  auto* attach =
      commands.add(application, "attach", "put a file into a field of a draft",
                   [words](Session& session) -> Result<Json> {
                     auto file = file_for(words->field, words->country, words->file);
                     if (!file) return file;
                     return session.post(path_to("drafts", words->draft, "/files"), *file);
                   });
  name_field(attach);
  attach->add_option("FILE", words->file, "pdf, doc, docx, xls, xlsx or odt, at most 1 MB")
      ->required();
  name_field(commands.add(
      application, "detach", "take the file out of a field of a draft", [words](Session& session) {
        Json field = {{"field", words->field}, {"value", nullptr}};
        if (!words->country.empty()) field["country"] = words->country;
        return session.post(path_to("drafts", words->draft), {{"fields", Json::array({field})}});
      }));
  auto* list =
      commands.add(application, "attachments", "the files of a draft, or one of them",
                   [words](Session& session) -> Result<Json> {
                     const auto all = path_to("drafts", words->draft, "/files");
                     if (words->digest.empty()) return session.get(all);
                     return save_content(
                         session.get(all + "/" + http::percent_encoded(words->digest)), words->out);
                   });
  list->add_option("DRAFT", words->draft, "id of the draft")->required();
  auto* digest = list->add_option("DIGEST", words->digest, "write this one, with --out");
  list->add_option("--out", words->out, "where to")->needs(digest);
}

// What the bodies told, as papers.
void add_papers(Commands& commands,
                CLI::App* application,
                const std::shared_ptr<ApplicationWords>& words,
                const Options& options) {
  auto* document = commands.add(
      application, "document",
      "a body's decision, permit, statement of fees or decision on a change, in --lang",
      [words, &options](Session& session) {
        const auto paper = path_to("applications", words->id,
                                   "/parts/" + http::percent_encoded(words->node) + "/papers/" +
                                       http::percent_encoded(words->paper));
        return words->is_signed ? save_json(session.get(paper), words->out)
                                : save_page(session, options, paper + "/page", words->out);
      });
  document->add_option("ID", words->id, "id of the application")->required();
  document->add_option("PAPER", words->paper, "decision, permit, fee or change")->required();
  document->add_option("--node", words->node, "whose")->required();
  document->add_option("--out", words->out, "where to")->required();
  document->add_flag("--signed", words->is_signed, "the signed document instead of a page");
}

}  // namespace

void add_application_commands(Commands& commands, const Options& options) {
  const auto words = std::make_shared<ApplicationWords>();
  auto* application = commands.group(commands.top(), "application", "applying for access");
  add_applications(commands, application, words);
  add_acts(commands, application, words);
  add_drafts(commands, application, words);
  add_files(commands, application, words);
  add_papers(commands, application, words, options);
}

}  // namespace passerelle::cli
