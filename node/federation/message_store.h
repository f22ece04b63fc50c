// The messages of this node in its database: what it sends, until every node has it, and what it
// has received.
//
// Thread safety: each function runs inside the transaction it is given.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/base/clock.h"
#include "node/base/json.h"
#include "node/federation/delivery.h"
#include "node/federation/message.h"
#include "node/store/database.h"

namespace passerelle::federation {

extern const std::vector<store::Migration> kMessageMigrations;

enum class MessageState { waiting, delivered, refused };
std::string_view code(MessageState state);

struct SentMessage {
  std::int64_t position = 0;  // in the outbox; grows with time, never given twice
  MessageId id;
  NodeId to;
  MessageType type = MessageType::status_changed;
  ApplicationId application;  // empty: about none
  Instant sent;
  MessageState state = MessageState::waiting;
  std::string reason;  // of a refusal, or why its node was not reached at the last try
};

// Puts a message into the outbox.
Result<void> put(store::Transaction& tx, const Message& message, const std::string& envelope);

// Returns what waits, by node.
Result<std::vector<NextMessages>> next_messages(store::Reader& reader);

Result<std::optional<SentMessage>> find_sent(store::Reader& reader, std::int64_t position);
Result<std::optional<SentMessage>> find_sent(store::Reader& reader, const MessageId& id);
Result<std::vector<SentMessage>> sent_about(store::Reader& reader, const ApplicationId& about);

// Returns the signed text. Requires: the outbox has that position.
Result<std::string> envelope_at(store::Reader& reader, std::int64_t position);

enum class Which { all, undelivered };
// `to` empty: to any node.
Result<std::vector<SentMessage>> sent_messages(store::Reader& reader,
                                               const NodeId& to,
                                               Which which);

Result<void> set_delivered(store::Transaction& tx, const MessageId& id, Instant at);
Result<void> set_refused(store::Transaction& tx, const MessageId& id, const std::string& reason);
// Tells everything that waits for a node why the node was not reached.
Result<void> set_not_reached(store::Transaction& tx, const NodeId& to, const std::string& reason);
// A message that was refused or not delivered yet waits as if it were new.
Result<void> set_waiting(store::Transaction& tx, const MessageId& id);

struct PositionedEnvelope {
  std::int64_t position = 0;
  std::string envelope;
};
// Returns the messages to a node from behind a position on, some at a time; none at the end. What
// the node has refused is not among them: its sender was told that it had no effect.
Result<std::vector<PositionedEnvelope>> envelopes_to(store::Reader& reader,
                                                     const NodeId& to,
                                                     std::int64_t after);

// What this node said when it took a message in.
struct Receipt {
  std::string digest;           // of the message
  std::string acknowledgement;  // canonical text
};
Result<std::optional<Receipt>> find_receipt(store::Reader& reader,
                                            const NodeId& from,
                                            const MessageId& id);
Result<void> keep_receipt(store::Transaction& tx,
                          const Message& message,
                          const Receipt& receipt,
                          Instant at);

struct ReceivedMessage {
  NodeId from;
  MessageId id;
  std::string type;
  ApplicationId application;
  Instant received;
};
Result<std::vector<ReceivedMessage>> received_messages(store::Reader& reader, const NodeId& from);

}  // namespace passerelle::federation
