#include "policies/procedure/states_document.h"

#include <algorithm>

#include "policies/procedure/clock_run.h"
#include "policies/procedure/transition.h"

namespace passerelle::procedure {
namespace {

constexpr const char* kHead = R"(# States, events and clocks of a case

Made from the tables of this room (transition_table.cc, clock_rule.cc, clock_run.cc); do not edit.
What stands in no row is refused: `case_event.impossible_now` for an event that a state does not
know, `case_event.role_not_allowed` for a role that may not tell it. Beside these tables the kernel
keeps the rules of kernel.h. The word in brackets is the status in HealthData@EU.
)";

template <class Enum>
std::string listed(EnumSet<Enum> set) {
  std::string text;
  for (const auto value : all<Enum>()) {
    if (set.contains(value)) text += (text.empty() ? "" : ", ") + std::string(code(value));
  }
  return text;
}

std::string state_section(CaseState state) {
  std::string text = "\n## " + std::string(code(state));
  if (const auto status = official_status(state)) text += " [" + std::string(*status) + "]";
  std::string rows;
  for (const auto& row : transitions()) {
    if (!row.from.contains(state)) continue;
    const auto to = row.to.empty() ? std::string(code(state)) : listed(row.to);
    rows += "| `" + std::string(code(row.event)) + "` | " + listed(row.by) + " | " + to + " | " +
            std::string(row.why) + " |\n";
  }
  if (rows.empty()) return text + "\nNothing can happen any more.\n";
  return text + "\n| event | who | to | rule |\n| --- | --- | --- | --- |\n" + rows;
}

std::string time_of(const ClockLaw& clock) {
  std::string time = clock.due ? calendar::text_of(*clock.due) : "as the procedure says";
  if (clock.rule == ClockRule::title_end) time = "to the end of the title";
  if (clock.longest_extension) time += " + " + calendar::text_of(*clock.longest_extension);
  if (clock.extension == Extension::open) time += ", longer with reasons";
  return time;
}

std::string clock_row(const ClockLaw& clock) {
  std::string starts = "the step can begin, or somebody is asked";
  std::string stops = "the step is done";
  std::string_view condition;
  if (clock.rule == ClockRule::title_end) {
    starts = "the title begins";
    stops = "revoked";
  }
  const auto run = std::ranges::find(clock_runs(), clock.rule, &ClockRun::rule);
  if (run != clock_runs().end()) {
    starts = listed(run->starts);
    if (run->starts_on_lapse)
      starts += ", or the lapse of " + std::string(code(*run->starts_on_lapse));
    stops = listed(run->stops);
    condition = run->condition;
  }
  return "| `" + std::string(code(clock.rule)) + "` | " + std::string(code(clock.force)) + " | " +
         time_of(clock) + " | " + std::string(code(clock.waits_for)) + " | " + starts + " | " +
         stops + " | " + std::string(condition) + " | " + std::string(clock.source) + " |\n";
}

}  // namespace

std::string states_document() {
  std::string text = kHead;
  for (const auto state : all<CaseState>()) text += state_section(state);
  text +=
      "\n## Clocks\n"
      "Legal times are maxima: a procedure may shorten them. Targets are settings.\n\n"
      "| clock | force | time | waits for | starts | stops | where | source |\n"
      "| --- | --- | --- | --- | --- | --- | --- | --- |\n";
  for (const auto& clock : clock_laws()) text += clock_row(clock);
  return text;
}

}  // namespace passerelle::procedure
