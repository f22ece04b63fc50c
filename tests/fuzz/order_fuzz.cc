// An order from another node: read or refused, never a crash.

#include <cstdint>
#include <nlohmann/json.hpp>

#include "node/federation/order.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace passerelle;
  const auto body = parse_json({reinterpret_cast<const char*>(data), size});
  if (!body) return 0;
  [[maybe_unused]] const auto order = federation::order_from_json(*body);
  [[maybe_unused]] const auto document =
      crypto::SignedDocument::parse(*body, federation::kOrderType);
  return 0;
}
