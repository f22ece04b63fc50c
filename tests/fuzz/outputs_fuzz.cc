// Outputs that a checker is given: every one that is read is decided, with a reason whenever it is
// not released, and of the same input in the same way.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "node/base/json.h"
#include "policies/disclosure/outputs/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace passerelle;
  const auto json =
      parse_json(std::string_view(reinterpret_cast<const char*>(data), size), 1 << 16);
  if (!json) return 0;
  const auto answer = disclosure::outputs::check(*json);
  if (!answer) return 0;
  for (const auto& result : answer->at("results")) {
    if ((result.at("decision") == "release") != result.at("reasons").empty()) std::abort();
  }
  if (*disclosure::outputs::check(*json) != *answer) std::abort();
  return 0;
}
