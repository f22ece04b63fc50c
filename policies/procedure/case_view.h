// What a body tells the node that applied about its case: the document "case_view/1" of FORMAT.md,
// a snapshot of what the applicant may see. `sequence` orders the snapshots of one case, so they
// may come late, twice or in any order: only the newest counts.
//
// Thread safety: values and pure functions; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "node/base/clock.h"
#include "node/base/json.h"
#include "node/base/result.h"
#include "node/base/strong_id.h"
#include "policies/access/coverage.h"
#include "policies/procedure/terms.h"

namespace passerelle::procedure {

inline constexpr const char* kCaseViewType = "case_view/1";

// Where the permit of a case stands.
struct ToldPermitState {
  access::PermitState state = access::PermitState::active;
  std::string reason;  // empty: none was told
  Instant since;
};

// What a reader acts on; the rest of the document is for people and kept as it came.
struct CaseView {
  ApplicationId application;
  NodeId node;  // whose body decides
  std::int64_t sequence = 0;
  CaseState state = CaseState::submitted;
  Instant since;         // of the state
  std::string decision;  // canonical text of the signed document; empty: none
  std::string permit;    // the same
  std::string change;    // the same, of the newest decision on a change of the title
  std::optional<ToldPermitState> permit_state;
};

// Refuses unknown fields and codes with their path. Verifies no signature.
Result<CaseView> case_view_from_json(const Json& value);

}  // namespace passerelle::procedure
