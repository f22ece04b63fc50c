// What another body says of its case: read or refused, never a crash.

#include <cstdint>
#include <nlohmann/json.hpp>

#include "policies/procedure/case_view.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace passerelle;
  const auto value = parse_json({reinterpret_cast<const char*>(data), size});
  if (!value) return 0;
  [[maybe_unused]] const auto view = procedure::case_view_from_json(*value);
  return 0;
}
