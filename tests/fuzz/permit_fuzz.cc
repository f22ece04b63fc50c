// A permit from another node: what is accepted is the same after a journey as JSON, and covers
// nothing for a node that it does not name.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "node/base/json.h"
#include "policies/access/coverage.h"
#include "policies/access/permit.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace passerelle;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto json = parse_json(text, 1 << 16);
  if (!json) return 0;
  const auto permit = access::permit_from_json(*json);
  if (!permit) return 0;
  const auto again = access::permit_from_json(access::to_json(*permit));
  if (!again || !(*again == *permit)) std::abort();
  const access::PermitRecord record{*permit, access::PermitState::active, "", Instant{}};
  if (access::covers(record, access::Needs{}, permit->valid_from)) std::abort();
  return 0;
}
