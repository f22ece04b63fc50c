// Disclosure rules from a policy file or a permit: what is accepted switches no rule off and is the
// same after a journey as JSON.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "node/base/json.h"
#include "policies/disclosure/rules.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace passerelle;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto json = parse_json(text, 1 << 16);
  if (!json) return 0;
  const auto rules = disclosure::rules_from_json(*json, "");
  if (!rules) return 0;
  const bool is_on = rules->min_cell >= 2 && rules->min_degrees_of_freedom >= 1 &&
                     rules->dominance_n >= 1 && rules->dominance_k > 0 && rules->dominance_k < 1 &&
                     rules->p_percent > 0 && rules->p_percent <= 1;
  if (!is_on) std::abort();
  const auto again = disclosure::rules_from_json(disclosure::to_json(*rules), "");
  if (!again || !(*again == *rules)) std::abort();
  if (!(disclosure::stricter(*rules, *rules) == *rules)) std::abort();
  return 0;
}
