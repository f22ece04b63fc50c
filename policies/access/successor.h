// Amended and renewed permits (Art. 68(12), 68(13)): what a body decides on a change that the user
// asked for, and the new permit that it gives. The new one has an id of its own and names the one
// before it, which no longer works (`supersede`, coverage.h); the version counts on.
//
// The decision is the document "change_decision/1" of FORMAT.md; the digest of it is what the new
// permit is hash-linked to. Who may ask and decide, when and how often, is the kernel's to say
// (policies/procedure).
//
// Thread safety: pure functions; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "node/base/clock.h"
#include "node/base/result.h"
#include "policies/access/permit.h"
#include "policies/access/terms.h"

namespace passerelle::access {

inline constexpr const char* kChangeDecisionType = "change_decision/1";

// What an amendment changes; what it leaves out stays. The body decides on it as on an application,
// so it may give more than before, but not more time: that is a renewal.
struct Amendment {
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

// Invariants: `amendment` stands exactly when an amendment is granted, `valid_until` exactly when a
// renewal is; the reason is never empty.
struct ChangeDecision {
  ApplicationId application;
  PermitId permit;  // that is in force and asked to be changed
  TitleChange change = TitleChange::amendment;
  Outcome outcome = Outcome::refused;  // or granted
  UserName decider;                    // an account of the deciding node
  Instant at;
  std::string reason;
  std::optional<Amendment> amendment;
  std::optional<Instant> valid_until;
  bool operator==(const ChangeDecision&) const = default;
};

// Refuses unknown fields and what breaks the invariants.
Result<ChangeDecision> change_decision_from_json(const Json& value);
Json to_json(const ChangeDecision& decision);

// Returns the SHA-256, hex, of the canonical decision.
std::string digest(const ChangeDecision& decision);

// Returns the end of a permit or title, of which `end` is the end now, once the change is granted.
Instant end_after(const ChangeDecision& decision, Instant end);

// Returns the permit as changed. Refuses a decision that grants nothing or is on another permit,
// its own id, dates that Art. 68(12) does not allow, and a permit that could not have been issued.
Result<Permit> succeed(const Permit& before, const ChangeDecision& decision, PermitId id);

}  // namespace passerelle::access
