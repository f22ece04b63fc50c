// An event of a case from a peer or a log: what is accepted is the same after a journey as JSON.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "node/base/json.h"
#include "policies/procedure/event.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace passerelle;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto json = parse_json(text, 1 << 16);
  if (!json) return 0;
  const auto event = procedure::event_from_json(*json);
  if (!event) return 0;
  const auto again = procedure::event_from_json(procedure::to_json(*event));
  if (!again || !(*again == *event)) std::abort();
  return 0;
}
