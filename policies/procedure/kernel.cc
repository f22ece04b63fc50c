#include "policies/procedure/kernel.h"

#include <algorithm>
#include <array>

#include "policies/access/reading.h"
#include "policies/procedure/conditions.h"
#include "policies/procedure/table.h"

namespace passerelle::procedure {
namespace {

using calendar::Calendar;

// Art. 55(3): who assesses, who prepares the data and who checks outputs are three persons.
constexpr std::array kSeparated{Role::assessor, Role::data_preparer, Role::output_checker};

bool is_separated(Role role) { return std::ranges::find(kSeparated, role) != kSeparated.end(); }

enum class Side { applicant, holder, body };

Side side_of(Role role) {
  if (role == Role::applicant) return Side::applicant;
  return role == Role::holder ? Side::holder : Side::body;
}

Result<void> check_table(const CaseFile& file, const CaseEvent& event) {
  const auto kind = kind_of(event.what);
  bool is_known = false;
  for (const auto& row : table()) {
    if (row.event != kind || !row.from.contains(file.state)) continue;
    if (row.by.contains(event.actor.role)) return {};
    is_known = true;
  }
  const std::string what(code(kind));
  const std::string state(code(file.state));
  if (!is_known) {
    return Error{Refusal::not_in_this_state, what + " is not possible in the state " + state};
  }
  return Error{Refusal::not_for_this_role, what + " in the state " + state +
                                               " is not for the role " +
                                               std::string(code(event.actor.role))};
}

// Where an event is optional to explain, `check_conditions` asks for the reason when it matters.
bool may_be_unexplained(EventKind kind) {
  return kind == EventKind::opinion_given || kind == EventKind::authorisation_given ||
         kind == EventKind::decision_signed;
}

Result<void> check_reason(const CaseEvent& event) {
  const auto* reason = reason_of(event.what);
  const auto kind = kind_of(event.what);
  if (reason == nullptr || may_be_unexplained(kind) || access::count_words(*reason) > 0) return {};
  return Error{Refusal::reason_missing, std::string(code(kind)) + " gives its reason"};
}

State next_state(const CaseFile& file, const CaseEvent& event) {
  const auto* row = row_of(file.state, kind_of(event.what));
  switch (row->way) {
    case Way::to: return row->target;
    case Way::stay: return file.state;
    case Way::back: return *file.before;
    case Way::by_appeal:
      return std::get<AppealDecided>(event.what).outcome == AppealOutcome::upheld
                 ? State::decision_issued
                 : State::processing;
  }
  return file.state;
}

bool will_return(State state) {
  return state == State::awaiting_additional_information || state == State::suspended;
}

// Adds the event to the case; the case is unchanged when it is refused.
Result<void> take(CaseFile& file,
                  const CaseEvent& event,
                  const Procedure& procedure,
                  const Calendar& calendar) {
  const auto same = std::ranges::find(file.events, event.id, &CaseEvent::id);
  if (same != file.events.end()) {
    if (*same == event) return {};
    return Error{Refusal::id_reused, event.id.text() + " is the id of another event of this case"};
  }
  if (!file.events.empty() && event.at < file.events.back().at) {
    return Error{Refusal::out_of_order, "the last event of the case was at " +
                                            to_text(file.events.back().at) + ", this one is of " +
                                            to_text(event.at)};
  }
  if (auto checked = check_table(file, event); !checked) return checked;
  if (auto checked = check_person(file, event.actor); !checked) return checked;
  if (auto checked = check_reason(event); !checked) return checked;
  if (auto checked = check_conditions({file, event, procedure, calendar}); !checked) return checked;

  const State next = next_state(file, event);
  if (will_return(next)) {
    if (next != file.state) file.before = file.state;
  } else {
    file.before.reset();
  }
  file.state = next;
  file.events.push_back(event);
  return {};
}

}  // namespace

Result<void> check_person(const CaseFile& file, const Actor& actor) {
  if (actor.role == Role::system) return {};
  if (is_locked_out(file, actor.name)) {
    return Error{Refusal::conflict_of_interest,
                 actor.name + " has a declared interest and is locked out of this case"};
  }
  for (const auto& event : file.events) {
    const auto& other = event.actor;
    if (other.name != actor.name || other.role == Role::system) continue;
    if (side_of(other.role) != side_of(actor.role)) {
      return Error{Refusal::separation, actor.name + " acted on this case as " +
                                            std::string(code(other.role)) +
                                            " and cannot stand on another side"};
    }
    if (other.role != actor.role && is_separated(other.role) && is_separated(actor.role)) {
      return Error{Refusal::separation, actor.name + " acted on this case as " +
                                            std::string(code(other.role)) + " and cannot be its " +
                                            std::string(code(actor.role)) + " (Art. 55(3))"};
    }
  }
  return {};
}

Result<CaseFile> apply(const CaseFile& file,
                       const CaseEvent& event,
                       const Procedure& procedure,
                       const Calendar& calendar) {
  CaseFile after = file;
  if (auto taken = take(after, event, procedure, calendar); !taken) return taken.error();
  return after;
}

Result<CaseFile> fold(std::span<const CaseEvent> events,
                      const Procedure& procedure,
                      const Calendar& calendar) {
  CaseFile file;
  for (const auto& event : events) {
    if (auto taken = take(file, event, procedure, calendar); !taken) {
      return Error{taken.error().code, event.id.text() + ": " + taken.error().detail};
    }
  }
  return file;
}

}  // namespace passerelle::procedure
