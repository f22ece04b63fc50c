// A permit from another node: what is accepted is the same after a journey as JSON, and covers
// nothing for a node that it does not name. A renewed permit is one that its own reader accepts. A
// row filter that is read is the same when written.
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "node/base/json.h"
#include "policies/access/coverage.h"
#include "policies/access/permit.h"
#include "policies/access/row_filter.h"
#include "policies/access/successor.h"
#include "tests/fuzz/target.h"

PASSERELLE_FUZZ_TARGET(permit, text) {
  using namespace passerelle;
  const auto json = parse_json(text, 1 << 16);
  if (!json) return;
  if (const auto filter = access::read_row_filter(*json, "")) {
    const auto again = access::read_row_filter(access::row_filter_to_json(*filter), "");
    if (!again || *again != *filter) std::abort();
  }
  const auto permit = access::permit_from_json(*json);
  if (!permit) return;
  const auto again = access::permit_from_json(access::to_json(*permit));
  if (!again || !(*again == *permit)) std::abort();
  const access::PermitRecord record{*permit, access::PermitState::active, "", Instant{}};
  if (access::covers(record, access::Needs{}, permit->valid_from)) std::abort();
  access::ChangeDecision renewal;
  renewal.application = permit->application;
  renewal.permit = permit->id;
  renewal.change = access::TitleChange::renewal;
  renewal.outcome = access::Outcome::granted;
  renewal.reason = "It goes on.";
  renewal.valid_until = permit->valid_until + std::chrono::hours(1);
  if (const auto renewed = access::succeed(*permit, renewal, PermitId("next"))) {
    if (!access::permit_from_json(access::to_json(*renewed))) std::abort();
  }
}
