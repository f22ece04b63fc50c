// The clocks of a case, computed from its events by the calendar of its body; nothing of them is
// kept anywhere. Periods are those of the procedure within those of the law, in calendar months and
// working days (Regulation (EEC, Euratom) No 1182/71).
//
// While the applicant is asked, the decision clock stands still: a clock that stood for n days runs
// as if its trigger had come n days later. Where the procedure says `restart`, it runs anew from
// the answer.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/base/clock.h"
#include "policies/procedure/case_file.h"
#include "policies/procedure/clock_rule.h"
#include "policies/procedure/procedure.h"

namespace passerelle::procedure {

enum class Standing {
  running,
  paused,
  missed,  // the time is over and what it waits for has not happened
  met,
  met_late,
  lapsed,     // the time was over and the silence has taken effect
  overtaken,  // the case went another way, or ended
};
template <>
inline constexpr auto kCodes<Standing> = std::to_array<std::string_view>(
    {"running", "paused", "missed", "met", "met_late", "lapsed", "overtaken"});

struct Interval {
  Instant from;
  std::optional<Instant> until;  // none: still
  bool operator==(const Interval&) const = default;
};

struct Clock {
  ClockRule rule = ClockRule::step;
  std::string step;  // of a step's clock
  Role waits_for = Role::system;
  Instant started;
  std::vector<Interval> pauses;
  std::optional<calendar::Period> extension;  // granted
  Instant due;                                // excluded; of a paused clock: if it went on now
  Standing standing = Standing::running;
  std::optional<Instant> ended;  // met or lapsed or overtaken
  bool operator==(const Clock&) const = default;

  Force force() const { return law(rule).force; }
  bool is_open() const { return !ended; }
};

// Returns every clock that has been started, those of one rule together, in the order of ClockRule.
// Requires: `now` is not before the last event.
std::vector<Clock> clocks_at(const CaseFile& file, const Procedure& procedure, Instant now);

// Returns the clocks of one rule (and step) that are still open.
std::optional<Clock> open_clock(const CaseFile& file,
                                const Procedure& procedure,
                                ClockRule rule,
                                const std::string& step,
                                Instant now);

}  // namespace passerelle::procedure
