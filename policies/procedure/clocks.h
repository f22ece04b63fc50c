// The clocks of a case and the silences that have taken effect: derived from the events whenever
// they are asked for, never stored. Periods follow Regulation (EEC, Euratom) No 1182/71 in the
// calendar of the body (policies/calendar).
//
// Thread safety: pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policies/calendar/calendar.h"
#include "policies/procedure/case_file.h"
#include "policies/procedure/procedure.h"

namespace passerelle::procedure {

struct Pause {
  Instant from;
  std::optional<Instant> until;  // none: it lasts
  bool operator==(const Pause&) const = default;
};

struct Extension {
  EventId by;  // the event, which gives the reasons
  Period period;
  bool operator==(const Extension&) const = default;
};

enum class ClockStanding { running, paused, met, missed, ended };

struct Clock {
  Rule rule = Rule::decision;
  std::optional<StepId> step;  // when the rule is a step's
  Force force = Force::legal;
  std::string_view basis;  // "Art. 68(4)"
  EventId trigger;
  Instant started;
  Period period;
  std::optional<Period> extendable_by;
  std::vector<Pause> pauses;
  std::vector<Extension> extensions;
  Instant due;                      // excluded; moves on while the clock is paused
  std::optional<Instant> met_at;    // what was waited for has come, in time or not
  std::optional<Instant> ended_at;  // it no longer mattered
  bool operator==(const Clock&) const = default;

  bool is_open() const { return !met_at && !ended_at; }
  bool is_paused() const { return !pauses.empty() && !pauses.back().until; }

  // A clock that was met late stays missed.
  ClockStanding standing(Instant now) const;
};

// Returns every clock of the case that had started by then, in order of their start. Events after
// `now` do not count.
std::vector<Clock> clocks_at(const CaseFile& file,
                             const Procedure& procedure,
                             const calendar::Calendar& calendar,
                             Instant now);

// Returns the open clock of a rule, and step; null when none runs.
const Clock* open_clock(const std::vector<Clock>& clocks,
                        Rule rule,
                        const std::optional<StepId>& step = std::nullopt);

// A silence that has taken effect, or the end of a title.
struct Lapse {
  Instant since;
  What event;  // for the system to record: time_passed, or expired
  bool operator==(const Lapse&) const = default;
};

// Returns what has lapsed by `now` and is not recorded yet: the applicant who does not answer
// within four weeks, a body whose silence counts, a trusted holder who makes no proposal, a fee or
// decision that nobody accepts, a title at its end. At most one, since each ends the state it
// arises in.
std::optional<Lapse> lapsed(const CaseFile& file,
                            const Procedure& procedure,
                            const calendar::Calendar& calendar,
                            Instant now);

}  // namespace passerelle::procedure
