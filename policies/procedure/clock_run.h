// What starts and stops each clock: the second half of the table of clocks (clock_rule.h has what
// the law gives). For clocks.cc and STATES.md.
//
// Thread safety: constants; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "policies/procedure/case_file.h"
#include "policies/procedure/clock_rule.h"
#include "policies/procedure/event_type.h"
#include "policies/procedure/procedure.h"

namespace passerelle::procedure {

// What an event that starts a clock does when the clock has run before.
enum class Again {
  anew,
  same_window,  // Art. 68(4) gives one window: its time began with the first
  never,
};

struct ClockRun {
  // Looks at one entry of the history, by its index.
  using If = bool (*)(const CaseFile&, std::size_t, const Procedure&);

  ClockRule rule;
  EnumSet<EventType> starts;
  If starts_if;
  EnumSet<EventType> stops;
  If stops_if;
  std::string_view condition;  // the two conditions in words
  EnumSet<EventType> overtaken_by = {};
  std::optional<ClockRule> starts_on_lapse = std::nullopt;  // of another clock
  Again again = Again::anew;
  bool outlives_case = false;
};

// Returns every clock whose time the history alone tells: all but those of steps and `title_end`.
std::span<const ClockRun> clock_runs();

}  // namespace passerelle::procedure
