#include <CLI/CLI.hpp>
#include <functional>
#include <nlohmann/json.hpp>
#include <tuple>

#include "node/cli/commands.h"
#include "node/service/home.h"

namespace passerelle::cli {
namespace {

struct Words {
  std::string file, id, draft, reason, run, node, choice, out;
  bool refresh = false, accept = false, decline = false, odrl = false;
  std::int64_t round = 0;
};

std::string path(const std::string& collection,
                 const std::string& id,
                 const std::string& rest = {}) {
  return "/api/v1/" + collection + "/" + http::percent_encoded(id) + rest;
}

void add_applications(Commands& commands,
                      CLI::App* application,
                      const std::shared_ptr<Words>& words) {
  auto* submit = commands.add(application, "submit", "apply, in every country concerned",
                              [words](Session& session) -> Result<Json> {
                                if (!words->draft.empty()) {
                                  return session.post(path("drafts", words->draft, "/submit"));
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
        return session.get(path("applications", words->id, words->refresh ? "?refresh=true" : ""));
      });
  show->add_option("ID", words->id, "id of the application")->required();
  show->add_flag("--refresh", words->refresh, "ask every body first");
  auto* send = commands.add(
      application, "send", "send again what could not be delivered",
      [words](Session& session) { return session.post(path("applications", words->id, "/send")); });
  send->add_option("ID", words->id, "id of the application")->required();
  commands.add(application, "duties", "time limits of yours, the next one first",
               [](Session& session) { return session.get("/api/v1/duties/applications"); });
  commands.add(application, "list", "applications made at this node",
               [](Session& session) { return session.get("/api/v1/applications"); });
}

// What the applicant does once the application is sent: each act is an event of the case.
void add_acts(Commands& commands, CLI::App* application, const std::shared_ptr<Words>& words) {
  const auto add = [&](const char* name, const char* help,
                       const std::function<Result<Json>()>& request) {
    auto* act =
        commands.add(application, name, help, [words, request](Session& session) -> Result<Json> {
          auto said = request();
          if (!said) return said;
          if (!words->node.empty()) (*said)["node"] = words->node;
          return session.post(path("applications", words->id, "/acts"), *said);
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
  auto* complaint = add("complain", "complain to the body (Art. 81)", [words]() -> Result<Json> {
    return Json{{"event", {{"event", "complaint_filed"}, {"reason", words->reason}}}};
  });
  complaint->add_option("--reason", words->reason, "what it is about")->required();
  auto* results =
      add("publish", "tell where the results are (Art. 61(4))", [words]() -> Result<Json> {
        return Json{{"event", {{"event", "results_published"}, {"reference", words->reason}}}};
      });
  results->add_option("--reference", words->reason, "an address, a DOI")->required();
  auto* answer = add("answer", "answer what a body asked", [words]() -> Result<Json> {
    const auto answers = read_json_file(words->file);
    if (!answers) return answers.error();
    return Json{{"event", {{"event", "information_given"}}}, {"answers", *answers}};
  });
  answer->add_option("--file", words->file, "a JSON list, one answer per question")->required();
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

void add_drafts(Commands& commands, CLI::App* application, const std::shared_ptr<Words>& words) {
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
                              return session.post(path("drafts", words->draft), *changes);
                            });
  edit->add_option("DRAFT", words->draft, "id of the draft")->required();
  edit->add_option("FILE", words->file,
                   "JSON: fields, countries, confidential, add_members, remove_members")
      ->required();
  auto* draft =
      commands.add(application, "draft", "a draft and what it still lacks",
                   [words](Session& session) { return session.get(path("drafts", words->draft)); });
  draft->add_option("DRAFT", words->draft, "id of the draft")->required();
  auto* discard = commands.add(
      application, "discard", "give a draft up",
      [words](Session& session) { return session.post(path("drafts", words->draft, "/discard")); });
  discard->add_option("DRAFT", words->draft, "id of the draft")->required();
}

void add_permits(Commands& commands, const std::shared_ptr<Words>& words, const Options& options) {
  auto* permit = commands.group(commands.top(), "permit", "permits this body issued");
  commands.add(permit, "list", "all permits",
               [](Session& session) { return session.get("/api/v1/permits"); });
  auto* show = commands.add(permit, "show", "one permit", [words](Session& session) {
    return session.get(path("permits", words->id, words->odrl ? "/odrl" : ""));
  });
  show->add_option("ID", words->id, "id of the permit")->required();
  show->add_flag("--odrl", words->odrl, "as an ODRL agreement in JSON-LD");
  auto* document = commands.add(
      permit, "document", "one permit as a page for people, in --lang",
      [words, &options](Session& session) -> Result<Json> {
        const auto page = session.ask(
            http::Method::get, path("permits", words->id, "/document?lang=" + options.language), {},
            "text/html");
        if (!page) return page.error();
        if (auto written = service::write_text_file(words->out, page->body); !written) {
          return written.error();
        }
        return Json{{"file", words->out}};
      });
  document->add_option("ID", words->id, "id of the permit")->required();
  document->add_option("--out", words->out, "file to write")->required();
  for (const auto& [act, help] :
       {std::pair("suspend", "stop it for a time"), std::pair("resume", "let it be used again"),
        std::pair("revoke", "end it for good")}) {
    auto* change = commands.add(permit, act, help, [words, act = act](Session& session) {
      return session.post(path("permits", words->id, "/change"),
                          {{"act", act}, {"reason", words->reason}});
    });
    change->add_option("ID", words->id, "id of the permit")->required();
    change->add_option("--reason", words->reason, "why")->required();
  }
}

void add_outputs(Commands& commands, const std::shared_ptr<Words>& words) {
  auto* output = commands.group(commands.top(), "output", "results that wait for a person");
  const auto place = [words] {
    return path("outputs", words->run, "/" + std::to_string(words->round));
  };
  const auto name_place = [words](CLI::App* command) {
    command->add_option("RUN", words->run, "id of the run")->required();
    command->add_option("ROUND", words->round, "its round")->required();
  };
  commands.add(output, "list", "what waits",
               [](Session& session) { return session.get("/api/v1/outputs"); });
  name_place(commands.add(output, "show", "what would leave",
                          [place](Session& session) { return session.get(place()); }));
  for (const auto& [act, help] :
       {std::pair("release", "let it leave"), std::pair("refuse", "keep it, which ends the run")}) {
    auto* check = commands.add(output, act, help, [words, place, act = act](Session& session) {
      return session.post(place(), {{"act", act}, {"reason", words->reason}});
    });
    name_place(check);
    check->add_option("--reason", words->reason, "why")->required();
  }
}

}  // namespace

void add_access_commands(Commands& commands, const Options& options) {
  const auto words = std::make_shared<Words>();
  auto* application = commands.group(commands.top(), "application", "applying for access");
  add_applications(commands, application, words);
  add_acts(commands, application, words);
  add_drafts(commands, application, words);
  add_permits(commands, words, options);
  add_outputs(commands, words);
}

}  // namespace passerelle::cli
