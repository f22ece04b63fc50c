#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/service/access/answers.h"
#include "node/service/access/applications.h"
#include "node/service/access/parts.h"
#include "node/service/callers.h"
#include "node/service/errors.h"
#include "node/service/messages.h"
#include "policies/procedure/event.h"

namespace passerelle::service {
namespace {

using federation::MessageType;
using federation::SentMessage;
using procedure::EventType;

struct Act {
  EventType event;
  MessageType message;
};

// What an applicant can do of what can happen to a case.
constexpr std::array kActs{
    Act{EventType::withdrawn, MessageType::application_withdrawn},
    Act{EventType::information_given, MessageType::information_provided},
    Act{EventType::appealed, MessageType::appealed},
    Act{EventType::accepted, MessageType::applicant_answered},
    Act{EventType::declined, MessageType::applicant_answered},
    Act{EventType::applicant_chose, MessageType::applicant_answered},
    Act{EventType::fee_accepted, MessageType::applicant_answered},
    Act{EventType::fee_declined, MessageType::applicant_answered},
    Act{EventType::change_asked, MessageType::applicant_answered},
    Act{EventType::significant_finding_reported, MessageType::applicant_answered},
    Act{EventType::views_given, MessageType::applicant_answered},
    Act{EventType::complaint_filed, MessageType::applicant_answered},
    Act{EventType::results_published, MessageType::results_published},
};

struct Wish {
  Act act;
  NodeId node;                   // empty: not told
  Json body;                     // what the bodies get, but for the application and the answers
  Json answers = Json::array();  // of information_given
  Json files = Json::array();

  bool is_answer() const { return act.event == EventType::information_given; }
};

// What the event says is the body's to judge; that it is an applicant's is known here.
Result<Act> read_event(const Json& event) {
  const auto type = procedure::parse<EventType>(event.value("event", std::string()));
  if (!type) return Error{ServiceError::bad_request, "/event/event: " + type.error().detail};
  const auto act = std::ranges::find(kActs, *type, &Act::event);
  if (act != kActs.end()) return *act;
  return Error{ServiceError::bad_request, "that is no act of an applicant"};
}

Result<Wish> read_wish(const std::string& person, const Json& request) {
  Fields f(request, "");
  const auto& event = f.object("event");
  const NodeId to(f.text_or("node", ""));
  const auto* answers = f.find("answers");
  const auto* files = f.find("files");
  if (auto read = f.done(); !read) return read.error();
  const auto act = read_event(event);
  if (!act) return act.error();
  Wish wish{*act, to, {{"event", event}, {"person", person}}};
  const bool gives = answers != nullptr || files != nullptr;
  if (gives != wish.is_answer() || (answers != nullptr && !answers->is_array()) ||
      (files != nullptr && !files->is_array())) {
    return Error{ServiceError::bad_request,
                 "lists of answers or files go with information_given, and with it only"};
  }
  if (answers != nullptr) wish.answers = *answers;
  if (files != nullptr) wish.files = *files;
  return wish;
}

// Returns the nodes an act concerns.
Result<std::vector<NodeId>> nodes_for(const Wish& wish, const std::vector<KnownPart>& parts) {
  std::vector<NodeId> nodes;
  for (const auto& part : parts) {
    const bool is_closed = part.state.state && procedure::kEnded.contains(*part.state.state);
    if (wish.node.empty() ? !is_closed : part.node == wish.node) nodes.push_back(part.node);
  }
  if (nodes.empty()) {
    return wish.node.empty()
               ? Error{ServiceError::conflict, "every part is closed"}
               : Error{ServiceError::not_found, wish.node.text() + " has no part of it"};
  }
  if (nodes.size() > 1 && wish.act.event != EventType::withdrawn) {
    return Error{ServiceError::bad_request, "several nodes have a part of it: say which one"};
  }
  return nodes;
}

// Puts the act of an applicant into the outbox for one body.
Result<SentMessage> send_act(Node& node,
                             store::Transaction& tx,
                             const Wish& wish,
                             const ApplicationId& id,
                             const NodeId& to) {
  const auto put = node.send(tx, wish.act.message, to, id, wish.body);
  if (!put) return put.error();
  const auto kept = federation::find_sent(tx, *put);
  if (!kept) return kept.error();
  return **kept;
}

// The same for an answer, which is held against the question here before it goes.
Result<SentMessage> send_answer(Node& node,
                                store::Transaction& tx,
                                Wish wish,
                                const ApplicationId& id,
                                const KnownPart& part) {
  const auto application = find_application(tx, id);
  if (!application) return application.error();
  const auto given = read_answer(tx, *application, part, wish.answers, wish.files, node.now());
  if (!given) return given.error();
  wish.body["answers"] = Json::parse(given->answer).at("fields");
  auto sent = send_act(node, tx, wish, id, part.node);
  if (!sent) return sent;
  if (auto kept = keep_answer(node, tx, id, part.node, sent->id, *given); !kept) {
    return kept.error();
  }
  return sent;
}

Result<std::vector<SentMessage>> send_wish(Node& node,
                                           store::Transaction& tx,
                                           const Wish& wish,
                                           const ApplicationId& id) {
  const auto parts = parts_of(tx, id);
  if (!parts) return parts.error();
  const auto nodes = nodes_for(wish, *parts);
  if (!nodes) return nodes.error();
  std::vector<SentMessage> messages;
  for (const auto& to : *nodes) {
    auto sent = wish.is_answer() ? send_answer(node, tx, wish, id,
                                               *std::ranges::find(*parts, to, &KnownPart::node))
                                 : send_act(node, tx, wish, id, to);
    if (!sent) return sent.error();
    messages.push_back(*std::move(sent));
  }
  return messages;
}

}  // namespace

Result<Json> act_on_application(Node& node,
                                const identity::Caller& caller,
                                const ApplicationId& id,
                                const Json& request) {
  const auto user = require_role(caller, identity::Role::applicant);
  if (!user) return user.error();
  auto wish = read_wish(access::account_of(user->name(), node.id()), request);
  if (!wish) return wish.error();
  wish->body["application"] = id.text();
  const auto sent = node.commit(audit::Event::applicant_acted,
                                {{"application", id.text()},
                                 {"act", procedure::code(wish->act.event)},
                                 {"user", user->name().text()}},
                                [&](store::Transaction& tx) -> Result<std::vector<SentMessage>> {
                                  auto own = require_own(tx, user->name(), id);
                                  if (!own) return own.error();
                                  return send_wish(node, tx, *wish, id);
                                });
  if (!sent) return sent.error();
  send_now(node, *sent);
  return node.database.read([&](store::Reader& reader) -> Result<Json> {
    const auto parts = parts_of(reader, id);
    if (!parts) return parts.error();
    Json answer = to_json(id, *parts);
    answer["sent"] = Json::array();
    for (const auto& message : *sent) {
      const auto now = federation::find_sent(reader, message.position);
      if (!now) return now.error();
      Json item = {{"node", message.to.text()},
                   {"message", message.id.text()},
                   {"state", federation::code((*now)->state)}};
      if (!(*now)->reason.empty()) item["reason"] = (*now)->reason;
      answer["sent"].push_back(std::move(item));
    }
    return answer;
  });
}

}  // namespace passerelle::service
