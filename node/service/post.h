// Delivers the messages of the outbox, on a thread of its own, until every node has what is for it:
// also when a node is away for days, and after a restart. federation/delivery.h has the rules.
//
// Thread safety: any thread.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <thread>
#include <vector>

#include "node/base/json.h"
#include "node/federation/delivery.h"
#include "node/federation/message_store.h"
#include "node/federation/peers.h"
#include "node/identity/peer_entry.h"

namespace passerelle::service {

class Node;

// What the messages of one type do; the rooms of the use cases bring it along. Both run within a
// transaction that ends with an entry in the log, so they read the database only through it.
struct MessageHandler {
  // Carries out a message of another node, which has sealed it, and returns what the
  // acknowledgement says beside its id and time. Empty: such messages are refused.
  std::function<Result<Json>(store::Transaction&,
                             const federation::Message&,
                             const identity::PeerEntry& from)>
      receive;

  // Takes note of how another node acknowledged a message of ours. May be empty.
  std::function<Result<void>(store::Transaction&,
                             const federation::SentMessage&,
                             const Json& acknowledgement,
                             const identity::PeerEntry& by)>
      acknowledged;
};
using MessageHandlers = std::map<federation::MessageType, MessageHandler>;

class Post {
 public:
  // Requires: the node and its peers outlive the post.
  Post(Node& node, federation::Peers& peers);
  // What is under way is sent again after the next start.
  ~Post();
  Post(const Post&) = delete;
  Post& operator=(const Post&) = delete;

  // Something was put into the outbox.
  void wake();

  // Tries the nodes of these messages now, and waits until each message was delivered, refused or
  // not delivered at a try; not longer than `patience`.
  void send_now(const std::vector<federation::SentMessage>& messages,
                std::chrono::milliseconds patience);

  // Sends no more, without waiting for what is under way.
  void stop();

 private:
  struct Mailbox;
  struct Heard;
  void loop();
  void send_due();
  void send(const federation::DueMessage& due);
  void settle(const Heard& heard);
  Result<void> take_refusal(const federation::SentMessage& sent, const http::Response& response);
  Result<void> take_acknowledgement(const federation::SentMessage& sent, const std::string& body);
  void not_reached(const NodeId& node, const std::string& reason);
  bool were_tried(const std::vector<federation::SentMessage>& messages) const;

  Node& node_;
  federation::Peers& peers_;
  federation::DeliverySchedule schedule_;  // of the thread

  // Answers may come after the post has gone; they hold this.
  std::shared_ptr<Mailbox> mailbox_;
  std::thread thread_;
};

}  // namespace passerelle::service
