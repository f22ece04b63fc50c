// The commands of `passerelle` (contracts, section 1), each a thin request to the node.
#pragma once

#include <functional>

#include "node/base/json.h"
#include "node/base/result.h"
#include "node/cli/session.h"

namespace CLI {
class App;
}

namespace passerelle::cli {

// What a command does once its words are understood; the answer is printed.
using Act = std::function<Result<Json>(Session&)>;

// Collects the commands and remembers which one was chosen.
class Commands {
 public:
  explicit Commands(CLI::App& app) : app_(app) {}

  CLI::App* group(CLI::App* parent, const char* name, const char* help);
  CLI::App* add(CLI::App* parent, const char* name, const char* help, Act act);
  CLI::App* top() { return &app_; }

  const Act& chosen() const { return chosen_; }

 private:
  CLI::App& app_;
  Act chosen_;
};

void add_local_commands(Commands& commands, Options& options);     // need no node
void add_operator_commands(Commands& commands, Options& options);  // keys, trust, users, datasets
void add_catalogue_commands(Commands& commands, const Options& options);  // descriptions
void add_search_command(Commands& commands, CLI::App* catalogue, const Options& options);
void add_harvest_commands(Commands& commands);                              // catalogues of others
void add_metadata_commands(Commands& commands, Options& options);           // profiles, SHACL, RDF
void add_application_commands(Commands& commands, const Options& options);  // who applies
void add_access_commands(Commands& commands, const Options& options);       // permits, outputs
void add_case_commands(Commands& commands, const Options& options);         // the body that decides
void add_title_commands(Commands& commands, CLI::App* cases);              // what becomes of titles
void add_disclosure_commands(Commands& commands, const Options& options);  // for output checkers
void add_opt_out_commands(Commands& commands);                             // Art. 71
void add_register_commands(Commands& commands);                            // Art. 57 to 59
void add_study_commands(Commands& commands, Options& options);

// Understands the words, acts, prints, and returns the exit code: 0 done, 1 refused or failed,
// 2 wrong usage. `serve` runs a node until it is told to stop.
int run(int argc,
        const char* const* argv,
        const Transport& transport,
        const std::function<Result<void>(const service::Home&)>& serve);

}  // namespace passerelle::cli
