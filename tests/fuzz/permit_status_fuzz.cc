// What another node says of its permits: read or refused, and the same after a journey as JSON. A
// permit without a word is never in force.

#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "policies/access/permit_status.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace passerelle;
  const auto value = parse_json({reinterpret_cast<const char*>(data), size});
  if (!value) return 0;
  const auto status = access::permit_status_from_json(*value);
  if (!status) return 0;
  const auto again = access::permit_status_from_json(access::to_json(*status));
  if (!again || !(*again == *status)) std::abort();
  for (const auto& standing : status->permits) {
    const access::HeardStanding heard{standing, status->issued_at, status->next_update};
    const auto known =
        access::known_in_force(heard, status->issuer, standing.permit, status->next_update);
    if (known) std::abort();
  }
  return 0;
}
