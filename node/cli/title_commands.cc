// Commands of the body that decides on what happens to a title after it was given, and what bodies
// told each other of users.
#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "node/cli/commands.h"
#include "node/http/url.h"

namespace passerelle::cli {
namespace {

struct TitleWords {
  std::string id, file, until, change, reason;
};

// {"change", "outcome"} and what the change says, completed by the reason.
using Decision = std::function<Result<Json>()>;

CLI::App* add_decision(Commands& commands,
                       CLI::App* group,
                       const std::shared_ptr<TitleWords>& words,
                       const char* name,
                       const char* help,
                       const Decision& decision) {
  auto* command =
      commands.add(group, name, help, [words, decision](Session& session) -> Result<Json> {
        auto request = decision();
        if (!request) return request;
        (*request)["reason"] = words->reason;
        return session.post("/api/v1/cases/" + http::percent_encoded(words->id) + "/change",
                            *request);
      });
  command->add_option("ID", words->id, "id of the application")->required();
  command->add_option("--reason", words->reason, "why")->required();
  return command;
}

}  // namespace

void add_title_commands(Commands& commands, CLI::App* cases) {
  const auto words = std::make_shared<TitleWords>();
  auto* amend = add_decision(
      commands, cases, words, "amend", "give the title other terms, as was asked (Art. 68(13))",
      [words]() -> Result<Json> {
        const auto amendment = read_json_file(words->file);
        if (!amendment) return amendment.error();
        return Json{{"change", "amendment"}, {"outcome", "granted"}, {"amendment", *amendment}};
      });
  amend
      ->add_option("--file", words->file,
                   "JSON, what changes: persons, datasets, study_digests, peers, conditions, "
                   "output, runs_max, concurrency, valid_until")
      ->required();
  auto* renew = add_decision(
      commands, cases, words, "renew", "give the title more time, as was asked, once (Art. 68(12))",
      [words]() -> Result<Json> {
        return Json{{"change", "renewal"}, {"outcome", "granted"}, {"valid_until", words->until}};
      });
  renew->add_option("--until", words->until, "the new end, 2039-01-01T00:00:00Z")->required();
  auto* refuse = add_decision(commands, cases, words, "refuse-change",
                              "refuse a change that was asked for", [words]() -> Result<Json> {
                                return Json{{"change", words->change}, {"outcome", "refused"}};
                              });
  refuse->add_option("--change", words->change, "which one")
      ->required()
      ->check(CLI::IsMember({"amendment", "renewal"}));

  auto* enforcement = commands.group(commands.top(), "enforcement",
                                     "what bodies did about users who broke the rules (Art. 63)");
  commands.add(enforcement, "list", "notices of this body and of others",
               [](Session& session) { return session.get("/api/v1/enforcement"); });
}

}  // namespace passerelle::cli
