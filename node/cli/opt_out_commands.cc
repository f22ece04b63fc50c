#include <CLI/CLI.hpp>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "node/base/limits.h"
#include "node/cli/commands.h"

namespace passerelle::cli {
namespace {

constexpr const char* kOptOuts = "/api/v1/opt-outs";

struct OptOutWords {
  std::string dataset, file, permit;
  bool is_on_all = false;
};

Json scope_of(const OptOutWords& words) {
  return words.is_on_all ? Json{{"all", true}} : Json{{"dataset", words.dataset}};
}

// Identifiers come in a file or over standard input: a command line is seen by everybody on the
// machine.
Result<std::string> read_persons(const std::string& file) {
  if (!file.empty()) return service::read_text_file(file, kMaximumBodyBytes);
  return std::string(std::istreambuf_iterator<char>(std::cin), {});
}

void add_scope(CLI::App* command, const std::shared_ptr<OptOutWords>& words, const char* dataset) {
  auto* scope = command->add_option_group("of what");
  scope->add_option(dataset, words->dataset, "IRI of a dataset");
  scope->add_flag("--all", words->is_on_all,
                  "every dataset of this node that identifies persons, all by the same identifier");
  scope->require_option(1);
}

void add_statement(Commands& commands,
                   CLI::App* optout,
                   const std::shared_ptr<OptOutWords>& words,
                   const char* name,
                   const char* help,
                   const char* choice) {
  auto* command =
      commands.add(optout, name, help, [words, choice](Session& session) -> Result<Json> {
        const auto persons = read_persons(words->file);
        if (!persons) return persons.error();
        auto request = scope_of(*words);
        request["choice"] = choice;
        request["persons"] = *persons;
        return session.post(kOptOuts, request);
      });
  add_scope(command, words, "DATASET");
  command->add_option(
      "--file", words->file,
      "identifiers, one a line (default: standard input; never on the command line)");
}

}  // namespace

void add_opt_out_commands(Commands& commands) {
  const auto words = std::make_shared<OptOutWords>();
  auto* optout = commands.group(commands.top(), "optout", "persons who opted out (Art. 71)");
  add_statement(commands, optout, words, "record", "record that persons opted out", "out");
  add_statement(commands, optout, words, "withdraw", "record that they took it back", "in");
  auto* import = commands.add(optout, "import", "add the statements of a holder's register",
                              [words](Session& session) -> Result<Json> {
                                auto file = service::read_text_file(words->file, kMaximumBodyBytes);
                                if (!file) return file.error();
                                auto request = scope_of(*words);
                                request["register"] = *std::move(file);
                                return session.post(kOptOuts, request);
                              });
  import->add_option("FILE", words->file, "CSV: person,recorded_at,kind")->required();
  add_scope(import, words, "--dataset");
  commands.add(optout, "list", "how many opted out, by dataset",
               [](Session& session) { return session.get(kOptOuts); });
  auto* on = commands.add(
      optout, "on", "who was opted out when a permit was approved", [words](Session& session) {
        return session.get("/api/v1/permits/" + http::percent_encoded(words->permit) + "/opt-outs");
      });
  on->add_option("PERMIT", words->permit, "id of the permit")->required();
}

}  // namespace passerelle::cli
