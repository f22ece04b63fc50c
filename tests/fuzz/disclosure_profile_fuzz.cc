// Profiles of disclosure rules from a body: what is accepted weakens no rule of a node and is the
// same after a journey as JSON.
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "node/base/json.h"
#include "policies/disclosure/profile.h"
#include "tests/fuzz/target.h"

PASSERELLE_FUZZ_TARGET(disclosure_profile, text) {
  using namespace passerelle;
  const auto json = parse_json(text, 1 << 16);
  if (!json) return;
  const auto profile = disclosure::profile_from_json(*json);
  if (!profile) return;
  const auto again = disclosure::profile_from_json(disclosure::to_json(*profile));
  if (!again || disclosure::to_json(*again) != disclosure::to_json(*profile)) std::abort();
  const disclosure::Rules node;
  const auto rules = disclosure::stricter_by(*profile, node);
  if (!(disclosure::stricter(rules, node) == rules)) std::abort();
}
