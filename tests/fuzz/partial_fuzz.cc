// A partial from another node: any bytes. What is read must be written and read again the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "node/analysis/partial.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto json = passerelle::parse_json(text);
  if (!json) return 0;
  const auto partial = passerelle::analysis::partial_from_json(*json, "");
  if (!partial) return 0;
  const auto again =
      passerelle::analysis::partial_from_json(passerelle::analysis::to_json(*partial), "");
  if (!again || !(*again == *partial)) std::abort();
  return 0;
}
