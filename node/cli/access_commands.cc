#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "node/cli/commands.h"

namespace passerelle::cli {
namespace {

struct Words {
  std::string file, id, draft, reason, conditions, run, country, kind, start;
  bool grant = false, refuse = false;
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
      application, "show", "how every country has decided",
      [words](Session& session) { return session.get(path("applications", words->id)); });
  show->add_option("ID", words->id, "id of the application")->required();
  auto* send = commands.add(
      application, "send", "send again what could not be delivered",
      [words](Session& session) { return session.post(path("applications", words->id, "/send")); });
  send->add_option("ID", words->id, "id of the application")->required();
  commands.add(application, "list", "applications made at this node",
               [](Session& session) { return session.get("/api/v1/applications"); });
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

void add_cases(Commands& commands, const std::shared_ptr<Words>& words) {
  auto* group = commands.group(commands.top(), "case", "deciding on access");
  auto* simulate = commands.add(
      group, "simulate", "the steps and dates that an application of today would see",
      [words](Session& session) {
        return session.get("/api/v1/simulation?country=" + http::percent_encoded(words->country) +
                           "&kind=" + http::percent_encoded(words->kind) +
                           "&start=" + http::percent_encoded(words->start));
      });
  simulate->add_option("--country", words->country, "FR, FI, …; this node's if not told");
  simulate->add_option("--kind", words->kind,
                       "request_approval (if not told), data_permit, access_approval");
  simulate->add_option("--start", words->start, "when it is submitted, 2029-04-02T09:00:00Z");
  auto* procedure = commands.add(
      group, "procedure", "how access is decided in a country", [words](Session& session) {
        return session.get(words->country.empty() ? std::string("/api/v1/procedures")
                                                  : path("procedures", words->country));
      });
  procedure->add_option("COUNTRY", words->country,
                        "its procedure whole; all countries if not told");
  commands.add(group, "list", "cases of this body",
               [](Session& session) { return session.get("/api/v1/cases"); });
  auto* show = commands.add(group, "show", "one case", [words](Session& session) {
    return session.get(path("cases", words->id));
  });
  show->add_option("ID", words->id, "id of the application")->required();
  auto* decide = commands.add(
      group, "decide", "grant or refuse, with a reason", [words](Session& session) -> Result<Json> {
        Json request = {{"outcome", words->grant ? "grant" : "refuse"}, {"reason", words->reason}};
        if (!words->conditions.empty()) {
          const auto conditions = read_json_file(words->conditions);
          if (!conditions) return conditions.error();
          request["conditions"] = *conditions;
        }
        return session.post(path("cases", words->id, "/decision"), request);
      });
  decide->add_option("ID", words->id, "id of the application")->required();
  auto* outcome = decide->add_option_group("outcome");
  outcome->add_flag("--grant", words->grant, "grant: issues the permit");
  outcome->add_flag("--refuse", words->refuse, "refuse");
  outcome->require_option(1);
  decide->add_option("--reason", words->reason, "why")->required();
  decide->add_option("--conditions", words->conditions,
                     "a JSON file: min_cell, runs_max, valid_until, review, texts");
}

void add_permits(Commands& commands, const std::shared_ptr<Words>& words) {
  auto* permit = commands.group(commands.top(), "permit", "permits this body issued");
  commands.add(permit, "list", "all permits",
               [](Session& session) { return session.get("/api/v1/permits"); });
  auto* show = commands.add(permit, "show", "one permit", [words](Session& session) {
    return session.get(path("permits", words->id));
  });
  show->add_option("ID", words->id, "id of the permit")->required();
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

void add_access_commands(Commands& commands) {
  const auto words = std::make_shared<Words>();
  auto* application = commands.group(commands.top(), "application", "applying for access");
  add_applications(commands, application, words);
  add_drafts(commands, application, words);
  add_cases(commands, words);
  add_permits(commands, words);
  add_outputs(commands, words);
}

}  // namespace passerelle::cli
