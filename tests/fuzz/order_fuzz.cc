// An order from another node: read or refused, never a crash.

#include <nlohmann/json.hpp>

#include "node/federation/order.h"
#include "tests/fuzz/target.h"

PASSERELLE_FUZZ_TARGET(order, text) {
  using namespace passerelle;
  const auto body = parse_json(text);
  if (!body) return;
  [[maybe_unused]] const auto order = federation::order_from_json(*body);
  [[maybe_unused]] const auto document =
      crypto::SignedDocument::parse(*body, federation::kOrderType);
}
