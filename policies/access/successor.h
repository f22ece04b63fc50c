// Amended and renewed permits (Art. 68(12)): a new document with a new id that names the one before
// it. The old one no longer works, which `supersede` (coverage.h) records; the version counts on.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/base/clock.h"
#include "node/base/result.h"
#include "policies/access/permit.h"

namespace passerelle::access {

// What an amendment changes; what it leaves out stays. The body decides on it as on an application,
// so it may give more than before, but not more time: that is a renewal.
struct Amendment {
  std::string decision_digest;
  std::optional<std::vector<PermittedPerson>> persons;
  std::optional<std::vector<PermittedDataset>> datasets;
  std::optional<std::vector<std::string>> study_digests;
  std::optional<std::vector<NodeId>> peers;
  std::optional<std::vector<Condition>> conditions;
  std::optional<OutputRules> output;
  std::optional<std::int64_t> runs_max;
  std::optional<std::int64_t> concurrency;
  std::optional<Instant> valid_until;  // the same or earlier
  bool operator==(const Amendment&) const = default;
};

// Reads what a body writes; refuses unknown fields. `decision_digest` is not read: the caller knows
// which decision it is.
Result<Amendment> amendment_from_json(const Json& value, std::string decision_digest);

struct Renewal {
  std::string decision_digest;
  Instant asked_at;
  Instant valid_until;
};

// Returns the permit as amended. Refuses its own id, more time, and a permit that could not have
// been issued.
Result<Permit> amend(const Permit& before, const Amendment& amendment, PermitId id);

// Returns the permit with a later end. Refuses a second renewal, one that was asked for less than a
// month before the end, an end that is not later, and more than ten years from the end before.
Result<Permit> renew(const Permit& before, const Renewal& renewal, PermitId id);

}  // namespace passerelle::access
