// An application from anybody: what is accepted is the same after a journey as JSON.
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "node/base/json.h"
#include "policies/access/application.h"
#include "policies/access/decision.h"
#include "tests/fuzz/target.h"

PASSERELLE_FUZZ_TARGET(application, text) {
  using namespace passerelle;
  const auto json = parse_json(text, 1 << 16);
  if (!json) return;
  if (const auto application = access::application_from_json(*json)) {
    const auto again = access::application_from_json(access::to_json(*application));
    if (!again || !(*again == *application)) std::abort();
  }
  if (const auto decision = access::decision_from_json(*json)) {
    const auto again = access::decision_from_json(access::to_json(*decision));
    if (!again || !(*again == *decision)) std::abort();
  }
}
