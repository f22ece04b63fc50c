#include "node/service/studies/opt_outs.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/crypto/digest.h"
#include "node/crypto/random.h"
#include "node/service/access/permits.h"
#include "node/service/callers.h"
#include "node/service/studies/datasets.h"
#include "node/service/studies/opt_out_snapshot.h"
#include "policies/privacy/errors.h"
#include "policies/privacy/register_file.h"

namespace passerelle::service {
namespace {

using privacy::PrivacyError;
using privacy::Statement;

constexpr auto kAllKnown = std::numeric_limits<std::int64_t>::max();

// How answers and the log name what is on every dataset of the node.
constexpr const char* kEveryDataset = "*";

struct Addition {
  DatasetId dataset;  // empty: every dataset of this node
  std::vector<Statement> statements;

  std::string scope() const { return dataset.empty() ? kEveryDataset : dataset.text(); }
};

Result<std::vector<Statement>> statements_from(Fields& fields, Instant now) {
  const auto file = fields.text_or("register", "");
  if (fields.has("register") == fields.has("persons")) {
    fields.fail("register", "either this or `persons` is expected");
  }
  if (fields.has("register")) return privacy::read_register_file(file, now);
  const auto choice = privacy::parse_choice(fields.text("choice"));
  if (!choice) fields.fail("choice", choice.error().detail);
  const auto persons = fields.text("persons");
  if (fields.failed()) return std::vector<Statement>();
  return privacy::read_person_list(persons, *choice, now);
}

Result<Addition> addition_from(const Json& request, Instant now) {
  Fields fields(request, "");
  Addition addition;
  const bool is_on_all = fields.boolean_or("all", false);
  addition.dataset = DatasetId(fields.text_or("dataset", ""));
  if (is_on_all != addition.dataset.empty()) {
    fields.fail("dataset", "either this or `all` is expected");
  }
  auto statements = statements_from(fields, now);
  if (auto read = fields.done(); !read) return read.error();
  if (!statements) return statements.error();
  addition.statements = *std::move(statements);
  return addition;
}

// An opt-out that could not act is refused when it is recorded, not when a study runs into it.
Result<void> require_persons(store::Reader& reader, const DatasetId& dataset) {
  if (dataset.empty()) return {};
  const auto tables = attached_tables(reader, dataset);
  if (!tables) return tables.error();
  if (!*tables) {
    return Error{PrivacyError::unknown_dataset, "this node holds no dataset " + dataset.text()};
  }
  bool is_silent = false;
  for (const auto& [name, binding] : **tables) {
    if (binding.person && !binding.person->empty()) return {};
    is_silent = is_silent || !binding.person;
  }
  if (is_silent) {
    return Error{
        PrivacyError::no_person_column,
        dataset.text() + ": attach it with the column that identifies persons, \"person\""};
  }
  return Error{PrivacyError::nobody_identified,
               dataset.text() + " identifies nobody, so an opt-out cannot act on it (Art. 71)"};
}

// Returns those that were not there.
Result<std::vector<Statement>> add(store::Transaction& tx,
                                   const Addition& addition,
                                   const std::string& secret,
                                   Instant now) {
  std::vector<Statement> added;
  for (const auto& statement : addition.statements) {
    auto inserted = tx.run(
        "insert into opt_outs (dataset, person, choice, recorded_at, entered_at, secret)"
        " values (?, ?, ?, ?, ?, ?) on conflict do nothing",
        addition.dataset, statement.person, privacy::code(statement.choice), statement.recorded_at,
        now, secret);
    if (!inserted) return inserted.error();
    if (tx.changed_rows() > 0) added.push_back(statement);
  }
  return added;
}

// What the log may hold of them: without the secret, nobody can try identifiers on it.
std::string digest_of(const std::vector<Statement>& statements, const std::string& secret) {
  Json list = Json::array();
  for (const auto& statement : statements) {
    list.push_back(
        {statement.person, privacy::code(statement.choice), to_text(statement.recorded_at)});
  }
  return crypto::sha256_hex(canonical_text(Json{{"secret", secret}, {"statements", list}}));
}

std::string name_of(const identity::Caller& caller) {
  const auto* user = std::get_if<identity::User>(&caller);
  return user == nullptr ? "local operator" : user->name().text();
}

}  // namespace

Result<Json> record_opt_outs(Node& node, const identity::Caller& caller, const Json& request) {
  if (auto allowed = require_operator(caller); !allowed) return allowed.error();
  const auto addition = addition_from(request, node.now());
  if (!addition) return addition.error();
  const auto secret = crypto::random_id();
  // The log's entry is made after the change, when it is known what was new.
  Json subject{{"dataset", addition->scope()}, {"user", name_of(caller)}};
  const auto added = node.commit(audit::Event::opt_outs_recorded, subject,
                                 [&](store::Transaction& tx) -> Result<std::vector<Statement>> {
                                   if (auto acts = require_persons(tx, addition->dataset); !acts)
                                     return acts.error();
                                   auto fresh = add(tx, *addition, secret, node.now());
                                   if (fresh) subject["digest"] = digest_of(*fresh, secret);
                                   return fresh;
                                 });
  if (!added) return added.error();
  return Json{{"dataset", addition->scope()},
              {"added", added->size()},
              {"known_already", addition->statements.size() - added->size()}};
}

Result<Json> count_opt_outs(Node& node, const identity::Caller& caller) {
  if (auto allowed = require_auditor(caller); !allowed) return allowed.error();
  return node.database.read([&](store::Reader& reader) -> Result<Json> {
    const auto scopes =
        reader.query("select dataset, count(*) from opt_outs group by dataset order by dataset");
    if (!scopes) return scopes.error();
    Json list = Json::array();
    for (const auto& scope : *scopes) {
      const DatasetId dataset(scope.text(0));
      const auto statements = statements_on(reader, dataset, kAllKnown);
      if (!statements) return statements.error();
      list.push_back({{"dataset", dataset.empty() ? kEveryDataset : dataset.text()},
                      {"statements", scope.integer(1)},
                      {"opted_out", privacy::opted_out(*statements, node.now()).size()}});
    }
    return Json{{"rule", privacy::code(node.config.opt_out)}, {"registers", list}};
  });
}

Result<Json> opt_outs_on(Node& node, const identity::Caller& caller, const PermitId& id) {
  if (auto allowed = require_auditor(caller); !allowed) return allowed.error();
  auto answer = node.database.read([&](store::Reader& reader) -> Result<Json> {
    const auto record = find_permit(reader, id);
    if (!record) return record.error();
    const auto approved = record->permit.opt_out.snapshot;
    Json datasets = Json::array();
    for (const auto& dataset : record->permit.datasets) {
      const auto statements = statements_on(reader, dataset.id, kAllKnown);
      if (!statements) return statements.error();
      datasets.push_back(
          {{"dataset", dataset.id.text()}, {"persons", privacy::opted_out(*statements, approved)}});
    }
    Json told{{"permit", id.text()}, {"approved", to_text(approved)}, {"datasets", datasets}};
    if (record->permit.opt_out.exception) {
      told["exception"] = privacy::to_json(*record->permit.opt_out.exception);
    }
    return told;
  });
  if (!answer) return answer.error();
  const auto noted =
      node.note(audit::Event::opt_outs_read, {{"permit", id.text()}, {"user", name_of(caller)}});
  if (!noted) return noted.error();
  return answer;
}

}  // namespace passerelle::service
