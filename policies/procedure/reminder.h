// Whom to remind of a time limit that comes near or is over: computed from the clocks of a case, so
// whoever reminds keeps only which reminders were given, that each is given once.
//
// What a body tells the node that applied about the applicant's own limits is the document
// "duty_reminder/1" of FORMAT.md.
//
// Thread safety: values and pure functions; any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "node/base/clock.h"
#include "node/base/json.h"
#include "policies/procedure/clocks.h"

namespace passerelle::procedure {

inline constexpr const char* kDutyReminderType = "duty_reminder/1";

// The longest distance of a reminder.
inline constexpr int kMostDaysBefore = 366;

struct Reminder {
  ClockRule rule = ClockRule::step;
  std::string step;  // of a step's clock
  Role whom = Role::applicant;
  Instant due;                              // excluded
  std::optional<std::chrono::days> before;  // none: the time is over
  Instant at;                               // from when on it is given
  bool operator==(const Reminder&) const = default;
};

// Whom a clock's end concerns: who is waited for, and the applicant at the end of the title, since
// a renewal is asked for before it (Art. 68(12)). None: nobody's limit.
std::optional<Role> concerned(const Clock& clock);

// Returns at most one reminder for each clock that runs or was missed: the nearest to its end of
// those whose time has come. A distance that is as long as the clock itself is left out, and a
// clock that stands still reminds nobody.
std::vector<Reminder> reminders_at(const CaseFile& file,
                                   const Procedure& procedure,
                                   const std::vector<std::chrono::days>& distances,
                                   Instant now);

// Returns when the next reminder of the case comes, if nothing happens before.
std::optional<Instant> next_reminder(const CaseFile& file,
                                     const Procedure& procedure,
                                     const std::vector<std::chrono::days>& distances,
                                     Instant now);

// Returns how a distance is said: "30 days before", or "it is over".
std::string distance_text(const std::optional<std::chrono::days>& before);

// What the applicant is told.
struct DutyReminder {
  ApplicationId application;
  NodeId node;  // whose body reminds
  ClockRule rule = ClockRule::step;
  std::string step;
  Instant due;
  std::string last_day;  // as the body's calendar has it: 2026-12-29
  std::optional<std::chrono::days> before;
  bool operator==(const DutyReminder&) const = default;
};

// Refuses unknown fields and codes with their path.
Result<DutyReminder> duty_reminder_from_json(const Json& value);
Json to_json(const DutyReminder& reminder);

}  // namespace passerelle::procedure
