// The steps and dates that an application of today would see on one legal path.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "node/base/clock.h"
#include "policies/access/terms.h"
#include "policies/procedure/clock_rule.h"
#include "policies/procedure/procedure.h"

namespace passerelle::procedure {

enum class Route { ordinary, accelerated, trusted_holder };  // Art. 68(4), 68(6), 72
template <>
inline constexpr auto kCodes<Route> =
    std::to_array<std::string_view>({"ordinary", "accelerated", "trusted_holder"});

// One thing that somebody is waited for.
struct SimulatedStep {
  std::string id;    // of a step of the procedure, or of a clock: "cesrees", "acceptance"
  std::string name;  // in words: "opinion by CESREES"
  Role waits_for = Role::system;
  Force force = Force::target;
  Instant earliest;  // end, when each takes the time that it has, without extension or question
  Instant latest;    // end, with every extension, and the applicant asked once and answering late
  bool has_time = true;             // false: nothing says how long; the dates are those before it
  bool is_over_legal_time = false;  // `latest` is after the last day for the decision
  bool operator==(const SimulatedStep&) const = default;
};

// Returns what is waited for from submission to data or answer, in order; of a permit, for data
// that are pseudonymised, which may need more steps than anonymous ones. The decision ends at the
// latest when the law says, whatever its steps would take.
// Requires: a request is on the ordinary route.
std::vector<SimulatedStep> simulate(const Procedure& procedure,
                                    access::PermitKind kind,
                                    Route route,
                                    Instant start);

}  // namespace passerelle::procedure
