#include "node/service/messages.h"

#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/federation/errors.h"
#include "node/identity/errors.h"
#include "node/service/callers.h"
#include "node/service/problem.h"

namespace passerelle::service {
namespace {

using federation::Message;
using federation::MessageError;
using federation::SentMessage;

constexpr std::chrono::seconds kPatience{15};
constexpr std::chrono::seconds kFetchDeadline{60};

struct SealedMessage {
  Message message;
  std::string digest;
};

Result<SealedMessage> read_sealed(const identity::PeerEntry& from, const Json& envelope) {
  const auto document = crypto::SignedDocument::parse(envelope, federation::kMessageType);
  if (!document) return document.error();
  const auto body = document->verify(from.seal_key);
  if (!body) return body.error();
  auto message = federation::message_from_json(*body);
  if (!message) return message.error();
  return SealedMessage{*std::move(message), document->digest()};
}

struct TakenIn {
  Json acknowledgement;
  bool was_known = false;
};

Result<TakenIn> take_in(Node& node, const identity::PeerEntry& from, const SealedMessage& sealed) {
  const auto& [message, digest] = sealed;
  if (message.from != from.id) {
    return Error{MessageError::wrong_sender,
                 from.id.text() + " brings a message of " + message.from.text()};
  }
  if (message.to != node.id()) {
    return Error{MessageError::wrong_recipient, "the message is for " + message.to.text()};
  }
  const auto* handler = node.message_handler(message.type);
  if (handler == nullptr || !handler->receive) {
    return Error{MessageError::unhandled, "this node does nothing on messages of the type " +
                                              std::string(federation::code(message.type))};
  }
  Json subject = {{"message", message.id.text()},
                  {"type", federation::code(message.type)},
                  {"from", from.id.text()},
                  {"digest", digest}};
  if (message.application) subject["application"] = message.application->text();
  std::optional<federation::Receipt> known;
  const auto taken = node.commit(
      audit::Event::message_received, subject, [&](store::Transaction& tx) -> Result<Json> {
        auto before = federation::find_receipt(tx, from.id, message.id);
        if (!before) return before.error();
        if (*before) {
          known = **std::move(before);
          return Error{MessageError::conflict, "another message with that id is here already"};
        }
        auto acknowledgement = handler->receive(tx, message, from);
        if (!acknowledgement) return acknowledgement;
        (*acknowledgement)["message"] = message.id.text();
        (*acknowledgement)["received_at"] = to_text(node.now());
        const auto kept = federation::keep_receipt(
            tx, message, {digest, canonical_text(*acknowledgement)}, node.now());
        if (!kept) return kept.error();
        return acknowledgement;
      });
  if (taken) return TakenIn{*taken};
  if (!known || known->digest != digest) return taken.error();
  const auto said = parse_json(known->acknowledgement);
  if (!said) return said.error();
  return TakenIn{*said, true};
}

// Takes a message in or refuses it, and logs either.
Result<TakenIn> take_in_or_refuse(Node& node,
                                  const identity::PeerEntry& from,
                                  const Json& envelope) {
  const auto sealed = read_sealed(from, envelope);
  auto taken = sealed ? take_in(node, from, *sealed) : Result<TakenIn>(sealed.error());
  if (taken) return taken;
  const int status = http_status_of(taken.error());
  if (status < 400 || status >= 500) return taken;  // nothing against the message itself
  Json subject = {
      {"from", from.id.text()}, {"to", node.id().text()}, {"reason", taken.error().name()}};
  if (sealed) subject["message"] = sealed->message.id.text();
  if (auto noted = node.note(audit::Event::message_refused, subject); !noted) return noted.error();
  return taken;
}

Json to_json(const SentMessage& sent) {
  Json item = {{"message", sent.id.text()},     {"position", sent.position},
               {"to", sent.to.text()},          {"type", federation::code(sent.type)},
               {"sent_at", to_text(sent.sent)}, {"state", federation::code(sent.state)}};
  if (!sent.application.empty()) item["application"] = sent.application.text();
  if (!sent.reason.empty()) item["reason"] = sent.reason;
  return item;
}

Json to_json(const federation::ReceivedMessage& received) {
  Json item = {{"message", received.id.text()},
               {"from", received.from.text()},
               {"type", received.type},
               {"received_at", to_text(received.received)}};
  if (!received.application.empty()) item["application"] = received.application.text();
  return item;
}

struct Page {
  std::vector<Json> envelopes;
  std::int64_t last = 0;
};

Result<Page> ask_page(federation::Peers& peers, const NodeId& peer, std::int64_t after) {
  auto request = http::make_request(http::Method::get,
                                    "/federation/v1/messages?after=" + std::to_string(after));
  if (!request) return request.error();
  const auto response = peers.ask(peer, *std::move(request), kFetchDeadline);
  if (!response) return response.error();
  const auto said = parse_json(response->body);
  if (!said) return said.error();
  Page page{{}, after};
  Fields f(*said, "");
  for (const auto& item : f.array("messages")) {
    Fields one(item, "/messages/" + std::to_string(page.envelopes.size()));
    const auto position = one.integer("position");
    if (position <= page.last) one.fail("position", "positions grow");
    page.envelopes.push_back(one.object("envelope"));
    if (auto read = one.done(); !read) return read.error();
    page.last = position;
  }
  if (auto read = f.done(); !read) return read.error();
  return page;
}

}  // namespace

Result<Json> receive_message(Node& node, const identity::Caller& caller, const Json& envelope) {
  const auto peer = require_peer(caller);
  if (!peer) return peer.error();
  auto taken = take_in_or_refuse(node, peer->entry(), envelope);
  if (!taken) return taken.error();
  return std::move(taken->acknowledgement);
}

Result<Json> messages_for_peer(Node& node, const identity::Caller& caller, std::int64_t after) {
  const auto peer = require_peer(caller);
  if (!peer) return peer.error();
  const auto envelopes = node.database.read(
      [&](store::Reader& reader) { return federation::envelopes_to(reader, peer->id(), after); });
  if (!envelopes) return envelopes.error();
  Json list = Json::array();
  for (const auto& [position, text] : *envelopes) {
    const auto envelope = parse_json(text);
    if (!envelope) return envelope.error();
    list.push_back({{"position", position}, {"envelope", *envelope}});
  }
  return Json{{"messages", list}};
}

Result<Json> list_messages(Node& node,
                           const identity::Caller& caller,
                           const NodeId& peer,
                           federation::Which which) {
  if (auto allowed = require_operator(caller); !allowed) return allowed.error();
  return node.database.read([&](store::Reader& reader) -> Result<Json> {
    const auto sent = federation::sent_messages(reader, peer, which);
    if (!sent) return sent.error();
    Json answer = {{"sent", Json::array()}};
    for (const auto& one : *sent) answer["sent"].push_back(to_json(one));
    if (which == federation::Which::undelivered) return answer;
    const auto received = federation::received_messages(reader, peer);
    if (!received) return received.error();
    answer["received"] = Json::array();
    for (const auto& one : *received) answer["received"].push_back(to_json(one));
    return answer;
  });
}

Result<Json> retry_message(Node& node,
                           const identity::Caller& caller,
                           const federation::MessageId& id) {
  if (auto allowed = require_operator(caller); !allowed) return allowed.error();
  const auto find = [&](store::Reader& reader) -> Result<SentMessage> {
    const auto found = federation::find_sent(reader, id);
    if (!found) return found.error();
    if (*found) return **found;
    return Error{MessageError::unknown, "no message of this node is " + id.text()};
  };
  const auto sent = node.database.write([&](store::Transaction& tx) -> Result<SentMessage> {
    auto found = find(tx);
    if (!found) return found;
    if (auto set = federation::set_waiting(tx, id); !set) return set.error();
    return found;
  });
  if (!sent) return sent.error();
  send_now(node, {*sent});
  const auto now = node.database.read(find);
  if (!now) return now.error();
  return to_json(*now);
}

Result<Json> fetch_messages(Node& node, const identity::Caller& caller, const NodeId& peer) {
  if (auto allowed = require_operator(caller); !allowed) return allowed.error();
  const auto peers = node.peers();
  if (!peers) return peers.error();
  const auto list = node.trust.current(node.now());
  if (!list) return list.error();
  const auto* entry = (*list)->find(peer);
  if (entry == nullptr) {
    return Error{identity::IdentityError::unknown_node,
                 "the trust list names no node " + peer.text()};
  }
  std::int64_t after = 0, received = 0, known = 0;
  Json refused = Json::array();
  while (true) {
    const auto page = ask_page(**peers, peer, after);
    if (!page) return page.error();
    if (page->envelopes.empty()) break;
    for (const auto& envelope : page->envelopes) {
      const auto taken = take_in_or_refuse(node, *entry, envelope);
      if (taken) ++(taken->was_known ? known : received);
      else refused.push_back(taken.error().text());
    }
    after = page->last;
  }
  return Json{
      {"node", peer.text()}, {"received", received}, {"known", known}, {"refused", refused}};
}

void send_now(Node& node, const std::vector<SentMessage>& messages) {
  if (auto* post = node.post()) post->send_now(messages, kPatience);
}

}  // namespace passerelle::service
