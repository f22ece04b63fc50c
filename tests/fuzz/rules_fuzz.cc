// Disclosure rules from a policy file or a permit: what is accepted switches no rule off and is the
// same after a journey as JSON.
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "node/base/json.h"
#include "policies/disclosure/rules.h"
#include "tests/fuzz/target.h"

PASSERELLE_FUZZ_TARGET(rules, text) {
  using namespace passerelle;
  const auto json = parse_json(text, 1 << 16);
  if (!json) return;
  const auto rules = disclosure::rules_from_json(*json, "");
  if (!rules) return;
  const bool is_on = rules->min_cell >= 2 && rules->min_degrees_of_freedom >= 1 &&
                     rules->dominance_n >= 1 && rules->dominance_k > 0 && rules->dominance_k < 1 &&
                     rules->p_percent > 0 && rules->p_percent <= 1;
  if (!is_on) std::abort();
  const auto again = disclosure::rules_from_json(disclosure::to_json(*rules), "");
  if (!again || !(*again == *rules)) std::abort();
  if (!(disclosure::stricter(*rules, *rules) == *rules)) std::abort();
}
