// A message from another node: what is accepted is the same after a journey as a signed document.

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "node/federation/message.h"
#include "tests/fuzz/target.h"

PASSERELLE_FUZZ_TARGET(message, text) {
  using namespace passerelle;
  static const auto key = crypto::SigningKey::generate();
  const auto body = parse_json(text);
  if (!body) return;
  [[maybe_unused]] const auto document =
      crypto::SignedDocument::parse(*body, federation::kMessageType);
  const auto message = federation::message_from_json(*body);
  if (!message) return;
  const auto sealed = federation::sign_message(*message, key).verify(key.public_key());
  if (!sealed) std::abort();
  const auto again = federation::message_from_json(*sealed);
  if (!again || !(*again == *message)) std::abort();
}
