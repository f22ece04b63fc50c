// A permit from another node: what is accepted is the same after a journey as JSON, and covers
// nothing for a node that it does not name. A renewed permit is one that its own
// reader accepts, and is not renewed again. A row filter that is read is the same when written.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "node/base/json.h"
#include "policies/access/coverage.h"
#include "policies/access/permit.h"
#include "policies/access/row_filter.h"
#include "policies/access/successor.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace passerelle;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto json = parse_json(text, 1 << 16);
  if (!json) return 0;
  if (const auto filter = access::read_row_filter(*json, "")) {
    const auto again = access::read_row_filter(access::row_filter_to_json(*filter), "");
    if (!again || *again != *filter) std::abort();
  }
  const auto permit = access::permit_from_json(*json);
  if (!permit) return 0;
  const auto again = access::permit_from_json(access::to_json(*permit));
  if (!again || !(*again == *permit)) std::abort();
  const access::PermitRecord record{*permit, access::PermitState::active, "", Instant{}};
  if (access::covers(record, access::Needs{}, permit->valid_from)) std::abort();
  const access::Renewal renewal{permit->decision_digest, permit->valid_from,
                                permit->valid_until + std::chrono::hours(1)};
  if (const auto renewed = access::renew(*permit, renewal, PermitId("next"))) {
    if (!access::permit_from_json(access::to_json(*renewed))) std::abort();
    if (access::renew(*renewed, renewal, PermitId("after"))) std::abort();
  }
  return 0;
}
