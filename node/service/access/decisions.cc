#include "node/service/access/decisions.h"

#include <nlohmann/json.hpp>

#include "node/crypto/random.h"
#include "node/crypto/signed_document.h"
#include "node/service/access/case_acts.h"
#include "node/service/access/case_consequences.h"
#include "node/service/access/permits.h"
#include "node/service/callers.h"
#include "node/service/catalogue/records.h"
#include "node/service/errors.h"
#include "policies/access/errors.h"
#include "policies/procedure/title.h"

namespace passerelle::service {
namespace {

constexpr const char* kSignedDecision = "decision.json";

// Keeps the decision under the digest by which the case names it, and its signed form beside it.
Result<void> keep_decision(Node& node, store::Transaction& tx, const access::Decision& decision) {
  const auto body = access::to_json(decision);
  const auto plain =
      keep_document(tx, decision.application, "decision", canonical_text(body), node.now());
  if (!plain) return plain.error();
  const auto envelope =
      crypto::SignedDocument::sign(access::kDecisionType, body, node.seal_key).envelope();
  const auto kept = keep_document(tx, decision.application, kSignedDecision,
                                  canonical_text(envelope), node.now());
  if (!kept) return kept.error();
  return {};
}

// The steps of a case are those that the form of the data needs, so no decision gives another one
// that tells more of single persons.
Result<void> require_form_asked(const Case& one, const access::Decision& decision) {
  if (!decision.granted.form || *decision.granted.form <= one.file.submission->form) return {};
  return Error{
      access::CaseError::looser_than_asked,
      "the application asks for " + std::string(access::code(one.file.submission->form)) + " data"};
}

}  // namespace

Result<access::CountryCase> undecided(const Node& node, const Case& one) {
  return access::open_case(one.application.current(), node.id(), one.file.history.front().event.at);
}

Result<access::Decision> find_decision(store::Reader& reader, const Case& one) {
  if (!one.file.decision) {
    return Error{ServiceError::conflict, "the case " + one.id().text() + " is not decided"};
  }
  const auto plain = find_document(reader, one.id(), one.file.decision->document);
  if (!plain) return plain.error();
  const auto body = parse_json(plain->content);
  if (!body) return body.error();
  return access::decision_from_json(*body);
}

Result<Json> signed_decision(store::Reader& reader, const ApplicationId& id) {
  const auto row = reader.query_one(
      "select content from case_documents where application = ? and name = ?"
      " order by kept desc, rowid desc limit 1",
      id, kSignedDecision);
  if (!row) return row.error();
  if (!*row) return Error{ServiceError::not_found, "the signed decision is not kept"};
  return parse_json((*row)->blob(0));
}

Result<Json> decide_case(Node& node,
                         const identity::Caller& caller,
                         const ApplicationId& id,
                         const Json& request) {
  const auto user = require_role(caller, identity::Role::decider);
  if (!user) return user.error();
  // The decider and the time are who is logged in and now, never what the request says.
  Json written = request;
  if (written.is_object()) {
    written["application"] = id.text();
    written["decider"] = user->name().text();
    written["at"] = to_text(node.now());
  }
  const auto decision = access::decision_from_json(written);
  if (!decision) return decision.error();
  return node.commit([&](store::Transaction& tx) -> Result<Json> {
    auto one = find_case(tx, id);
    if (!one) return one.error();
    const auto open = undecided(node, *one);
    if (!open) return open.error();
    if (auto fits = require_form_asked(*one, *decision); !fits) return fits.error();
    if (auto fits = access::decide(*open, *decision); !fits) return fits.error();
    const bool is_grant = access::gives_permit(decision->outcome);
    if (is_grant) {
      const auto ruled = require_orderable(node, tx, datasets_of(open->application));
      if (!ruled) return ruled.error();
    }
    const auto actor = staff_of(node, caller, *one, procedure::EventType::decision_signed);
    if (!actor) return actor.error();
    if (auto kept = keep_decision(node, tx, *decision); !kept) return kept.error();
    const PermitId permit(node.id().text() + "-" + crypto::random_id());
    const auto taken = take_with_consequences(node, tx, *one,
                                              {new_event_id(node), id, node.now(), *actor,
                                               procedure::signature_of(*open, *decision, permit)});
    if (!taken) return taken.error();
    const auto logged = node.log.append(
        tx, node.entry(audit::Event::decision_made, {{"application", id.text()},
                                                     {"outcome", access::code(decision->outcome)},
                                                     {"decider", user->name().text()},
                                                     {"digest", access::digest(*decision)}}));
    if (!logged) return logged.error();
    Json answer = brief(*one);
    answer["outcome"] = access::code(decision->outcome);
    return answer;
  });
}

}  // namespace passerelle::service
