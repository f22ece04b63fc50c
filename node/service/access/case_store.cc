#include "node/service/access/case_store.h"

#include <algorithm>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "node/crypto/digest.h"
#include "node/crypto/random.h"
#include "node/crypto/signed_document.h"
#include "node/service/errors.h"
#include "policies/procedure/clocks.h"
#include "policies/procedure/countries.h"
#include "policies/register/publication.h"

namespace passerelle::service {
namespace {

using procedure::CaseEvent;
using procedure::Procedure;

Result<Procedure> procedure_from(const store::Row& row, std::size_t column) {
  const auto envelope = parse_json(row.text(column));
  if (!envelope) return envelope.error();
  const auto document = crypto::SignedDocument::parse(*envelope, procedure::kProcedureType);
  if (!document) return document.error();
  const auto body = document->verify_self_signed();
  if (!body) return body.error();
  return procedure::load(*body);
}

enum class ProcedureSource { program, body };

Result<std::string> keep_procedure(Node& node,
                                   store::Transaction& tx,
                                   const Procedure& kept,
                                   ProcedureSource source) {
  const auto& text = kept.text();
  const auto document = crypto::SignedDocument::sign(procedure::kProcedureType,
                                                     procedure::to_json(text), node.seal_key);
  const auto digest = crypto::sha256_hex(canonical_text(procedure::to_json(text)));
  auto saved = tx.run(
      "insert into procedures (digest, country, version, applies_from, is_installed, envelope,"
      " since) values (?, ?, ?, ?, ?, ?, ?)"
      " on conflict (digest) do update set is_installed = max(is_installed, excluded.is_installed)",
      digest, text.country, text.version, date_text(std::chrono::sys_days(text.applies_from)),
      source == ProcedureSource::body, canonical_text(document.envelope()), node.now());
  if (!saved) return saved.error();
  return digest;
}

Result<procedure::CaseFile> file_of(store::Reader& reader,
                                    const ApplicationId& id,
                                    const Procedure& procedure) {
  const auto rows =
      reader.query("select event from case_events where application = ? order by number", id);
  if (!rows) return rows.error();
  std::vector<CaseEvent> events;
  for (const auto& row : *rows) {
    const auto json = parse_json(row.text(0));
    if (!json) return json.error();
    auto event = procedure::event_from_json(*json);
    if (!event) return event.error();
    events.push_back(*std::move(event));
  }
  return procedure::fold(events, procedure);
}

constexpr const char* kAllCases = "select application, body, procedure from cases";
constexpr const char* kOneCase =
    "select application, body, procedure from cases where application = ?";

Result<Procedure> find_procedure(store::Reader& reader, const std::string& digest) {
  const auto row = reader.query_one("select envelope from procedures where digest = ?", digest);
  if (!row) return row.error();
  if (!*row) return Error{ServiceError::not_found, "there is no procedure " + digest};
  return procedure_from(**row, 0);
}

// Of a row of kAllCases or kOneCase.
Result<Case> case_of(store::Reader& reader, const store::Row& row, Procedure procedure) {
  const auto body = parse_json(row.text(1));
  if (!body) return body.error();
  auto application = form::History::from_json(*body);
  if (!application) return application.error();
  auto file = file_of(reader, ApplicationId(row.text(0)), procedure);
  if (!file) return file.error();
  return Case{*std::move(application), std::move(procedure), row.text(2), *std::move(file)};
}

// The next moment at which time alone may bring something about; null when no clock runs.
std::optional<Instant> next_look(const Case& one, Instant now) {
  std::optional<Instant> next;
  for (const auto& clock : procedure::clocks_at(one.file, one.procedure, now)) {
    const bool is_ahead = clock.standing == procedure::Standing::running && clock.due > now;
    if (is_ahead && (!next || clock.due < *next)) next = clock.due;
  }
  return next;
}

Result<void> append(Node& node, store::Transaction& tx, Case& one, const CaseEvent& event) {
  auto next = procedure::apply(one.file, event, one.procedure);
  if (!next) return next.error();
  if (next->history.size() == one.file.history.size()) return {};
  const auto text = canonical_text(procedure::to_json(event));
  if (auto kept =
          tx.run("insert into case_events (application, number, id, event) values (?, ?, ?, ?)",
                 one.id(), next->history.size(), event.id, text);
      !kept) {
    return kept;
  }
  one.file = *std::move(next);
  const auto logged = node.log.append(
      tx, node.entry(audit::Event::case_event, {{"application", one.id().text()},
                                                {"what", procedure::code(event.type())},
                                                {"state", procedure::code(one.file.state)},
                                                {"digest", crypto::sha256_hex(text)}}));
  if (!logged) return logged.error();
  return save_state(tx, one, node.now());
}

// Art. 57(1)(j): where the body lets it, the node publishes in the act that makes it due.
Result<void> publish(Node& node, store::Transaction& tx, Case& one) {
  if (node.config.register_publish != "automatic") return {};
  for (const auto rule : public_register::unpublished(one.file, one.procedure, node.now())) {
    const procedure::Published act{rule, node.config.public_url + "/register/" + one.id().text()};
    if (auto taken = append(node, tx, one, system_event(node, one, act)); !taken) return taken;
  }
  return {};
}

Result<void> append_and_publish(Node& node,
                                store::Transaction& tx,
                                Case& one,
                                const CaseEvent& event) {
  if (auto taken = append(node, tx, one, event); !taken) return taken;
  return publish(node, tx, one);
}

}  // namespace

Result<void> save_state(store::Transaction& tx, const Case& one, Instant now) {
  return tx.run(
      "update cases set state = ?1, since = ?2, look_at = ?3, remind_at = ?4 where application = "
      "?5",
      procedure::code(one.file.state), one.file.since, next_look(one, now), now, one.id());
}

Result<Case> find_case(store::Reader& reader, const ApplicationId& id) {
  const auto row = reader.query_one(kOneCase, id);
  if (!row) return row.error();
  if (!*row) return Error{ServiceError::not_found, "there is no case " + id.text()};
  auto procedure = find_procedure(reader, (*row)->text(2));
  if (!procedure) return procedure.error();
  return case_of(reader, **row, *std::move(procedure));
}

Result<std::vector<Case>> all_cases(store::Reader& reader) {
  const auto rows = reader.query(kAllCases);
  if (!rows) return rows.error();
  // A body has few procedures, and opening one is most of the work on a case.
  std::map<std::string, Procedure> procedures;
  std::vector<Case> cases;
  for (const auto& row : *rows) {
    auto procedure = procedures.find(row.text(2));
    if (procedure == procedures.end()) {
      auto found = find_procedure(reader, row.text(2));
      if (!found) return found.error();
      procedure = procedures.emplace(row.text(2), *std::move(found)).first;
    }
    auto one = case_of(reader, row, procedure->second);
    if (!one) return one.error();
    cases.push_back(*std::move(one));
  }
  std::ranges::sort(cases, std::greater(), [](const Case& one) {
    return std::pair(one.file.history.front().event.at, one.id().text());
  });
  return cases;
}

Result<Case> open_case(Node& node,
                       store::Transaction& tx,
                       const access::Application& application,
                       const CaseEvent& submission) {
  auto procedure = procedure_in_force(node, tx);
  if (!procedure) return procedure.error();
  const auto digest = keep_procedure(node, tx, *procedure, ProcedureSource::program);
  if (!digest) return digest.error();
  Case one{form::History(application), *std::move(procedure), *digest, {}};
  if (auto saved =
          tx.run("insert into cases (application, requesting_node, state, since, body, procedure)"
                 " values (?, ?, 'draft', ?, ?, ?)",
                 one.id(), one.requesting_node(), submission.at,
                 canonical_text(form::to_json(one.application)), *digest);
      !saved) {
    return saved.error();
  }
  if (auto taken = append_and_publish(node, tx, one, submission); !taken) return taken.error();
  return one;
}

Result<bool> tell_lapses(Node& node, store::Transaction& tx, Case& one) {
  if (procedure::lapses(one.file, one.procedure, node.now()).empty()) return false;
  auto told = append_and_publish(node, tx, one, system_event(node, one, procedure::TimePassed{}));
  if (!told) return told.error();
  return true;
}

Result<void> take_event(Node& node, store::Transaction& tx, Case& one, const CaseEvent& event) {
  if (one.file.known.contains(event.id)) return append(node, tx, one, event);
  if (auto told = tell_lapses(node, tx, one); !told) return told.error();
  return append_and_publish(node, tx, one, event);
}

Result<void> save_application(store::Transaction& tx, const Case& one) {
  return tx.run("update cases set body = ? where application = ?",
                canonical_text(form::to_json(one.application)), one.id());
}

CaseEvent system_event(const Node& node, const Case& one, procedure::EventContent content) {
  return {new_event_id(node),
          one.id(),
          node.now(),
          {procedure::Role::system, one.procedure.text().body, ""},
          std::move(content)};
}

procedure::EventId new_event_id(const Node& node) {
  return procedure::EventId(node.id().text() + "-" + crypto::random_id());
}

Result<std::string> keep_document(store::Transaction& tx,
                                  const ApplicationId& id,
                                  const std::string& name,
                                  std::string_view content,
                                  Instant now) {
  auto digest = crypto::sha256_hex(content);
  auto kept = tx.run(
      "insert into case_documents (application, digest, name, content, kept)"
      " values (?, ?, ?, ?, ?) on conflict (application, digest) do nothing",
      id, digest, name, store::Blob{content}, now);
  if (!kept) return kept.error();
  return digest;
}

Result<CaseDocument> find_document(store::Reader& reader,
                                   const ApplicationId& id,
                                   const std::string& digest) {
  const auto row = reader.query_one(
      "select name, content from case_documents where application = ? and digest = ?", id, digest);
  if (!row) return row.error();
  if (!*row) {
    return Error{ServiceError::not_found,
                 "the case " + id.text() + " has no document " + digest.substr(0, 64)};
  }
  return CaseDocument{(*row)->text(0), (*row)->blob(1)};
}

Result<Json> list_documents(store::Reader& reader, const ApplicationId& id) {
  const auto rows = reader.query(
      "select digest, name, kept from case_documents where application = ? order by kept, digest",
      id);
  if (!rows) return rows.error();
  Json list = Json::array();
  for (const auto& row : *rows) {
    list.push_back({{"digest", row.text(0)}, {"name", row.text(1)}, {"kept", row.text(2)}});
  }
  return list;
}

Result<std::string> install_procedure(Node& node,
                                      store::Transaction& tx,
                                      const Procedure& procedure) {
  return keep_procedure(node, tx, procedure, ProcedureSource::body);
}

Result<Procedure> procedure_in_force(const Node& node, store::Reader& reader) {
  const auto today = date_text(node.now());
  const auto row = reader.query_one(
      "select envelope from procedures where is_installed = 1 and applies_from <= ?"
      " order by applies_from desc, version desc, since desc limit 1",
      today);
  if (!row) return row.error();
  if (*row) return procedure_from(**row, 0);
  return procedure::procedure_or_regulation(node.config.country);
}

}  // namespace passerelle::service
