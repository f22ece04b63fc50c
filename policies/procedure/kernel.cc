#include "policies/procedure/kernel.h"

#include <type_traits>

#include "policies/procedure/errors.h"
#include "policies/procedure/taking.h"
#include "policies/procedure/transition.h"

namespace passerelle::procedure {
namespace {

std::string named(const CaseEvent& event) { return std::string(code(event.type())); }

// Says whether the event can come next: of this case, in order of time, with every silence told.
Result<void> check_place(const CaseFile& file, const CaseEvent& event, const Procedure& procedure) {
  if (file.state == CaseState::draft) return {};
  if (event.application != file.application) {
    return Error{CaseEventError::other_application, "the event is of " + event.application.text() +
                                                        ", the case of " + file.application.text()};
  }
  const auto last = file.history.back().event.at;
  if (event.at < last) {
    return Error{CaseEventError::out_of_order, "the event is of " + to_text(event.at) +
                                                   ", the case has come to " + to_text(last)};
  }
  if (event.type() == EventType::time_passed) return {};
  if (const auto lapse = next_lapse(file, procedure, event.at)) {
    return Error{CaseEventError::lapse_first, "the time of " + std::string(code(lapse->rule)) +
                                                  " ended on " + to_text(lapse->at) +
                                                  "; time_passed comes first"};
  }
  return {};
}

Result<void> check_table(const CaseFile& file, const CaseEvent& event) {
  const auto* row = find_transition(event.type(), file.state);
  if (row == nullptr) {
    return Error{
        CaseEventError::impossible_now,
        named(event) + " cannot happen while the case is " + std::string(code(file.state))};
  }
  if (!row->by.contains(event.actor.role)) {
    return Error{CaseEventError::role_not_allowed,
                 named(event) + " is not for the role " + std::string(code(event.actor.role)) +
                     " while the case is " + std::string(code(file.state))};
  }
  return {};
}

void record(CaseFile& file, const CaseEvent& event) {
  file.known.emplace(event.id, file.history.size());
  file.history.push_back({event, file.state, {}});
  if (!event.actor.person.empty()) file.acted[event.actor.role].insert(event.actor.person);
}

enum class Admitted { next, known };

// Says whether the event may come next, or was taken before.
Result<Admitted> admit(const CaseFile& file, const CaseEvent& event, const Procedure& procedure) {
  if (const auto known = file.known.find(event.id); known != file.known.end()) {
    if (file.history[known->second].event == event) return Admitted::known;
    return Error{CaseEventError::id_reused,
                 "another event of the case has the id " + event.id.text()};
  }
  if (auto placed = check_place(file, event, procedure); !placed) return placed.error();
  if (auto listed = check_table(file, event); !listed) return listed.error();
  if (auto checked = check_actor(file, event.actor, procedure); !checked) return checked.error();
  return Admitted::next;
}

Result<void> pass_time(CaseFile& file, const CaseEvent& event, const Procedure& procedure) {
  record(file, event);
  settle(file, procedure, event.at);
  if (!file.history.back().lapses.empty()) return {};
  return Error{CaseEventError::nothing_lapsed, "nothing has lapsed by " + to_text(event.at)};
}

// Changes the case by an event that was admitted. After a refusal it may be half changed.
Result<void> take(CaseFile& file, const CaseEvent& event, const Procedure& procedure) {
  return std::visit(
      [&](const auto& what) -> Result<void> {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(what)>, TimePassed>) {
          return pass_time(file, event, procedure);
        } else {
          if (auto taken = Taking(file, event, procedure)(what); !taken) return taken;
          record(file, event);
          return {};
        }
      },
      event.what);
}

}  // namespace

Result<CaseFile> apply(const CaseFile& file, const CaseEvent& event, const Procedure& procedure) {
  const auto admitted = admit(file, event, procedure);
  if (!admitted) return admitted.error();
  if (*admitted == Admitted::known) return file;
  CaseFile next = file;
  if (auto taken = take(next, event, procedure); !taken) return taken.error();
  return next;
}

Result<CaseFile> fold(std::span<const CaseEvent> events, const Procedure& procedure) {
  CaseFile file;
  for (const auto& event : events) {
    const auto admitted = admit(file, event, procedure);
    if (!admitted) return admitted.error();
    if (*admitted == Admitted::known) continue;
    if (auto taken = take(file, event, procedure); !taken) return taken.error();
  }
  return file;
}

}  // namespace passerelle::procedure
