// Outputs that a checker is given: every one that is read is decided, with a reason whenever it is
// not released, and of the same input in the same way.
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "node/base/json.h"
#include "policies/disclosure/outputs/check.h"
#include "tests/fuzz/target.h"

PASSERELLE_FUZZ_TARGET(outputs, text) {
  using namespace passerelle;
  const auto json = parse_json(text, 1 << 16);
  if (!json) return;
  const auto answer = disclosure::outputs::check(*json);
  if (!answer) return;
  for (const auto& result : answer->at("results")) {
    if ((result.at("decision") == "release") != result.at("reasons").empty()) std::abort();
  }
  if (*disclosure::outputs::check(*json) != *answer) std::abort();
}
