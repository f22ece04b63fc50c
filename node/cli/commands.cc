#include "node/cli/commands.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "node/cli/output.h"
#include "node/service/version.h"

namespace passerelle::cli {

CLI::App* Commands::group(CLI::App* parent, const char* name, const char* help) {
  auto* app = parent->add_subcommand(name, help);
  app->require_subcommand(1);
  app->fallthrough();
  return app;
}

CLI::App* Commands::add(CLI::App* parent, const char* name, const char* help, Act act) {
  auto* app = parent->add_subcommand(name, help);
  app->fallthrough();
  app->callback([this, act = std::move(act)] { chosen_ = act; });
  return app;
}

int run(int argc,
        const char* const* argv,
        const Transport& transport,
        const std::function<Result<void>(const service::Home&)>& serve) {
  CLI::App app("Passerelle: a node of a federated health data space", "passerelle");
  app.set_version_flag("--version", service::kVersion);
  app.require_subcommand(1);
  Options options;
  app.add_option("--home", options.home, "the node's folder (default $PASSERELLE_HOME, then .)");
  app.add_option("--as", options.user, "act as this person, who has logged in");
  app.add_option("--token-file", options.token_file, "act as the person whose token this is");
  app.add_option("--lang,--language", options.language, "en or fr")
      ->check(CLI::IsMember({"en", "fr"}));
  app.add_flag("--json", options.json, "one JSON document on standard output");

  Commands commands(app);
  add_local_commands(commands, options);
  add_operator_commands(commands, options);
  add_catalogue_commands(commands, options);
  add_harvest_commands(commands);
  add_metadata_commands(commands, options);
  add_application_commands(commands, options);
  add_access_commands(commands, options);
  add_case_commands(commands, options);
  add_opt_out_commands(commands);
  add_register_commands(commands);
  add_study_commands(commands, options);
  add_disclosure_commands(commands, options);
  commands.add(&app, "serve", "run the node", [&](Session& session) -> Result<Json> {
    if (auto served = serve(session.home()); !served) return served.error();
    return Json();
  });

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    return app.exit(problem) == 0 ? 0 : 2;
  }
  Session session(options, transport);
  const auto answer = commands.chosen()(session);
  if (!answer) {
    print_failure(answer.error(), session.last_problem(), options.json);
    return 1;
  }
  if (!answer->is_null()) print(std::cout, *answer, options.json);
  if (!std::cout.flush()) {
    std::cerr << "passerelle: it is done, but the answer could not be written\n";
    return 1;
  }
  // A verification that found something has an answer and has failed.
  const bool is_good = !answer->is_object() || answer->value("good", true);
  return is_good ? 0 : 1;
}

}  // namespace passerelle::cli
