// What an issuer says of the permits that concern another node: the short-lived signed document
// "permit_status/1" (FORMAT.md). The node that asks for computations goes on under a permit only
// while it knows, by the newest word of its issuer, that the permit is in force; silence is no
// word (Art. 63(3): processing stops without undue delay, also where nobody can tell it to).
//
// Thread safety: values and pure functions; any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "node/base/clock.h"
#include "node/base/json.h"
#include "node/base/result.h"
#include "node/base/strong_id.h"
#include "policies/access/coverage.h"

namespace passerelle::access {

inline constexpr const char* kPermitStatusType = "permit_status/1";

// By how much the clock of another node may be ahead of this one's.
inline constexpr std::chrono::seconds kClockTolerance{60};

// Where one permit stands.
struct PermitStanding {
  PermitId permit;
  PermitState state = PermitState::active;
  std::string reason;   // of the state; empty: none is told
  Instant since;        // of the state
  Instant valid_from;   // included
  Instant valid_until;  // excluded
  bool operator==(const PermitStanding&) const = default;
};
PermitStanding standing_of(const PermitRecord& record);

// Returns success only when the permit is active and valid at that time.
Result<void> in_force(const PermitStanding& standing, Instant now);

struct PermitStatus {
  NodeId issuer;
  NodeId recipient;
  Instant issued_at;
  Instant next_update;                  // from then on it is no word any more
  std::vector<PermitStanding> permits;  // by id
  bool operator==(const PermitStatus&) const = default;
};

// Reads the body of a verified "permit_status/1". Refuses unknown fields, permits out of order or
// named twice, and a document that is replaced before it is issued.
Result<PermitStatus> permit_status_from_json(const Json& body);
Json to_json(const PermitStatus& status);

// Checks that a document which `issuer` gave to `recipient` is meant for it, and that it was not
// issued in the future: from a clock that is ahead, it would count for too long.
Result<void> require_meant_for(const PermitStatus& status,
                               const NodeId& issuer,
                               const NodeId& recipient,
                               Instant now);

// Says from when on a word of an issuer is too old for a node that accepts this age: the stricter
// of both nodes' policies.
Instant good_until(Instant said_at, Instant next_update, std::chrono::seconds age);

// The newest word of an issuer about one permit.
struct HeardStanding {
  PermitStanding standing;
  Instant said_at;
  Instant good_until;  // excluded
  bool operator==(const HeardStanding&) const = default;
};

// Returns success only when the newest word on the permit says that it is in force and is not too
// old; the refusal names issuer and permit and says how old. Nothing heard is no word.
Result<void> known_in_force(const std::optional<HeardStanding>& heard,
                            const NodeId& issuer,
                            const PermitId& permit,
                            Instant now);

}  // namespace passerelle::access
