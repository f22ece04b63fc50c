#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "node/cli/commands.h"
#include "node/http/message.h"
#include "policies/disclosure/outputs/check.h"
#include "policies/disclosure/outputs/intervals.h"
#include "policies/disclosure/outputs/suppress.h"
#include "policies/ledger/queries/replay.h"
#include "policies/noise/accounting/privacy_file.h"
#include "policies/perturbation/cell_key_file.h"
#include "policies/perturbation/secure_sum_file.h"

namespace passerelle::cli {
namespace {

constexpr const char* kProfiles = "/api/v1/disclosure-profiles";
constexpr std::size_t kMaximumDataBytes = std::size_t{256} << 20;

// What a command makes of a document; the file is where others may stand beside it.
using Work = std::function<Result<Json>(const Json& document, const std::filesystem::path& file)>;

Work alone(Result<Json> (*work)(const Json&)) {
  return [work](const Json& document, const std::filesystem::path&) { return work(document); };
}

Result<Json> replay(const Json& document, const std::filesystem::path& file) {
  return ledger::queries::replay(document, [&](const std::string& name) {
    return service::read_text_file(file.parent_path() / name, kMaximumDataBytes);
  });
}

void add(Commands& commands,
         CLI::App* disclosure,
         const Options& options,
         const char* name,
         const char* help,
         const Work& work) {
  const auto file = std::make_shared<std::string>();
  auto* command =
      commands.add(disclosure, name, help, [file, work, &options](Session&) -> Result<Json> {
        const auto document = read_json_file(*file);
        if (!document) return document.error();
        auto answer = work(*document, *file);
        if (!answer) return Error{answer.error().code, *file + ": " + answer.error().detail};
        if (options.json) return answer;
        // For people too: what is checked is a document, and so is the answer.
        std::cout << answer->dump(2) << "\n";
        return Json();
      });
  command->add_option("FILE", *file, "JSON: one case, or a list of them")->required();
}

struct ProfileWords {
  std::string id, install, withdraw, reason;
};

// A file, or the id of one that comes with the program.
Result<Json> profile_named(const std::string& words) {
  std::error_code failed;
  if (std::filesystem::exists(words, failed)) return read_json_file(words);
  return Json{{"id", words}};
}

void add_profile(Commands& commands, CLI::App* disclosure) {
  const auto words = std::make_shared<ProfileWords>();
  auto* profile = commands.add(
      disclosure, "profile",
      "rules of bodies on what may leave, and which of them are in force here",
      [words](Session& session) -> Result<Json> {
        if (!words->install.empty()) {
          const auto document = profile_named(words->install);
          if (!document) return document;
          return session.post(kProfiles, *document);
        }
        if (!words->withdraw.empty()) {
          return session.post(std::string(kProfiles) + "/withdraw",
                              {{"id", words->withdraw}, {"reason", words->reason}});
        }
        return session.get(words->id.empty()
                               ? std::string(kProfiles)
                               : std::string(kProfiles) + "/" + http::percent_encoded(words->id));
      });
  auto* id = profile->add_option("ID", words->id, "FR-SNDS, …: one whole; all if not told");
  auto* install =
      profile->add_option("--install", words->install,
                          "a file, disclosure-profile/1, or the id of one that comes with the "
                          "program; by a decider");
  auto* withdraw =
      profile->add_option("--withdraw", words->withdraw, "the id of one in force; by a decider");
  auto* reason = profile->add_option("--reason", words->reason, "why; stands in the log");
  install->excludes(id);
  withdraw->needs(reason)->excludes(install)->excludes(id);
  reason->needs(withdraw);
}

}  // namespace

void add_disclosure_commands(Commands& commands, const Options& options) {
  auto* group =
      commands.group(commands.top(), "disclosure",
                     "the disclosure engine by itself, for output checkers, and profiles of rules");
  add_profile(commands, group);
  add(commands, group, options, "check",
      "decide about single outputs: release, suppress or refuse, and why",
      alone(disclosure::outputs::check));
  add(commands, group, options, "intervals",
      "what an attacker can conclude about the hidden cells of tables",
      alone(disclosure::outputs::intervals));
  add(commands, group, options, "suppress",
      "which cells of tables to hide, so that none can be told too closely",
      alone(disclosure::outputs::suppress));
  add(commands, group, options, "replay",
      "decide about sequences of queries over microdata beside the file", replay);
  add(commands, group, options, "cellkey", "the noise of cells by cell keys",
      alone(perturbation::cell_keys));
  add(commands, group, options, "secagg", "a secure sum, byte by byte",
      alone(perturbation::secure_sums));
  add(commands, group, options, "privacy",
      "numbers of differential privacy: laws of noise, epsilon, delta, composition",
      alone(noise::accounting::privacy_values));
}

}  // namespace passerelle::cli
