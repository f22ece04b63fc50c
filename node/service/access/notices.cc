#include "node/service/access/notices.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/crypto/signed_document.h"
#include "node/federation/errors.h"
#include "node/service/access/decisions.h"
#include "node/service/callers.h"
#include "node/service/errors.h"
#include "policies/access/errors.h"

namespace passerelle::service {
namespace {

using access::DecisionNotice;
using access::EnforcementNotice;
using access::Measure;
using federation::Message;
using federation::MessageError;
using federation::MessageType;
using identity::PeerEntry;
using procedure::CaseEvent;

constexpr const char* kNotice = "notice";

Json seal(const Node& node, const char* type, const Json& notice) {
  return crypto::SignedDocument::sign(type, notice, node.seal_key).envelope();
}

// What an event decides; nothing when it decides nothing.
std::optional<DecisionNotice> decided_by(const Node& node, const CaseEvent& event) {
  DecisionNotice notice{event.application, node.id(), node.config.country, {}, {}, {}, {},
                        event.at};
  const auto say = [&](const auto& what, access::Outcome outcome) {
    notice.decision = what.document;
    notice.reason = what.reason;
    notice.outcome = outcome;
  };
  if (const auto* signed_event = std::get_if<procedure::DecisionSigned>(&event.what)) {
    say(*signed_event, signed_event->outcome);
  } else if (const auto* amended = std::get_if<procedure::Amended>(&event.what)) {
    say(*amended, access::Outcome::granted);
    notice.change = access::TitleChange::amendment;
  } else if (const auto* renewed = std::get_if<procedure::Renewed>(&event.what)) {
    say(*renewed, access::Outcome::granted);
    notice.change = access::TitleChange::renewal;
  } else if (const auto* refused = std::get_if<procedure::ChangeRefused>(&event.what)) {
    say(*refused, access::Outcome::refused);
    notice.change = refused->change;
  } else {
    return std::nullopt;
  }
  return notice;
}

Result<void> send_to_dossier(Node& node,
                             store::Transaction& tx,
                             const Case& one,
                             const DecisionNotice& notice) {
  const Json body = {{kNotice, seal(node, access::kDecisionNoticeType, to_json(notice))}};
  for (const auto& peer : one.application.current().peers) {
    if (peer == node.id()) continue;
    const auto sent = node.send(tx, MessageType::decision_issued, peer, one.id(), body);
    if (!sent) return sent.error();
  }
  return {};
}

Result<void> keep(store::Transaction& tx,
                  const EnforcementNotice& notice,
                  const Json& envelope,
                  Instant now) {
  return tx.run(
      "insert into enforcement_notices (node, id, user, taken, envelope, received)"
      " values (?, ?, ?, ?, ?, ?) on conflict (node, id) do nothing",
      notice.node, notice.id, access::user_key(notice.user), notice.at, canonical_text(envelope),
      now);
}

Result<void> send_to_all(Node& node,
                         store::Transaction& tx,
                         const Case& one,
                         const EnforcementNotice& notice) {
  const auto envelope = seal(node, access::kEnforcementNoticeType, to_json(notice));
  if (auto kept = keep(tx, notice, envelope, node.now()); !kept) return kept;
  const auto list = node.trust.last_read();
  if (list == nullptr) return {};  // a node that stands alone has nobody to tell
  for (const auto& peer : list->entries()) {
    if (peer.id == node.id()) continue;
    const auto sent =
        node.send(tx, MessageType::enforcement_notice, peer.id, one.id(), {{kNotice, envelope}});
    if (!sent) return sent.error();
  }
  return {};
}

// What the measure says, as far as the event does not.
EnforcementNotice notice_of(const Node& node, const Case& one, const CaseEvent& event) {
  EnforcementNotice notice;
  notice.id = event.id.text();
  notice.node = node.id();
  notice.country = node.config.country;
  notice.user = one.application.current().applicant.organisation;
  notice.application = one.id();
  notice.at = event.at;
  return notice;
}

struct SealedNotice {
  Json envelope;
  Json body;
};

// Returns the notice that a message brings, when its sender has sealed it.
Result<SealedNotice> opened(const Message& message, const PeerEntry& from, const char* type) {
  const auto content = parse_json(message.body);
  if (!content) return content.error();
  Fields f(*content, "");
  SealedNotice notice{f.object(kNotice), {}};
  if (auto read = f.done(); !read) return read.error();
  auto body = crypto::SignedDocument::open(notice.envelope, type, from.seal_key);
  if (!body) return body.error();
  notice.body = *std::move(body);
  return notice;
}

// A body speaks for itself, and of what the message is about.
Result<void> require_own_notice(const Message& message,
                                const PeerEntry& from,
                                const NodeId& node,
                                const ApplicationId& application) {
  if (node != from.id) {
    return Error{MessageError::wrong_sender, from.id.text() + " speaks for " + node.text()};
  }
  return federation::require_about(message.application.value_or(ApplicationId()), application);
}

Result<Json> receive_decision(Node& node,
                              store::Transaction& tx,
                              const Message& message,
                              const PeerEntry& from) {
  const auto sealed = opened(message, from, access::kDecisionNoticeType);
  if (!sealed) return sealed.error();
  const auto notice = access::decision_notice_from_json(sealed->body);
  if (!notice) return notice.error();
  if (auto own = require_own_notice(message, from, notice->node, notice->application); !own) {
    return own.error();
  }
  // It may come before our own part of the dossier does.
  if (auto kept = tx.run(
          "insert into decision_notices (application, node, decision, decided, envelope, received)"
          " values (?, ?, ?, ?, ?, ?) on conflict (application, node, decision) do nothing",
          notice->application, notice->node, notice->decision, notice->at,
          canonical_text(sealed->envelope), node.now());
      !kept) {
    return kept.error();
  }
  return Json::object();
}

Result<Json> receive_enforcement(Node& node,
                                 store::Transaction& tx,
                                 const Message& message,
                                 const PeerEntry& from) {
  const auto sealed = opened(message, from, access::kEnforcementNoticeType);
  if (!sealed) return sealed.error();
  const auto notice = access::enforcement_notice_from_json(sealed->body);
  if (!notice) return notice.error();
  if (auto own = require_own_notice(message, from, notice->node, notice->application); !own) {
    return own.error();
  }
  auto kept = keep(tx, *notice, sealed->envelope, node.now());
  if (!kept) return kept.error();
  return Json::object();
}

bool brings_notice(const Message& message) {
  const auto content = parse_json(message.body);
  return content && content->is_object() && content->contains(kNotice);
}

Result<std::vector<EnforcementNotice>> notices_from(const Result<std::vector<store::Row>>& rows) {
  if (!rows) return rows.error();
  std::vector<EnforcementNotice> notices;
  for (const auto& row : *rows) {
    const auto envelope = parse_json(row.text(0));
    if (!envelope) return envelope.error();
    auto notice = access::enforcement_notice_from_json(envelope->at("body"));
    if (!notice) return notice.error();
    notices.push_back(*std::move(notice));
  }
  return notices;
}

Result<std::vector<EnforcementNotice>> notices_about(store::Reader& reader, const Case& one) {
  return notices_from(reader.query(
      "select envelope from enforcement_notices where user = ? order by taken desc, id",
      access::user_key(one.application.current().applicant.organisation)));
}

Json shown(const EnforcementNotice& notice, Instant now) {
  Json object = to_json(notice);
  object["in_force"] = notice.is_in_force(now);
  return object;
}

}  // namespace

Result<void> send_notices(Node& node,
                          store::Transaction& tx,
                          const Case& one,
                          const CaseEvent& event) {
  if (const auto decision = decided_by(node, event)) {
    return send_to_dossier(node, tx, one, *decision);
  }
  auto notice = notice_of(node, one, event);
  switch (event.type()) {
    case procedure::EventType::revoked:
      notice.measure = Measure::revocation;
      notice.reason = std::get<procedure::Revoked>(event.what).reason;
      return send_to_all(node, tx, one, notice);
    case procedure::EventType::excluded:
      notice.measure = Measure::exclusion;
      notice.reason = std::get<procedure::Excluded>(event.what).reason;
      notice.until = std::get<procedure::Excluded>(event.what).until;
      return send_to_all(node, tx, one, notice);
    default: return {};
  }
}

void add_notice_handlers(Node& node, MessageHandlers& handlers) {
  handlers[MessageType::enforcement_notice].receive =
      [&node](store::Transaction& tx, const Message& message, const PeerEntry& from) {
        return receive_enforcement(node, tx, message, from);
      };
  auto& decision = handlers[MessageType::decision_issued].receive;
  decision = [&node, keep_view = std::move(decision)](
                 store::Transaction& tx, const Message& message, const PeerEntry& from) {
    return brings_notice(message) ? receive_decision(node, tx, message, from)
                                  : keep_view(tx, message, from);
  };
}

Result<std::vector<DecisionNotice>> other_decisions(store::Reader& reader, const Case& one) {
  const auto rows = reader.query(
      "select envelope from decision_notices where application = ? order by decided, node",
      one.id());
  if (!rows) return rows.error();
  const auto& peers = one.application.current().peers;
  std::vector<DecisionNotice> notices;
  for (const auto& row : *rows) {
    const auto envelope = parse_json(row.text(0));
    if (!envelope) return envelope.error();
    auto notice = access::decision_notice_from_json(envelope->at("body"));
    if (!notice) return notice.error();
    // Whoever takes no part in the dossier has nothing to say on it.
    if (std::ranges::find(peers, notice->node) == peers.end()) continue;
    notices.push_back(*std::move(notice));
  }
  return notices;
}

Result<Json> notices_on_user(const Node& node, store::Reader& reader, const Case& one) {
  const auto notices = notices_about(reader, one);
  if (!notices) return notices.error();
  Json list = Json::array();
  for (const auto& notice : *notices) {
    if (notice.is_in_force(node.now())) list.push_back(shown(notice, node.now()));
  }
  return list;
}

Result<void> require_not_excluded(const Node& node, store::Reader& reader, const Case& one) {
  const auto notices = notices_about(reader, one);
  if (!notices) return notices.error();
  for (const auto& notice : *notices) {
    const bool is_ours = notice.node == node.id();
    if (!is_ours || notice.measure != Measure::exclusion || !notice.is_in_force(node.now())) {
      continue;
    }
    return Error{access::CaseError::excluded, notice.user + " is excluded from access until " +
                                                  to_text(*notice.until) + " (Art. 63(3))"};
  }
  return {};
}

Result<Json> list_notices(Node& node, const identity::Caller& caller) {
  if (auto user = require_staff(caller); !user) return user.error();
  const auto notices = node.database.read([](store::Reader& reader) {
    return notices_from(
        reader.query("select envelope from enforcement_notices order by taken desc, id"));
  });
  if (!notices) return notices.error();
  Json list = Json::array();
  for (const auto& notice : *notices) list.push_back(shown(notice, node.now()));
  return Json{{"notices", list}};
}

}  // namespace passerelle::service
