#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "node/cli/commands.h"
#include "node/service/errors.h"

namespace passerelle::cli {
namespace {

struct OperatorWords {
  std::string file, out, anchor, id, name, body, password_file, reason;
  std::vector<std::string> roles;
  bool undelivered = false;
  std::int64_t index = 0;
};

void add_node_and_trust(Commands& commands, const std::shared_ptr<OperatorWords>& words) {
  auto* node = commands.group(commands.top(), "node", "this node");
  commands.add(node, "card", "this node's card, for the authority that signs the trust list",
               [](Session& session) -> Result<Json> {
                 const auto card = session.get("/api/v1/card");
                 if (!card) return card.error();
                 std::cout << card->dump() << "\n";
                 return Json();
               });

  auto* trust = commands.top()->get_subcommand("trust");
  auto* install = commands.add(trust, "install", "take a signed trust list into force",
                               [words](Session& session) -> Result<Json> {
                                 const auto list = read_json_file(words->file);
                                 if (!list) return list.error();
                                 Json request = {{"list", *list}};
                                 if (!words->anchor.empty()) request["anchor"] = words->anchor;
                                 return session.post("/api/v1/trust", request);
                               });
  install->add_option("LIST", words->file, "the signed list")->required();
  install->add_option("--anchor", words->anchor, "fingerprint of the anchor; for the first list");
  commands.add(trust, "show", "the trust list in force",
               [](Session& session) { return session.get("/api/v1/trust"); });

  auto* peer = commands.group(commands.top(), "peer", "other nodes");
  commands.add(peer, "list", "the nodes of the trust list", [](Session& session) -> Result<Json> {
    const auto list = session.get("/api/v1/trust");
    if (!list) return list.error();
    Json peers = Json::array();
    for (const auto& entry : list->at("nodes")) {
      peers.push_back({{"id", entry.at("id")},
                       {"name", entry.at("name")},
                       {"country", entry.at("country")},
                       {"federation_url", entry.at("federation_url")}});
    }
    return Json{{"peers", peers}};
  });
  auto* check = commands.add(
      peer, "check", "try a connection and say what is wrong", [words](Session& session) {
        return session.get("/api/v1/peers/" + http::percent_encoded(words->id));
      });
  check->add_option("ID", words->id, "id of the node")->required();
}

void add_messages(Commands& commands, const std::shared_ptr<OperatorWords>& words) {
  auto* message = commands.group(commands.top(), "message", "what nodes tell each other");
  auto* list =
      commands.add(message, "list", "messages sent and received", [words](Session& session) {
        return session.get("/api/v1/messages?node=" + http::percent_encoded(words->id) +
                           (words->undelivered ? "&undelivered=true" : ""));
      });
  list->add_flag("--undelivered", words->undelivered, "sent, and waiting or refused");
  list->add_option("--node", words->id, "to and from that node");
  auto* retry =
      commands.add(message, "retry", "send a message again now", [words](Session& session) {
        return session.post("/api/v1/messages/" + http::percent_encoded(words->id) + "/retry");
      });
  retry->add_option("ID", words->id, "id of the message")->required();
  auto* fetch = commands.add(
      message, "fetch", "take in all that a node has sent to this one", [words](Session& session) {
        return session.post("/api/v1/peers/" + http::percent_encoded(words->id) + "/fetch");
      });
  fetch->add_option("NODE", words->id, "id of the node")->required();
}

void add_people(Commands& commands, const std::shared_ptr<OperatorWords>& words, Options& options) {
  auto* user = commands.group(commands.top(), "user", "local accounts");
  auto* add =
      commands.add(user, "add", "add an account", [words](Session& session) -> Result<Json> {
        const auto password =
            read_password(words->password_file, "Password of " + words->name + ": ");
        if (!password) return password.error();
        Json request = {
            {"name", words->name}, {"roles", words->roles}, {"password", password->reveal()}};
        if (!words->body.empty()) request["body"] = words->body;
        return session.post("/api/v1/users", request);
      });
  add->add_option("NAME", words->name, "name of the account")->required();
  add->add_option(
         "--role", words->roles,
         "applicant, holder, desk_officer, assessor, opinion_maker, decider, data_preparer,"
         " output_checker, enforcement_officer, publisher, auditor, operator; several times if "
         "need be")
      ->required();
  add->add_option("--body", words->body, "the committee or holder they act for, if not this node");
  add->add_option("--password-file", words->password_file, "instead of asking");
  commands.add(user, "list", "all accounts",
               [](Session& session) { return session.get("/api/v1/users"); });
  auto* lock =
      commands.add(user, "lock", "lock an account and end its logins", [words](Session& session) {
        return session.post("/api/v1/users/" + http::percent_encoded(words->name) + "/lock");
      });
  lock->add_option("NAME", words->name, "name of the account")->required();

  auto* login = commands.add(
      commands.top(), "login", "log in; other commands then take --as USER",
      [words](Session& session) -> Result<Json> {
        const auto password =
            read_password(words->password_file, "Password of " + words->name + ": ");
        if (!password) return password.error();
        const auto answer = session.post("/api/v1/login",
                                         {{"name", words->name}, {"password", password->reveal()}});
        if (!answer) return answer.error();
        if (auto saved = session.keep_token(words->name, answer->at("token").get<std::string>());
            !saved) {
          return saved.error();
        }
        return Json{{"user", words->name}, {"expires", answer->at("expires")}};
      });
  login->add_option("USER", words->name, "name of the account")->required();
  login->add_option("--password-file", words->password_file, "instead of asking");
  auto* logout = commands.add(commands.top(), "logout", "end a login",
                              [words, &options](Session& session) -> Result<Json> {
                                options.user = words->name;
                                auto answer = session.post("/api/v1/logout");
                                if (auto forgotten = session.forget_token(); !forgotten) {
                                  return forgotten.error();
                                }
                                return answer;
                              });
  logout->add_option("USER", words->name, "name of the account")->required();
}

// Paths in the file are relative to it.
Result<Json> read_binding_file(const std::filesystem::path& file) {
  auto request = read_json_file(file);
  if (!request) return request.error();
  if (request->is_object() && request->contains("tables") && request->at("tables").is_object()) {
    for (auto& [name, table] : request->at("tables").items()) {
      if (!table.is_object() || !table.contains("file") || !table["file"].is_string()) continue;
      const std::filesystem::path named(table["file"].get<std::string>());
      table["file"] =
          std::filesystem::weakly_canonical(std::filesystem::absolute(file).parent_path() / named)
              .string();
    }
  }
  return request;
}

void add_sets(Commands& commands, CLI::App* dataset, const std::shared_ptr<OperatorWords>& words) {
  auto* set = commands.group(dataset, "set", "sets of rows published with a dataset");
  auto* publish = commands.add(set, "publish", "publish a set of rows, which studies then name",
                               [words](Session& session) -> Result<Json> {
                                 const auto request = read_json_file(words->file);
                                 if (!request) return request.error();
                                 return session.post("/api/v1/analysis-sets", *request);
                               });
  publish
      ->add_option("FILE", words->file,
                   "dataset, name, title, table, where and complete_on, as JSON")
      ->required();
  auto* list = commands.add(set, "list", "what is published", [words](Session& session) {
    return session.get("/api/v1/analysis-sets?dataset=" + http::percent_encoded(words->id));
  });
  list->add_option("DATASET", words->id, "IRI of one dataset; all without it");
  auto* withdraw =
      commands.add(set, "withdraw", "have no new run go by a set", [words](Session& session) {
        return session.post(
            "/api/v1/analysis-sets/withdraw",
            {{"dataset", words->id}, {"name", words->name}, {"reason", words->reason}});
      });
  withdraw->add_option("DATASET", words->id, "IRI of the dataset")->required();
  withdraw->add_option("NAME", words->name, "name of the set")->required();
  withdraw->add_option("--reason", words->reason, "why; stands in the list and in the log")
      ->required();
}

void add_data(Commands& commands, const std::shared_ptr<OperatorWords>& words) {
  auto* dataset = commands.group(commands.top(), "dataset", "the data this node holds");
  auto* attach = commands.add(dataset, "attach", "bind a dataset to its files",
                              [words](Session& session) -> Result<Json> {
                                const auto request = read_binding_file(words->file);
                                if (!request) return request.error();
                                return session.post("/api/v1/datasets", *request);
                              });
  attach->add_option("FILE", words->file, "dataset, tables, files and columns, as JSON")
      ->required();
  commands.add(dataset, "list", "datasets of this node",
               [](Session& session) { return session.get("/api/v1/datasets"); });
  add_sets(commands, dataset, words);
}

Result<Json> log_page(Session& session, std::int64_t first) {
  return session.get("/api/v1/log?first=" + std::to_string(first));
}

Result<Json> export_log(Session& session, std::int64_t first, const std::string& file) {
  std::string lines;
  auto next = first;
  while (true) {
    const auto page = log_page(session, next);
    if (!page) return page.error();
    const auto& entries = page->at("entries");
    if (entries.empty()) break;
    for (const auto& entry : entries) lines += canonical_text(entry) + "\n";
    next += static_cast<std::int64_t>(entries.size());
  }
  if (auto written = service::write_text_file(file, lines); !written) return written.error();
  return Json{{"entries", next - first}, {"written", file}};
}

void add_log(Commands& commands, const std::shared_ptr<OperatorWords>& words) {
  auto* audit = commands.top()->get_subcommand("audit");
  commands.add(audit, "verify", "whether the log is whole", [](Session& session) -> Result<Json> {
    auto report = session.get("/api/v1/log/verification");
    if (!report) return report.error();
    (*report)["good"] = report->at("whole");
    return report;
  });
  auto* output = commands.add(audit, "export", "entries of the log, from an index on",
                              [words](Session& session) -> Result<Json> {
                                if (words->out.empty()) return log_page(session, words->index);
                                return export_log(session, words->index, words->out);
                              });
  output->add_option("--from", words->index, "index of the first entry");
  output->add_option("--out", words->out, "a file for all of them, as JSON lines");
  auto* prove = commands.add(
      audit, "prove", "a proof that an entry stands in the log", [words](Session& session) {
        return session.get("/api/v1/log/" + std::to_string(words->index) + "/proof");
      });
  prove->add_option("INDEX", words->index, "index of the entry")->required();

  auto* ledger = commands.group(commands.top(), "ledger", "what was released before");
  commands.add(ledger, "list", "releases by size classes, without persons",
               [](Session& session) { return session.get("/api/v1/ledger"); });

  auto* config = commands.group(commands.top(), "config", "the settings");
  commands.add(config, "show", "the settings in force",
               [](Session& session) { return session.get("/api/v1/config"); });
}

}  // namespace

void add_operator_commands(Commands& commands, Options& options) {
  const auto words = std::make_shared<OperatorWords>();
  add_node_and_trust(commands, words);
  add_messages(commands, words);
  add_people(commands, words, options);
  add_data(commands, words);
  add_log(commands, words);
}

}  // namespace passerelle::cli
