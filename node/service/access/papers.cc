#include "node/service/access/papers.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "node/crypto/signed_document.h"
#include "node/service/access/answers.h"
#include "node/service/access/cases.h"
#include "node/service/access/decisions.h"
#include "node/service/access/permits.h"
#include "node/service/access/title_changes.h"
#include "node/service/callers.h"
#include "node/service/errors.h"
#include "policies/documents/documents.h"

namespace passerelle::service {
namespace {

using purposes::Language;

constexpr std::array<std::string_view, 4> kWords{"decision", "permit", "fee", "change"};

// What papers are made of, whoever asks.
struct PaperSource {
  access::Application application;  // the body's part
  NodeId node;
  documents::Body body;
  Instant since;
  Json decision;  // envelopes; null as long as there is none
  Json permit;
  Json change;
};

Result<PaperSource> own_case(const Node& node,
                             store::Reader& reader,
                             const identity::Caller& caller,
                             const ApplicationId& id) {
  const auto one = case_for_staff(node, reader, caller, id);
  if (!one) return one.error();
  PaperSource source{one->application.current(),
                     node.id(),
                     {node.config.name, node.config.country},
                     one->file.since,
                     {},
                     {},
                     {}};
  if (one->file.decision) {
    auto decision = signed_decision(reader, id);
    if (!decision) return decision.error();
    source.decision = *std::move(decision);
  }
  auto change = signed_change(reader, id);
  if (!change) return change.error();
  if (*change) source.change = **std::move(change);
  const auto permit = newest_permit(reader, id);
  if (!permit) return permit.error();
  if (!*permit) return source;
  auto envelope = parse_json((*permit)->envelope);
  if (!envelope) return envelope.error();
  source.permit = *std::move(envelope);
  return source;
}

Result<PaperSource> told_case(store::Reader& reader,
                              const identity::TrustList& list,
                              const identity::Caller& caller,
                              const ApplicationId& id,
                              const NodeId& body) {
  const auto user = require_role(caller, identity::Role::applicant);
  if (!user) return user.error();
  if (auto own = require_own(reader, user->name(), id); !own) return own.error();
  const auto parts = parts_of(reader, id);
  if (!parts) return parts.error();
  const auto part = std::ranges::find(*parts, body, &KnownPart::node);
  if (part == parts->end() || part->view.empty()) {
    return Error{ServiceError::not_found, body.text() + " has told nothing of " + id.text()};
  }
  const auto application = find_application(reader, id);
  if (!application) return application.error();
  const auto history = part_as_answered(reader, *application, body);
  if (!history) return history.error();
  const auto* peer = list.find(body);
  const auto view = parse_json(part->view);
  if (!view) return view.error();
  const auto since = parse_instant(view->at("since").get<std::string>());
  if (!since) return since.error();
  PaperSource source{history->current(), body, {body.text(), ""}, *since, {}, {}, {}};
  if (peer != nullptr) source.body = {peer->name, peer->country};
  source.decision = view->value("decision", Json());
  source.permit = view->value("permit", Json());
  source.change = view->value("change", Json());
  return source;
}

Result<PaperSource> own_source(Node& node,
                               const identity::Caller& caller,
                               const ApplicationId& id) {
  return node.database.read(
      [&](store::Reader& reader) { return own_case(node, reader, caller, id); });
}

Result<PaperSource> told_source(Node& node,
                                const identity::Caller& caller,
                                const ApplicationId& id,
                                const NodeId& body) {
  const auto list = node.trust.current(node.now());
  if (!list) return list.error();
  return node.database.read(
      [&](store::Reader& reader) { return told_case(reader, **list, caller, id, body); });
}

const Json& envelope_in(const PaperSource& source, Paper paper) {
  switch (paper) {
    case Paper::permit: return source.permit;
    case Paper::change: return source.change;
    case Paper::decision:
    case Paper::fee: break;
  }
  return source.decision;
}

const char* type_of(Paper paper) {
  switch (paper) {
    case Paper::permit: return access::kPermitType;
    case Paper::change: return access::kChangeDecisionType;
    case Paper::decision:
    case Paper::fee: break;
  }
  return access::kDecisionType;
}

Result<Json> envelope_of(const PaperSource& source, Paper paper) {
  const Json& envelope = envelope_in(source, paper);
  const bool lacks_fees =
      paper == Paper::fee && !envelope.is_null() && !envelope.at("body").contains("fees");
  if (!envelope.is_null() && !lacks_fees) return envelope;
  return Error{ServiceError::not_found, "the case " + source.application.id.text() + " has no " +
                                            std::string(kWords[static_cast<std::size_t>(paper)])};
}

Result<documents::Seal> seal_of(const Json& envelope, Paper paper) {
  const auto document = crypto::SignedDocument::parse(envelope, type_of(paper));
  if (!document) return document.error();
  return documents::Seal{document->digest(), envelope.at("key").get<std::string>()};
}

Result<std::string> page_of(const PaperSource& source, Paper paper, Language language) {
  const auto envelope = envelope_of(source, paper);
  if (!envelope) return envelope.error();
  const auto seal = seal_of(*envelope, paper);
  if (!seal) return seal.error();
  if (paper == Paper::permit) {
    const auto permit = access::permit_from_json(envelope->at("body"));
    if (!permit) return permit.error();
    return documents::permit_document(*permit, source.body, *seal, language);
  }
  if (paper == Paper::change) {
    const auto change = access::change_decision_from_json(envelope->at("body"));
    if (!change) return change.error();
    return documents::change_document(*change, source.application, source.body, *seal, language);
  }
  const auto decision = access::decision_from_json(envelope->at("body"));
  if (!decision) return decision.error();
  const bool is_grant = access::gives_permit(decision->outcome);
  const access::CountryCase decided{
      source.application, source.node,
      is_grant ? access::CaseState::granted : access::CaseState::refused, source.since, *decision};
  return paper == Paper::fee ? documents::fee_statement(decided, source.body, *seal, language)
                             : documents::decision_document(decided, source.body, *seal, language);
}

}  // namespace

Result<Paper> parse_paper(std::string_view word) {
  const auto found = std::ranges::find(kWords, word);
  if (found != kWords.end()) return static_cast<Paper>(found - kWords.begin());
  return Error{ServiceError::bad_request, "decision, permit, fee or change is expected"};
}

Result<Json> case_paper(Node& node,
                        const identity::Caller& caller,
                        const ApplicationId& id,
                        Paper paper) {
  const auto source = own_source(node, caller, id);
  return source ? envelope_of(*source, paper) : source.error();
}

Result<Json> told_paper(Node& node,
                        const identity::Caller& caller,
                        const ApplicationId& id,
                        const NodeId& body,
                        Paper paper) {
  const auto source = told_source(node, caller, id, body);
  return source ? envelope_of(*source, paper) : source.error();
}

Result<std::string> case_paper_page(Node& node,
                                    const identity::Caller& caller,
                                    const ApplicationId& id,
                                    Paper paper,
                                    Language language) {
  const auto source = own_source(node, caller, id);
  return source ? page_of(*source, paper, language) : source.error();
}

Result<std::string> told_paper_page(Node& node,
                                    const identity::Caller& caller,
                                    const ApplicationId& id,
                                    const NodeId& body,
                                    Paper paper,
                                    Language language) {
  const auto source = told_source(node, caller, id, body);
  return source ? page_of(*source, paper, language) : source.error();
}

}  // namespace passerelle::service
