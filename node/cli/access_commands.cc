#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <utility>

#include "node/cli/commands.h"
#include "node/cli/saved.h"

namespace passerelle::cli {
namespace {

struct AccessWords {
  std::string id, reason, run, out;
  bool odrl = false;
  std::int64_t round = 0;
};

void add_permits(Commands& commands,
                 const std::shared_ptr<AccessWords>& words,
                 const Options& options) {
  auto* permit = commands.group(commands.top(), "permit", "permits this body issued");
  commands.add(permit, "list", "all permits",
               [](Session& session) { return session.get("/api/v1/permits"); });
  auto* show = commands.add(permit, "show", "one permit", [words](Session& session) {
    return session.get(path_to("permits", words->id, words->odrl ? "/odrl" : ""));
  });
  show->add_option("ID", words->id, "id of the permit")->required();
  show->add_flag("--odrl", words->odrl, "as an ODRL agreement in JSON-LD");
  auto* document = commands.add(
      permit, "document", "one permit as a page for people, in --lang",
      [words, &options](Session& session) {
        return save_page(session, options, path_to("permits", words->id, "/document"), words->out);
      });
  document->add_option("ID", words->id, "id of the permit")->required();
  document->add_option("--out", words->out, "file to write")->required();
  for (const auto& [act, help] :
       {std::pair("suspend", "stop it for a time"), std::pair("resume", "let it be used again"),
        std::pair("revoke", "end it for good")}) {
    auto* change = commands.add(permit, act, help, [words, act](Session& session) {
      return session.post(path_to("permits", words->id, "/change"),
                          {{"act", act}, {"reason", words->reason}});
    });
    change->add_option("ID", words->id, "id of the permit")->required();
    change->add_option("--reason", words->reason, "why")->required();
  }
}

void add_outputs(Commands& commands, const std::shared_ptr<AccessWords>& words) {
  auto* output = commands.group(commands.top(), "output", "results that wait for a person");
  const auto place = [words] {
    return path_to("outputs", words->run, "/" + std::to_string(words->round));
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
    auto* check = commands.add(output, act, help, [words, place, act](Session& session) {
      return session.post(place(), {{"act", act}, {"reason", words->reason}});
    });
    name_place(check);
    check->add_option("--reason", words->reason, "why")->required();
  }
}

}  // namespace

void add_access_commands(Commands& commands, const Options& options) {
  const auto words = std::make_shared<AccessWords>();
  add_permits(commands, words, options);
  add_outputs(commands, words);
}

}  // namespace passerelle::cli
