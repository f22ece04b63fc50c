// A message from another node: what is accepted is the same after a journey as a signed document.

#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "node/federation/message.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace passerelle;
  static const auto key = crypto::SigningKey::generate();
  const auto body = parse_json({reinterpret_cast<const char*>(data), size});
  if (!body) return 0;
  [[maybe_unused]] const auto document =
      crypto::SignedDocument::parse(*body, federation::kMessageType);
  const auto message = federation::message_from_json(*body);
  if (!message) return 0;
  const auto sealed = federation::sign_message(*message, key).verify(key.public_key());
  if (!sealed) std::abort();
  const auto again = federation::message_from_json(*sealed);
  if (!again || !(*again == *message)) std::abort();
  return 0;
}
