#include "node/federation/message.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/federation/errors.h"

namespace passerelle::federation {
namespace {

constexpr std::size_t kMaximumIdBytes = 200;

// In the order of the enumerators.
constexpr auto kCodes = std::to_array<std::string_view>(
    {"application_submitted", "information_provided", "application_withdrawn", "appealed",
     "applicant_answered", "results_published", "status_changed", "due_date_changed",
     "information_requested", "decision_issued", "permit_changed", "enforcement_notice",
     "file_sent", "duty_reminded"});
static_assert(kCodes.size() == static_cast<std::size_t>(MessageType::duty_reminded) + 1);

void check_id(Fields& f, std::string_view name, const std::string& id) {
  if (id.size() > kMaximumIdBytes) {
    f.fail(name, "at most " + std::to_string(kMaximumIdBytes) + " bytes are expected");
  }
}

template <class Id>
std::optional<Id> optional_id(Fields& f, std::string_view name) {
  if (f.find(name) == nullptr) return std::nullopt;
  const auto text = f.text(name);
  check_id(f, name, text);
  return Id(text);
}

}  // namespace

std::string_view code(MessageType type) { return kCodes.at(static_cast<std::size_t>(type)); }

Result<MessageType> parse_message_type(std::string_view wanted) {
  const auto found = std::find(kCodes.begin(), kCodes.end(), wanted);
  if (found != kCodes.end()) return static_cast<MessageType>(found - kCodes.begin());
  std::string known;
  for (const auto one : kCodes) known += (known.empty() ? "" : ", ") + std::string(one);
  return Error{BaseError::malformed, "is none of: " + known};
}

bool is_urgent(MessageType type) {
  return type == MessageType::permit_changed || type == MessageType::enforcement_notice;
}

crypto::SignedDocument sign_message(const Message& message, const crypto::SigningKey& seal_key) {
  Json body = {{"id", message.id.text()},
               {"type", code(message.type)},
               {"from", message.from.text()},
               {"to", message.to.text()},
               {"sent_at", to_text(message.sent_at)},
               {"body", Json::parse(message.body)}};
  if (message.causation) body["causation"] = message.causation->text();
  if (message.application) body["application"] = message.application->text();
  return crypto::SignedDocument::sign(kMessageType, body, seal_key);
}

Result<Message> message_from_json(const Json& body) {
  Fields f(body, "");
  Message message;
  message.id = MessageId(f.text("id"));
  check_id(f, "id", message.id.text());
  const auto type = parse_message_type(f.text("type"));
  if (type) message.type = *type;
  else f.fail("type", type.error().detail);
  message.from = NodeId(f.text("from"));
  message.to = NodeId(f.text("to"));
  message.sent_at = f.instant("sent_at");
  message.causation = optional_id<MessageId>(f, "causation");
  message.application = optional_id<ApplicationId>(f, "application");
  const auto& content = f.object("body");
  if (auto read = f.done(); !read) return read.error();
  auto text = canonical(content);
  if (!text) return text.error();
  message.body = *std::move(text);
  return message;
}

Result<void> require_about(const ApplicationId& named, const ApplicationId& said) {
  if (named == said) return {};
  return Error{MessageError::wrong_subject,
               "the message names another application than the one it speaks of"};
}

}  // namespace passerelle::federation
