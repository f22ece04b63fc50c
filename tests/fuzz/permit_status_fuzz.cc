// What another node says of its permits: read or refused, and the same after a journey as JSON. A
// permit without a word is never in force.

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "policies/access/permit_status.h"
#include "tests/fuzz/target.h"

PASSERELLE_FUZZ_TARGET(permit_status, text) {
  using namespace passerelle;
  const auto value = parse_json(text);
  if (!value) return;
  const auto status = access::permit_status_from_json(*value);
  if (!status) return;
  const auto again = access::permit_status_from_json(access::to_json(*status));
  if (!again || !(*again == *status)) std::abort();
  for (const auto& standing : status->permits) {
    const access::HeardStanding heard{standing, status->issued_at, status->next_update};
    const auto known =
        access::known_in_force(heard, status->issuer, standing.permit, status->next_update);
    if (known) std::abort();
  }
}
