#include "node/service/access/decisions.h"

#include <nlohmann/json.hpp>

#include "node/crypto/random.h"
#include "node/crypto/signed_document.h"
#include "node/service/access/case_acts.h"
#include "node/service/access/case_consequences.h"
#include "node/service/access/notices.h"
#include "node/service/callers.h"
#include "node/service/catalogue/records.h"
#include "node/service/errors.h"
#include "policies/access/errors.h"
#include "policies/procedure/title.h"

namespace passerelle::service {
namespace {

constexpr SignedPaper kDecision{access::kDecisionType, "decision", "decision.json"};

// The question of the form (policies/form) that says where the applicant is established.
constexpr const char* kDomicile = "domicile";

// Art. 91: an applicant of a third country is eligible only where an act of the Commission says so,
// which the decider then states by allowing a third country.
Result<void> require_eligible(const access::Application& asked, const access::Decision& decision) {
  const auto domicile = asked.answers.find(kDomicile);
  const auto* country =
      domicile == asked.answers.end() ? nullptr : std::get_if<std::string>(&domicile->second);
  const bool is_inside = country != nullptr && !access::is_third_country(*country);
  if (is_inside || decision.granted.allows_third_country) return {};
  return Error{access::CaseError::third_country,
               "the applicant is established outside the Union and the EEA, which is refused on "
               "ground 91 unless an act opens access to it (granted.third_country)"};
}

// What a grant needs beside what the decision itself says.
Result<void> require_grantable(Node& node,
                               store::Transaction& tx,
                               const Case& one,
                               const access::Application& asked,
                               const access::Decision& decision) {
  if (!access::gives_permit(decision.outcome)) return {};
  if (auto open = require_not_excluded(node, tx, one); !open) return open;
  if (auto eligible = require_eligible(asked, decision); !eligible) return eligible;
  return require_orderable(node, tx, datasets_of(asked));
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

Result<void> keep_signed(Node& node,
                         store::Transaction& tx,
                         const ApplicationId& id,
                         const SignedPaper& paper,
                         const Json& body) {
  const auto plain = keep_document(tx, id, paper.plain_name, canonical_text(body), node.now());
  if (!plain) return plain.error();
  const auto envelope = crypto::SignedDocument::sign(paper.type, body, node.seal_key).envelope();
  const auto kept = keep_document(tx, id, paper.signed_name, canonical_text(envelope), node.now());
  return kept ? Result<void>() : kept.error();
}

Result<Json> find_paper(store::Reader& reader, const ApplicationId& id, const std::string& digest) {
  const auto plain = find_document(reader, id, digest);
  if (!plain) return plain.error();
  return parse_json(plain->content);
}

Result<std::optional<Json>> newest_signed(store::Reader& reader,
                                          const ApplicationId& id,
                                          const SignedPaper& paper) {
  const auto row = reader.query_one(
      "select content from case_documents where application = ? and name = ?"
      " order by rowid desc limit 1",
      id, paper.signed_name);
  if (!row) return row.error();
  if (!*row) return std::optional<Json>();
  auto envelope = parse_json((*row)->blob(0));
  if (!envelope) return envelope.error();
  return std::optional(*std::move(envelope));
}

Result<access::CountryCase> undecided(const Node& node, const Case& one) {
  return access::open_case(one.application.current(), node.id(), one.file.history.front().event.at);
}

Result<access::Decision> find_decision(store::Reader& reader, const Case& one) {
  if (!one.file.decision) {
    return Error{ServiceError::conflict, "the case " + one.id().text() + " is not decided"};
  }
  const auto body = find_paper(reader, one.id(), one.file.decision->document);
  if (!body) return body.error();
  return access::decision_from_json(*body);
}

Result<Json> signed_decision(store::Reader& reader, const ApplicationId& id) {
  auto found = newest_signed(reader, id, kDecision);
  if (!found) return found.error();
  if (*found) return **std::move(found);
  return Error{ServiceError::not_found, "the signed decision is not kept"};
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
    const auto may = require_grantable(node, tx, *one, open->application, *decision);
    if (!may) return may.error();
    const auto actor = staff_of(node, caller, *one, procedure::EventType::decision_signed);
    if (!actor) return actor.error();
    const auto kept = keep_signed(node, tx, id, kDecision, access::to_json(*decision));
    if (!kept) return kept.error();
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
