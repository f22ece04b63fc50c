// What one node tells another about access: an application, what an applicant does, where a case
// stands. FORMAT.md has the bytes.
//
// On the wire: crypto::SignedDocument "message/1", sealed by the sending node. A message may come
// more than once and late; its id and digest say whether it is the same one.
//
// Thread safety: values; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "node/base/clock.h"
#include "node/base/json.h"
#include "node/base/strong_id.h"
#include "node/crypto/signed_document.h"

namespace passerelle::federation {

using MessageId = StrongId<struct MessageTag>;  // given by the sending node

// The closed list. From the node that applied to the bodies that decide, the body's case to the
// node that applied, and between bodies.
enum class MessageType {
  application_submitted,
  information_provided,
  application_withdrawn,
  appealed,
  applicant_answered,  // a grant accepted or declined, a fee, a choice
  results_published,
  status_changed,
  due_date_changed,
  information_requested,
  decision_issued,
  permit_changed,
  enforcement_notice,  // Art. 63(6)
  file_sent,           // one file that an application names
  duty_reminded,       // a time limit of the applicant comes near or is over
};
std::string_view code(MessageType type);
Result<MessageType> parse_message_type(std::string_view code);

// Says whether a message goes before all others: what stops the use of data cannot wait.
bool is_urgent(MessageType type);

struct Message {
  MessageId id;
  MessageType type = MessageType::status_changed;
  NodeId from;
  NodeId to;
  Instant sent_at;
  std::optional<MessageId> causation;        // the message that this one answers
  std::optional<ApplicationId> application;  // what it is about
  std::string body;                          // canonical text of an object; its form is the type's
  bool operator==(const Message&) const = default;
};

inline constexpr const char* kMessageType = "message/1";

// Requires: the body is the canonical text of an object.
crypto::SignedDocument sign_message(const Message& message, const crypto::SigningKey& seal_key);

// Reads the body of a verified message. Refuses unknown fields and types, and ids of more than
// 200 bytes.
Result<Message> message_from_json(const Json& body);

// Refuses what is said about one application in the name of another.
Result<void> require_about(const ApplicationId& named, const ApplicationId& said);

}  // namespace passerelle::federation
