#include "node/federation/message.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/base/format_examples_test.h"

namespace passerelle::federation {
namespace {

Message example_message() {
  return {MessageId("fi-0f9a"),
          MessageType::status_changed,
          NodeId("fi"),
          NodeId("fr"),
          *parse_instant("2026-12-01T10:00:00Z"),
          MessageId("fr-77c1"),
          ApplicationId("fr-2026-0001"),
          R"({"sequence":4,"state":"processing"})"};
}

Json body_of(const Message& message) {
  const auto key = crypto::SigningKey::generate();
  const auto body = sign_message(message, key).verify(key.public_key());
  REQUIRE(body);
  return *body;
}

std::string refusal(const Json& body) {
  const auto read = message_from_json(body);
  REQUIRE(!read);
  return read.error().detail;
}

TEST_CASE("a message reads back as it was signed") {
  const auto read = message_from_json(body_of(example_message()));
  REQUIRE(read);
  CHECK(*read == example_message());
}

TEST_CASE("the example of FORMAT.md is read, byte for byte") {
  const auto text = format_examples("node/federation").at(0);
  const auto envelope = parse_json(text);
  REQUIRE(envelope);
  CHECK(canonical_text(*envelope) == text);
  const auto document = crypto::SignedDocument::parse(*envelope, kMessageType);
  REQUIRE(document);
  const auto key = crypto::PublicKey::parse(envelope->at("key").get<std::string>());
  REQUIRE(key);
  const auto body = document->verify(*key);
  REQUIRE(body);
  const auto read = message_from_json(*body);
  REQUIRE(read);
  CHECK(*read == example_message());
}

TEST_CASE("every type has a code that is read back, and others are refused with their path") {
  for (int i = 0; i <= static_cast<int>(MessageType::duty_reminded); ++i) {
    const auto type = static_cast<MessageType>(i);
    const auto read = parse_message_type(code(type));
    REQUIRE(read);
    CHECK(*read == type);
  }
  auto body = body_of(example_message());
  body["type"] = "gossip";
  CHECK(refusal(body).starts_with("/type: "));
}

TEST_CASE("only what stops the use of data is urgent") {
  CHECK(is_urgent(MessageType::permit_changed));
  CHECK(is_urgent(MessageType::enforcement_notice));
  CHECK(!is_urgent(MessageType::decision_issued));
  CHECK(!is_urgent(MessageType::application_submitted));
}

TEST_CASE("an unknown field, a missing body and an endless id are refused with their path") {
  auto body = body_of(example_message());
  body["priority"] = 1;
  CHECK(refusal(body) == "/priority: unknown field");
  body = body_of(example_message());
  body["body"] = "text";
  CHECK(refusal(body).starts_with("/body: "));
  body = body_of(example_message());
  body["id"] = std::string(201, 'x');
  CHECK(refusal(body).starts_with("/id: "));
  body = body_of(example_message());
  body["causation"] = std::string(201, 'x');
  CHECK(refusal(body).starts_with("/causation: "));
}

TEST_CASE("what is said about one application in the name of another is refused") {
  CHECK(require_about(ApplicationId("fr-1"), ApplicationId("fr-1")));
  const auto other = require_about(ApplicationId("fr-1"), ApplicationId("fr-2"));
  REQUIRE(!other);
  CHECK(other.error().name() == "message.wrong_subject");
}

TEST_CASE("a message without cause and subject is a message") {
  auto message = example_message();
  message.causation.reset();
  message.application.reset();
  const auto read = message_from_json(body_of(message));
  REQUIRE(read);
  CHECK(*read == message);
}

}  // namespace
}  // namespace passerelle::federation
