#include "node/service/access/cases.h"

#include <nlohmann/json.hpp>

#include "node/base/encoding.h"
#include "node/base/fields.h"
#include "node/crypto/signed_document.h"
#include "node/service/access/case_acts.h"
#include "node/service/access/case_files.h"
#include "node/service/access/case_store.h"
#include "node/service/access/case_view.h"
#include "node/service/access/notices.h"
#include "node/service/callers.h"
#include "node/service/catalogue/records.h"
#include "node/service/errors.h"
#include "policies/form/check.h"
#include "policies/form/wishes.h"
#include "policies/procedure/title.h"

namespace passerelle::service {
namespace {

using federation::MessageType;

Result<void> require_about(const federation::Message& message, const ApplicationId& said) {
  return federation::require_about(message.application.value_or(ApplicationId()), said);
}

Result<Json> acknowledged(const Node& node, store::Reader& reader, const Case& one) {
  const auto view = told_view(node, reader, one);
  if (!view) return view.error();
  return Json{{"case_view", *view}};
}

// {"application": envelope of the part}. Sent twice it is one case.
Result<Json> receive_application(Node& node,
                                 store::Transaction& tx,
                                 const federation::Message& message,
                                 const identity::PeerEntry& from) {
  const auto content = parse_json(message.body);
  if (!content) return content.error();
  Fields f(*content, "");
  const auto& envelope = f.object("application");
  if (auto read = f.done(); !read) return read.error();
  const auto body = crypto::SignedDocument::open(envelope, access::kApplicationType, from.seal_key);
  if (!body) return body.error();
  const auto application = access::application_from_json(*body);
  if (!application) return application.error();
  if (application->requesting_node != from.id) {
    return Error{ServiceError::not_allowed, "the application names another requesting node"};
  }
  if (auto about = require_about(message, application->id); !about) return about.error();
  // The requesting node has checked it too, but this body decides on what it can vouch for.
  if (auto complete = form::require_complete(form::current_form(), *body); !complete) {
    return complete.error();
  }
  const auto part = application->part_for(node.id());
  if (!part) return part.error();
  if (const auto known = find_case(tx, part->id)) {
    if (known->application.versions().front().application == *part) {
      return acknowledged(node, tx, *known);
    }
    return Error{ServiceError::conflict, "another application with that id is here already"};
  }
  if (auto ruled = require_orderable(node, tx, datasets_of(*part)); !ruled) return ruled.error();
  const procedure::CaseEvent submission{
      procedure::EventId(message.id.text()),
      part->id,
      node.now(),
      {procedure::Role::applicant, from.id.text(), part->contact.id},
      procedure::submission_of(
          *part,
          form::asks_accelerated(*part) ? procedure::Accelerated::yes : procedure::Accelerated::no,
          form::data_form_of(*part))};
  const auto opened = open_case(node, tx, *part, submission);
  if (!opened) return opened.error();
  const auto logged = node.log.append(
      tx, node.entry(audit::Event::application_received, {{"application", part->id.text()},
                                                          {"node", from.id.text()},
                                                          {"digest", access::digest(*part)}}));
  if (!logged) return logged.error();
  return acknowledged(node, tx, *opened);
}

// {"application", "event", "person", "answers"?}: what the applicant does once it is sent.
Result<Json> receive_act(Node& node,
                         store::Transaction& tx,
                         const federation::Message& message,
                         const identity::PeerEntry& from) {
  auto content = parse_json(message.body);
  if (!content) return content.error();
  if (!content->is_object()) return Error{BaseError::malformed, "an object is expected"};
  const ApplicationId id(content->value("application", std::string()));
  if (auto about = require_about(message, id); !about) return about.error();
  content->erase("application");
  return take_applicant_act(node, tx, from.id, id, procedure::EventId(message.id.text()), *content);
}

}  // namespace

Result<Case> case_for_staff(const Node& node,
                            store::Reader& reader,
                            const identity::Caller& caller,
                            const ApplicationId& id) {
  const auto user = require_staff(caller);
  if (!user) return user.error();
  auto one = find_case(reader, id);
  if (one && one->file.locked_out.contains(access::account_of(user->name(), node.id()))) {
    return Error{ServiceError::not_allowed,
                 user->name().text() + " declared an interest and is locked out of this case"};
  }
  return one;
}

MessageHandlers case_messages(Node& node) {
  const auto with_node = [&node](auto receive) {
    return [&node, receive](store::Transaction& tx, const federation::Message& message,
                            const identity::PeerEntry& from) {
      return receive(node, tx, message, from);
    };
  };
  MessageHandlers handlers;
  handlers[MessageType::application_submitted].receive = with_node(receive_application);
  handlers[MessageType::file_sent].receive = with_node(receive_file);
  for (const auto type :
       {MessageType::application_withdrawn, MessageType::information_provided,
        MessageType::appealed, MessageType::applicant_answered, MessageType::results_published}) {
    handlers[type].receive = with_node(receive_act);
  }
  return handlers;
}

Result<Json> tell_case(Node& node, const identity::Caller& caller, const ApplicationId& id) {
  const auto peer = require_peer(caller);
  if (!peer) return peer.error();
  return node.commit([&](store::Transaction& tx) -> Result<Json> {
    auto one = find_case(tx, id);
    if (!one) return one.error();
    // Somebody else's case is no case.
    if (one->requesting_node() != peer->id()) {
      return Error{ServiceError::not_found, "there is no case " + id.text()};
    }
    if (auto told = tell_lapses(node, tx, *one); !told) return told.error();
    return told_view(node, tx, *one);
  });
}

Result<Json> list_cases(Node& node, const identity::Caller& caller) {
  if (auto user = require_staff(caller); !user) return user.error();
  const auto rows = node.database.read([](store::Reader& reader) {
    return reader.query(
        "select application, requesting_node, state, since from cases order by since, application");
  });
  if (!rows) return rows.error();
  Json list = Json::array();
  for (const auto& row : *rows) {
    list.push_back({{"application", row.text(0)},
                    {"requesting_node", row.text(1)},
                    {"state", row.text(2)},
                    {"since", row.text(3)}});
  }
  return Json{{"cases", list}};
}

Result<Json> show_case(Node& node, const identity::Caller& caller, const ApplicationId& id) {
  return node.database.read([&](store::Reader& reader) -> Result<Json> {
    const auto one = case_for_staff(node, reader, caller, id);
    if (!one) return one.error();
    Json page = case_page(*one);
    auto view = told_view(node, reader, *one);
    if (!view) return view.error();
    page["view"] = *std::move(view);
    auto files = list_files(reader, *one);
    if (!files) return files.error();
    page["files"] = *std::move(files);
    auto decisions = other_decisions(reader, *one);
    if (!decisions) return decisions.error();
    page["other_decisions"] = *std::move(decisions);
    auto notices = notices_on_user(node, reader, *one);
    if (!notices) return notices.error();
    page["notices"] = *std::move(notices);
    auto documents = list_documents(reader, id);
    if (!documents) return documents.error();
    page["documents"] = *std::move(documents);
    return page;
  });
}

Result<Json> show_case_document(Node& node,
                                const identity::Caller& caller,
                                const ApplicationId& id,
                                const std::string& digest) {
  return node.database.read([&](store::Reader& reader) -> Result<Json> {
    if (const auto one = case_for_staff(node, reader, caller, id); !one) return one.error();
    const auto document = find_document(reader, id, digest);
    if (!document) return document.error();
    return Json{
        {"digest", digest}, {"name", document->name}, {"content", to_base64(document->content)}};
  });
}

}  // namespace passerelle::service
