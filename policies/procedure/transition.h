// Who may say what in which state, and where it leads: one table (transition_table.cc), from which
// STATES.md is generated. What is not in the table is refused.
//
// Thread safety: constants; any thread.
#pragma once

#include <span>
#include <string_view>

#include "policies/procedure/closed_list.h"
#include "policies/procedure/event_type.h"
#include "policies/procedure/terms.h"

namespace passerelle::procedure {

struct Transition {
  EventType event;
  EnumSet<Role> by;
  EnumSet<CaseState> from;
  EnumSet<CaseState> to;  // where the kernel may leave the case; none: the state stays
  std::string_view why;   // the rule
};

// Invariant: no event stands in two rows for one state.
std::span<const Transition> transitions();

// Returns the row of the event in that state, or nothing when it cannot happen there.
const Transition* find_transition(EventType event, CaseState state);

}  // namespace passerelle::procedure
