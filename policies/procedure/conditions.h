// What an event needs of the case beyond its state and role. Not for other rooms.
//
// Thread safety: pure functions; any thread.
#pragma once

#include "policies/calendar/calendar.h"
#include "policies/procedure/case_file.h"

namespace passerelle::procedure {

struct Situation {
  const CaseFile& file;
  const CaseEvent& event;
  const Procedure& procedure;
  const calendar::Calendar& calendar;
};

// Fails with the Refusal. Requires: the table has the event in this state for this role.
Result<void> check_conditions(const Situation& situation);

// The part of it that concerns steps of the national procedure.
Result<void> check_may_ask(const Situation& situation,
                           const StepId& step,
                           StepType first,
                           StepType second);
Result<void> check_answers(const Situation& situation,
                           const StepId& step,
                           const std::optional<std::string>& evidence);

// The part of it that concerns decisions and titles.
Result<void> check_decision(const Situation& situation, const DecisionSigned& decision);
Result<void> check_title(const Situation& situation, const PermitId& permit);
Result<void> check_renewal(const Situation& situation, const Renewed& renewed);

// Art. 68(12): at most ten years.
inline constexpr int kMaximumYears = 10;

}  // namespace passerelle::procedure
