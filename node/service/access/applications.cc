#include "node/service/access/applications.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/crypto/random.h"
#include "node/crypto/signed_document.h"
#include "node/identity/errors.h"
#include "node/service/access/answers.h"
#include "node/service/access/files.h"
#include "node/service/access/parts.h"
#include "node/service/callers.h"
#include "node/service/catalogue/records.h"
#include "node/service/errors.h"
#include "node/service/messages.h"
#include "policies/form/attachment.h"
#include "policies/form/check.h"

namespace passerelle::service {
namespace {

using federation::MessageState;
using federation::MessageType;
using federation::SentMessage;
using identity::Role;

constexpr std::chrono::seconds kViewDeadline{15};

// Puts one node's part into the outbox, and behind it the files that the part names.
Result<void> send_part(Node& node,
                       store::Transaction& tx,
                       const access::Application& application,
                       const NodeId& to) {
  const auto part = application.part_for(to);
  if (!part) return part.error();
  const auto envelope =
      crypto::SignedDocument::sign(access::kApplicationType, access::to_json(*part), node.seal_key);
  const auto sent = node.send(tx, MessageType::application_submitted, to, application.id,
                              {{"application", envelope.envelope()}});
  if (!sent) return sent.error();
  for (const auto& file : form::attachments_of(*part)) {
    if (auto put = send_file(node, tx, application.id, file, to); !put) return put;
  }
  return {};
}

// From its submission on an application has its own files, which nobody changes.
Result<void> freeze_files(store::Transaction& tx,
                          const access::Application& application,
                          const std::optional<form::DraftId>& written_in) {
  if (written_in) {
    auto copied = copy_files(tx, written_in->text(), application.id.text());
    if (!copied) return copied;
  }
  return keep_only(tx, application.id.text(), form::attachments_of(application));
}

// The files that the application was submitted with.
Json files_of(const access::Application& application) {
  Json files = Json::array();
  for (const auto& placed : form::files_in(form::current_form(), access::to_json(application))) {
    files.push_back(to_json(placed));
  }
  return files;
}

Result<Json> shown(Node& node, const ApplicationId& id) {
  return node.database.read([&](store::Reader& reader) -> Result<Json> {
    const auto parts = parts_of(reader, id);
    if (!parts) return parts.error();
    const auto application = find_application(reader, id);
    if (!application) return application.error();
    Json page = to_json(id, *parts);
    page["files"] = files_of(*application);
    return page;
  });
}

Result<void> refresh_part(Node& node,
                          federation::Peers& peers,
                          const identity::TrustList& list,
                          const ApplicationId& id,
                          const NodeId& body) {
  const auto* entry = list.find(body);
  if (entry == nullptr) {
    return Error{identity::IdentityError::unknown_node,
                 "the trust list names no node " + body.text()};
  }
  auto request = http::make_request(
      http::Method::get, "/federation/v1/applications/" + http::percent_encoded(id.text()));
  if (!request) return request.error();
  const auto response = peers.ask(body, *std::move(request), kViewDeadline);
  if (!response) return response.error();
  const auto view = parse_json(response->body);
  if (!view) return view.error();
  return node.commit(
      audit::Event::case_refreshed, {{"application", id.text()}, {"node", body.text()}},
      [&](store::Transaction& tx) { return keep_view(node, tx, *view, id, *entry); });
}

// When the other node took a message in, as it says.
std::optional<Instant> received_at(const Json& acknowledgement) {
  const auto text = acknowledgement.find("received_at");
  if (text == acknowledgement.end() || !text->is_string()) return std::nullopt;
  const auto time = parse_instant(text->get<std::string>());
  return time ? std::optional(*time) : std::nullopt;
}

}  // namespace

Result<Json> sent_and_shown(Node& node, const ApplicationId& id) {
  auto waiting =
      node.database.read([&](store::Reader& reader) { return federation::sent_about(reader, id); });
  if (!waiting) return waiting.error();
  std::erase_if(*waiting, [](const auto& one) { return one.state != MessageState::waiting; });
  send_now(node, *waiting);
  return shown(node, id);
}

Result<Json> submit_application(Node& node,
                                const identity::Caller& caller,
                                const Json& draft,
                                const std::optional<form::DraftId>& written_in) {
  const auto user = require_role(caller, Role::applicant);
  if (!user) return user.error();
  if (auto complete = form::require_complete(form::current_form(), draft); !complete) {
    return complete.error();
  }
  const ApplicationId id(node.id().text() + "-" + crypto::random_id());
  const auto application = access::application_from_draft(draft, id, node.id(), node.now());
  if (!application) return application.error();
  const auto envelope = crypto::SignedDocument::sign(access::kApplicationType,
                                                     access::to_json(*application), node.seal_key);
  const auto saved = node.commit(
      audit::Event::application_submitted,
      {{"application", id.text()},
       {"digest", access::digest(*application)},
       {"user", user->name().text()}},
      [&](store::Transaction& tx) -> Result<void> {
        // A courtesy for datasets of others: each holding node checks its own.
        if (auto ruled = require_in_force(node, tx, datasets_of(*application)); !ruled)
          return ruled;
        if (auto kept = tx.run(
                "insert into applications (id, envelope, user, submitted) values (?, ?, ?, ?)", id,
                canonical_text(envelope.envelope()), user->name(), application->submitted_at);
            !kept) {
          return kept;
        }
        if (auto frozen = freeze_files(tx, *application, written_in); !frozen) return frozen;
        for (const auto& holder : application->holding_nodes()) {
          auto kept =
              tx.run("insert into application_parts (application, node) values (?, ?)", id, holder);
          if (kept) kept = send_part(node, tx, *application, holder);
          if (!kept) return kept;
        }
        return {};
      });
  if (!saved) return saved.error();
  return sent_and_shown(node, id);
}

Result<Json> send_application(Node& node, const identity::Caller& caller, const ApplicationId& id) {
  const auto user = require_role(caller, Role::applicant);
  if (!user) return user.error();
  const auto again =
      node.commit(audit::Event::applicant_acted,
                  {{"application", id.text()}, {"act", "send"}, {"user", user->name().text()}},
                  [&](store::Transaction& tx) -> Result<void> {
                    if (auto may = require_involved(tx, node.id(), user->name(), id); !may)
                      return may;
                    const auto application = find_application(tx, id);
                    if (!application) return application.error();
                    const auto sent = federation::sent_about(tx, id);
                    if (!sent) return sent.error();
                    for (const auto& message : *sent) {
                      if (auto set = federation::set_waiting(tx, message.id); !set) return set;
                    }
                    const auto parts = parts_of(tx, id);
                    if (!parts) return parts.error();
                    for (const auto& part : *parts) {
                      const bool was_sent =
                          std::ranges::find(*sent, part.node, &SentMessage::to) != sent->end();
                      // Parts from before there was an outbox stand without a message.
                      if (was_sent || !part.view.empty()) continue;
                      if (auto put = send_part(node, tx, *application, part.node); !put) return put;
                    }
                    return {};
                  });
  if (!again) return again.error();
  return sent_and_shown(node, id);
}

Result<Json> show_application(Node& node,
                              const identity::Caller& caller,
                              const ApplicationId& id,
                              Refresh refresh) {
  const auto user = require_role(caller, Role::applicant);
  if (!user) return user.error();
  if (auto may = node.database.read([&](store::Reader& reader) {
        return require_involved(reader, node.id(), user->name(), id);
      });
      !may) {
    return may.error();
  }
  if (refresh == Refresh::no) return shown(node, id);
  const auto parts =
      node.database.read([&](store::Reader& reader) { return parts_of(reader, id); });
  if (!parts) return parts.error();
  const auto peers = node.peers();
  if (!peers) return peers.error();
  const auto list = node.trust.current(node.now());
  if (!list) return list.error();
  Json unheard = Json::object();
  for (const auto& part : *parts) {
    const auto heard = refresh_part(node, **peers, **list, id, part.node);
    if (!heard) unheard[part.node.text()] = heard.error().text();
  }
  auto answer = shown(node, id);
  if (answer && !unheard.empty()) (*answer)["not_reached"] = unheard;
  return answer;
}

Result<Json> list_applications(Node& node, const identity::Caller& caller) {
  const auto user = require_role(caller, Role::applicant);
  if (!user) return user.error();
  return node.database.read([&](store::Reader& reader) -> Result<Json> {
    const auto rows =
        reader.query("select id, user, submitted from applications order by submitted, id");
    if (!rows) return rows.error();
    Json list = Json::array();
    for (const auto& row : *rows) {
      const ApplicationId id(row.text(0));
      const auto may = require_involved(reader, node.id(), user->name(), id);
      if (!may && may.error().code == ServiceError::not_found) continue;
      if (!may) return may.error();
      list.push_back(
          {{"application", id.text()}, {"user", row.text(1)}, {"submitted", row.text(2)}});
    }
    return Json{{"applications", list}};
  });
}

MessageHandlers applicant_messages(Node& node) {
  MessageHandlers handlers;
  // Bodies say where their cases stand.
  for (const auto type : {MessageType::status_changed, MessageType::due_date_changed,
                          MessageType::information_requested, MessageType::decision_issued,
                          MessageType::permit_changed}) {
    handlers[type].receive = [&node](store::Transaction& tx, const federation::Message& message,
                                     const identity::PeerEntry& from) -> Result<Json> {
      const auto view = parse_json(message.body);
      if (!view) return view.error();
      if (auto kept = keep_view(node, tx, *view, message.application.value_or(ApplicationId()),
                                from, message.sent_at);
          !kept)
        return kept.error();
      return Json::object();
    };
  }
  // Bodies acknowledge what the applicant sends, and say where their cases stand since.
  for (const auto type : {MessageType::application_submitted, MessageType::application_withdrawn,
                          MessageType::information_provided, MessageType::appealed,
                          MessageType::applicant_answered, MessageType::results_published}) {
    handlers[type].acknowledged = [&node](store::Transaction& tx, const SentMessage& sent,
                                          const Json& acknowledgement,
                                          const identity::PeerEntry& by) -> Result<void> {
      if (sent.type == MessageType::information_provided) {
        if (auto noted = note_taken(tx, sent.id, node.now()); !noted) return noted;
      }
      const auto view = acknowledgement.find("case_view");
      if (view == acknowledgement.end()) return {};
      return keep_view(node, tx, *view, sent.application, by, received_at(acknowledgement));
    };
  }
  return handlers;
}

Result<std::map<NodeId, HeldPermit>> permits_of(store::Reader& reader,
                                                const identity::TrustList& list,
                                                const ApplicationId& id) {
  const auto parts = parts_of(reader, id);
  if (!parts) return parts.error();
  std::map<NodeId, HeldPermit> permits;
  for (const auto& part : *parts) {
    if (part.permit.empty()) continue;
    const auto envelope = parse_json(part.permit);
    if (!envelope) return envelope.error();
    const auto* issuer = list.find(part.node);
    if (issuer == nullptr) {
      return Error{identity::IdentityError::unknown_node,
                   "the trust list names no node " + part.node.text()};
    }
    auto permit = verified_permit(*issuer, *envelope, id);
    if (!permit) return permit.error();
    permits.emplace(part.node, HeldPermit{*std::move(permit), part.permit});
  }
  return permits;
}

}  // namespace passerelle::service
