// How far a case has come in the steps of its procedure.
//
// Thread safety: pure functions; any thread. Requires, everywhere: the case was submitted.
#pragma once

#include <optional>
#include <string>

#include "node/base/clock.h"
#include "policies/procedure/case_file.h"
#include "policies/procedure/procedure.h"

namespace passerelle::procedure {

// Returns what the case knows of a step; an empty record when nothing has happened.
const StepRecord& record_of(const CaseFile& file, const std::string& step);

// Returns when the steps that come before were done: from then on the step can begin. Nothing while
// one of them is open. Every step but completeness itself, and acts that the applicant brings, also
// waits for the file to be complete.
std::optional<Instant> ready_at(const CaseFile& file, const Procedure& procedure, const Step& step);

// Returns when the one who is waited for began to be: when asked, for an opinion, an authorisation
// and a fee, else when the step was ready.
std::optional<Instant> began_at(const CaseFile& file, const Procedure& procedure, const Step& step);

// Returns which of the states of assessment the steps that were asked for give.
CaseState state_in_assessment(const CaseFile& file, const Procedure& procedure);

}  // namespace passerelle::procedure
