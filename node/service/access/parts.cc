#include "node/service/access/parts.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "node/crypto/signed_document.h"
#include "node/federation/errors.h"
#include "node/service/access/permit_status.h"
#include "node/service/access/reminders.h"
#include "node/service/errors.h"
#include "policies/access/successor.h"

namespace passerelle::service {
namespace {

using federation::MessageError;

// Of the signed decision in a view; none when there is none.
Result<std::optional<access::Outcome>> outcome_in(const procedure::CaseView& view) {
  if (view.decision.empty()) return std::optional<access::Outcome>();
  const auto envelope = parse_json(view.decision);
  if (!envelope) return envelope.error();
  const auto decision = access::decision_from_json(envelope->at("body"));
  if (!decision) return decision.error();
  return std::optional(decision->outcome);
}

Result<void> read_view(KnownPart& part) {
  const auto document = parse_json(part.view);
  if (!document) return document.error();
  const auto view = procedure::case_view_from_json(*document);
  if (!view) return view.error();
  const auto outcome = outcome_in(*view);
  if (!outcome) return outcome.error();
  part.state = {view->state, *outcome, !view->permit.empty()};
  part.permit = view->permit;
  return {};
}

Result<void> verify_decision(const identity::PeerEntry& by,
                             const Json& envelope,
                             const ApplicationId& application) {
  const auto body = crypto::SignedDocument::open(envelope, access::kDecisionType, by.seal_key);
  if (!body) return body.error();
  const auto decision = access::decision_from_json(*body);
  if (!decision) return decision.error();
  if (decision->application == application) return {};
  return Error{ServiceError::conflict, by.id.text() + " sent a decision on something else"};
}

}  // namespace

Result<access::Application> find_application(store::Reader& reader, const ApplicationId& id) {
  const auto row = reader.query_one("select envelope from applications where id = ?", id);
  if (!row) return row.error();
  if (!*row) return Error{ServiceError::not_found, "there is no application " + id.text()};
  const auto document = parse_json((*row)->text(0));
  if (!document) return document.error();
  return access::application_from_json(document->at("body"));
}

Result<void> require_own(store::Reader& reader, const UserName& user, const ApplicationId& id) {
  const auto row =
      reader.query_one("select 1 from applications where id = ? and user = ?", id, user);
  if (!row) return row.error();
  if (*row) return {};
  return Error{ServiceError::not_found, "there is no application " + id.text() + " of yours"};
}

Result<void> require_involved(store::Reader& reader,
                              const NodeId& here,
                              const UserName& user,
                              const ApplicationId& id) {
  auto own = require_own(reader, user, id);
  if (own) return own;
  const auto application = find_application(reader, id);
  if (!application) return application.error();
  const auto account = access::account_of(user, here);
  const bool is_named = application->contact.id == account ||
                        std::ranges::find(application->persons, account, &access::Person::id) !=
                            application->persons.end();
  return is_named ? Result<void>() : own;
}

Result<std::vector<KnownPart>> parts_of(store::Reader& reader, const ApplicationId& id) {
  const auto rows = reader.query(
      "select node, view from application_parts where application = ? order by node", id);
  if (!rows) return rows.error();
  if (rows->empty()) return Error{ServiceError::not_found, "there is no application " + id.text()};
  const auto reminders = reminders_heard(reader, id);
  if (!reminders) return reminders.error();
  const auto sent = federation::sent_about(reader, id);
  if (!sent) return sent.error();
  std::vector<KnownPart> parts;
  for (const auto& row : *rows) {
    KnownPart part;
    part.node = NodeId(row.text(0));
    part.view = row.text(1);
    std::ranges::copy_if(*reminders, std::back_inserter(part.reminders),
                         [&](const auto& one) { return one.node == part.node; });
    if (!part.view.empty()) {
      if (auto read = read_view(part); !read) return read.error();
    }
    const auto message = std::ranges::find_if(*sent, [&](const auto& one) {
      return one.to == part.node && one.type == federation::MessageType::application_submitted;
    });
    if (message != sent->end()) part.not_reached = message->reason;
    part.files_on_the_way = std::ranges::count_if(*sent, [&](const auto& one) {
      return one.to == part.node && one.type == federation::MessageType::file_sent &&
             one.state != federation::MessageState::delivered;
    });
    parts.push_back(std::move(part));
  }
  return parts;
}

std::vector<Json> duties_of(const KnownPart& part) {
  std::vector<Json> duties;
  if (part.view.empty()) return duties;
  const auto view = Json::parse(part.view);
  for (auto duty : view.at("clocks")) {
    const bool is_theirs = duty.at("waits_for") == "applicant" || duty.at("rule") == "title_end";
    if (!is_theirs || duty.contains("ended")) continue;
    for (const auto& reminder : part.reminders) {
      if (duty.at("rule") != procedure::code(reminder.rule)) continue;
      if (duty.value("step", "") != reminder.step) continue;
      if (duty.at("due") != to_text(reminder.due)) continue;
      duty["reminded"] = procedure::distance_text(reminder.before);
    }
    duties.push_back(std::move(duty));
  }
  return duties;
}

Json to_json(const ApplicationId& id, const std::vector<KnownPart>& parts) {
  Json list = Json::array();
  std::vector<procedure::Part> states;
  for (const auto& part : parts) {
    Json item = {{"state", "not_delivered"}};
    if (!part.view.empty()) {
      item = Json::parse(part.view);
      item.erase("passerelle");
      item.erase("application");
      item["duties"] = duties_of(part);
    } else {
      item["reason"] = part.not_reached.empty() ? "it is still being sent" : part.not_reached;
    }
    if (part.files_on_the_way > 0) item["files_on_the_way"] = part.files_on_the_way;
    item["node"] = part.node.text();
    item["standing"] = procedure::code(procedure::standing_of(part.state));
    item["waits_for"] = procedure::code(procedure::awaited_by(part.state));
    list.push_back(std::move(item));
    states.push_back(part.state);
  }
  return {{"application", id.text()},
          {"status", procedure::code(procedure::status_of(states))},
          {"parts", list}};
}

Result<void> require_part(store::Reader& reader, const ApplicationId& id, const NodeId& body) {
  const auto row = reader.query_one(
      "select 1 from application_parts where application = ? and node = ?", id, body);
  if (!row) return row.error();
  if (*row) return {};
  return Error{ServiceError::not_found,
               body.text() + " has no part of an application " + id.text() + " of this node"};
}

Result<void> keep_view(Node& node,
                       store::Transaction& tx,
                       const Json& document,
                       const ApplicationId& application,
                       const identity::PeerEntry& from,
                       std::optional<Instant> said_at) {
  const auto view = procedure::case_view_from_json(document);
  if (!view) return view.error();
  if (auto about = federation::require_about(application, view->application); !about) return about;
  if (view->node != from.id) {
    return Error{MessageError::wrong_sender,
                 from.id.text() + " speaks of the case of " + view->node.text()};
  }
  if (auto part = require_part(tx, view->application, from.id); !part) return part;
  const auto row = tx.query_one(
      "select sequence, view from application_parts where application = ? and node = ?",
      view->application, from.id);
  if (!row) return row.error();
  if (!view->decision.empty()) {
    const auto verified = verify_decision(from, document.at("decision"), view->application);
    if (!verified) return verified;
  }
  if (!view->change.empty()) {
    const auto verified = crypto::SignedDocument::open(document.at("change"),
                                                       access::kChangeDecisionType, from.seal_key);
    if (!verified) return verified.error();
  }
  if (!view->permit.empty()) {
    const auto permit = verified_permit(from, document.at("permit"), view->application);
    if (!permit) return permit.error();
    if (view->permit_state && said_at) {
      const auto& [state, reason, since] = *view->permit_state;
      const auto heard = hear_of_permit(
          node, tx, from.id,
          {permit->id, state, reason, since, permit->valid_from, permit->valid_until}, *said_at);
      if (!heard) return heard;
    }
  }
  const auto before = (*row)->text(1);
  if (!before.empty() && (*row)->integer(0) >= view->sequence) return {};
  if (auto kept = tx.run(
          "update application_parts set sequence = ?, view = ? where application = ? and node = ?",
          view->sequence, canonical_text(document), view->application, from.id);
      !kept) {
    return kept;
  }
  const bool is_known = view->permit.empty() || before.find(view->permit) != std::string::npos;
  if (is_known) return {};
  const auto logged =
      node.log.append(tx, node.entry(audit::Event::permit_received,
                                     {{"application", view->application.text()},
                                      {"node", from.id.text()},
                                      {"permit", document.at("permit").at("body").at("id")}}));
  return logged ? Result<void>() : logged.error();
}

Result<access::Permit> verified_permit(const identity::PeerEntry& issuer,
                                       const Json& envelope,
                                       const ApplicationId& application) {
  const auto body = crypto::SignedDocument::open(envelope, access::kPermitType, issuer.seal_key);
  if (!body) return body.error();
  auto permit = access::permit_from_json(*body);
  if (!permit) return permit.error();
  if (permit->issuer != issuer.id || permit->application != application) {
    return Error{ServiceError::conflict, issuer.id.text() + " sent a permit for something else"};
  }
  return permit;
}

}  // namespace passerelle::service
