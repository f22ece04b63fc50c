// The canonical form of what was read reads back as the same canonical form; nothing crashes.

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "node/base/clock.h"
#include "node/base/encoding.h"
#include "node/base/json.h"
#include "tests/fuzz/target.h"

PASSERELLE_FUZZ_TARGET(json, text) {
  using namespace passerelle;
  if (const auto value = parse_json(text)) {
    if (const auto once = canonical(*value)) {
      const auto again = parse_json(*once);
      if (!again || canonical_text(*again) != *once) std::abort();
    }
  }
  if (const auto bytes = from_base64url(text); bytes && to_base64url(*bytes) != text) std::abort();
  if (const auto bytes = from_base64(text); bytes && to_base64(*bytes) != text) std::abort();
  if (const auto bytes = from_hex(text); bytes && to_hex(*bytes) != text) std::abort();
  if (const auto instant = parse_instant(text); instant && !parse_instant(to_text(*instant))) {
    std::abort();
  }
}
