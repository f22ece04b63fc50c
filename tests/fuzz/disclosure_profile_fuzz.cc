// Profiles of disclosure rules from a body: what is accepted weakens no rule of a node and is the
// same after a journey as JSON.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "node/base/json.h"
#include "policies/disclosure/profile.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace passerelle;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto json = parse_json(text, 1 << 16);
  if (!json) return 0;
  const auto profile = disclosure::profile_from_json(*json);
  if (!profile) return 0;
  const auto again = disclosure::profile_from_json(disclosure::to_json(*profile));
  if (!again || disclosure::to_json(*again) != disclosure::to_json(*profile)) std::abort();
  const disclosure::Rules node;
  const auto rules = disclosure::stricter_by(*profile, node);
  if (!(disclosure::stricter(rules, node) == rules)) std::abort();
  return 0;
}
