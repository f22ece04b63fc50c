// What an application of today would see: the stages of a procedure with who is waited for and the
// dates, when everybody takes all the time there is and nobody asks, extends, refuses or is silent.
//
// Thread safety: pure function; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "policies/access/terms.h"
#include "policies/calendar/calendar.h"
#include "policies/procedure/procedure.h"

namespace passerelle::procedure {

struct Stage {
  std::string what;        // the id of a step, or the code of a rule
  std::string waited_for;  // the name of the body; "applicant", "holder"
  Instant begins;
  std::optional<Instant> due;  // excluded; none: no period of its own, within the decision's
  Force force = Force::target;
  std::string basis;  // "Art. 68(4)"; "national"
  bool operator==(const Stage&) const = default;
};

// Returns the stages of an application of pseudonymised data that is submitted at `start`, in order
// of their beginning. The decision keeps its legal limit even when the steps before it together
// last longer: then it is due before they are, which is what the reader is to see. Requires: a
// procedure that `validate` accepts.
std::vector<Stage> simulate(const Procedure& procedure,
                            const calendar::Calendar& calendar,
                            access::PermitKind path,
                            Instant start);

}  // namespace passerelle::procedure
