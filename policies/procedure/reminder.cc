#include "policies/procedure/reminder.h"

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "policies/access/reading.h"

namespace passerelle::procedure {
namespace {

using std::chrono::days;

// Every reminder that the clock gives in its life, the earliest first.
std::vector<Reminder> reminders_of(const Clock& clock, std::vector<days> distances) {
  const auto whom = concerned(clock);
  const bool is_open = clock.standing == Standing::running || clock.standing == Standing::missed;
  std::vector<Reminder> reminders;
  if (!whom || !is_open) return reminders;
  std::ranges::sort(distances, std::greater());
  for (const auto distance : distances) {
    if (clock.due - distance <= clock.started) continue;
    reminders.push_back({clock.rule, clock.step, *whom, clock.due, distance, clock.due - distance});
  }
  // The end of a title is no omission of anybody.
  if (clock.rule != ClockRule::title_end) {
    reminders.push_back({clock.rule, clock.step, *whom, clock.due, std::nullopt, clock.due});
  }
  return reminders;
}

}  // namespace

std::optional<Role> concerned(const Clock& clock) {
  if (clock.rule == ClockRule::title_end) return Role::applicant;
  return clock.waits_for == Role::system ? std::nullopt : std::optional(clock.waits_for);
}

std::vector<Reminder> reminders_at(const CaseFile& file,
                                   const Procedure& procedure,
                                   const std::vector<days>& distances,
                                   Instant now) {
  std::vector<Reminder> reminders;
  for (const auto& clock : clocks_at(file, procedure, now)) {
    std::optional<Reminder> nearest;
    for (auto& reminder : reminders_of(clock, distances)) {
      if (reminder.at <= now) nearest = std::move(reminder);
    }
    if (nearest) reminders.push_back(*std::move(nearest));
  }
  return reminders;
}

std::optional<Instant> next_reminder(const CaseFile& file,
                                     const Procedure& procedure,
                                     const std::vector<days>& distances,
                                     Instant now) {
  std::optional<Instant> next;
  for (const auto& clock : clocks_at(file, procedure, now)) {
    for (const auto& reminder : reminders_of(clock, distances)) {
      if (reminder.at > now && (!next || reminder.at < *next)) next = reminder.at;
    }
  }
  return next;
}

std::string distance_text(const std::optional<days>& before) {
  return before ? std::to_string(before->count()) + " days before" : "it is over";
}

Result<DutyReminder> duty_reminder_from_json(const Json& value) {
  Fields f(value, "");
  if (f.text("passerelle") != kDutyReminderType) {
    f.fail("passerelle", "\"duty_reminder/1\" is expected");
  }
  DutyReminder reminder;
  reminder.application = ApplicationId(f.text("application"));
  reminder.node = NodeId(f.text("node"));
  reminder.rule = access::read_code(f, "rule", parse<ClockRule>);
  reminder.step = f.text_or("step", "");
  reminder.due = f.instant("due");
  reminder.last_day = f.text("last_day");
  if (f.has("days_before")) {
    const auto before = f.integer("days_before");
    if (before <= 0 || before > kMostDaysBefore) f.fail("days_before", "1 to 366 is expected");
    else reminder.before = days(before);
  }
  if (auto read = f.done(); !read) return read.error();
  return reminder;
}

Json to_json(const DutyReminder& reminder) {
  Json value = {{"passerelle", kDutyReminderType}, {"application", reminder.application.text()},
                {"node", reminder.node.text()},    {"rule", code(reminder.rule)},
                {"due", to_text(reminder.due)},    {"last_day", reminder.last_day}};
  if (!reminder.step.empty()) value["step"] = reminder.step;
  if (reminder.before) value["days_before"] = reminder.before->count();
  return value;
}

}  // namespace passerelle::procedure
