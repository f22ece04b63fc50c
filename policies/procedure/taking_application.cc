// Reception and completeness, and what can be said of a case at any time.
#include <algorithm>

#include "policies/procedure/clocks.h"
#include "policies/procedure/progress.h"
#include "policies/procedure/taking.h"

namespace passerelle::procedure {
namespace {

// Whether the case has ever come to what is to be published: an appeal that overturns a decision,
// or the end of a title, takes nothing of what happened out of the register.
bool has_come_to(const CaseFile& file, Publication what) {
  using Types = EnumSet<EventType>;
  const auto any_of = [&](Types types) {
    return std::ranges::any_of(
        file.history, [&](const Entry& entry) { return types.contains(entry.event.type()); });
  };
  switch (what) {
    case Publication::application: return true;
    case Publication::decision:
      return any_of({EventType::decision_signed}) || file.state == CaseState::closed_incomplete;
    case Publication::measure:
      return any_of(
          {EventType::suspended, EventType::resumed, EventType::revoked, EventType::excluded});
    case Publication::results: return any_of({EventType::results_published});
  }
  return false;
}

}  // namespace

Result<void> Taking::to(CaseState state) {
  if (state != file_.state) file_.since = event_.at;
  file_.state = state;
  return {};
}

Result<void> Taking::to_assessment() { return to(state_in_assessment(file_, procedure_)); }

Result<void> Taking::must_be_of(std::string_view body) const {
  if (event_.actor.body == body) return {};
  return Error{CaseEventError::other_body, std::string(code(event_.type())) + " is for " +
                                               std::string(body) + ", not for " +
                                               event_.actor.body};
}

Result<void> Taking::must_have_reason(std::string_view reason, std::string_view why) const {
  if (reason.find_first_not_of(" \t\r\n") != std::string_view::npos) return {};
  return Error{CaseEventError::reason_missing, std::string(why)};
}

Result<void> Taking::operator()(const Submitted& what) {
  if (auto open = purposes::check_purpose(what.purpose, what.category, what.mandate); !open) {
    return Error{CaseEventError::purpose_not_open, open.error().detail};
  }
  const bool is_public =
      purposes::is_public_body(what.category) || what.mandate == purposes::PublicMandate::own;
  if (what.accelerated && (what.kind == access::PermitKind::request_approval || !is_public ||
                           !purposes::needs_public_mandate(what.purpose))) {
    return Error{CaseEventError::not_accelerated,
                 "the short time is for permits of public bodies for the purposes of "
                 "Art. 53(1)(a) to (c) (Art. 68(6))"};
  }
  file_.application = event_.application;
  file_.submission = what;
  file_.applicants = {what.persons.begin(), what.persons.end()};
  file_.applicants.insert(event_.actor.person);
  return to(CaseState::submitted);
}

Result<void> Taking::operator()(const TakenUp&) {
  if (auto of = must_be_of(procedure_.the(StepType::completeness).by); !of) return of;
  return to(CaseState::pre_screening);
}

Result<void> Taking::operator()(const InformationAsked& what) {
  const bool by_desk = event_.actor.role == Role::desk_officer;
  const auto& step = procedure_.the(by_desk ? StepType::completeness : StepType::assessment);
  if (auto of = must_be_of(step.by); !of) return of;
  if (by_desk) {
    if (!file_.window_opened) file_.window_opened = event_.at;
    const auto window = procedure_.deadline(ClockRule::completion)->due;
    if (procedure_.calendar().due(*file_.window_opened, window) <= event_.at) {
      return Error{CaseEventError::question_window_closed,
                   "the time for completing the file began on " + to_text(*file_.window_opened) +
                       " and is over (Art. 68(4))"};
    }
  }
  file_.open_questions = what.fields;
  file_.asked_by = event_.actor.role;
  return to(CaseState::awaiting_additional_information);
}

Result<void> Taking::operator()(const InformationGiven&) {
  const bool by_desk = file_.asked_by == Role::desk_officer;
  file_.open_questions.clear();
  file_.asked_by.reset();
  file_.desk_was_answered = file_.desk_was_answered || by_desk;
  const auto after = procedure_.settings().after_answer;
  if (after == AfterAnswer::pre_screening || (after == AfterAnswer::where_asked && by_desk)) {
    return to(CaseState::pre_screening);
  }
  // Where an answer goes straight to assessment, it completes the file.
  if (by_desk) finish(procedure_.the(StepType::completeness).id);
  return to_assessment();
}

Result<void> Taking::operator()(const DeclaredComplete&) {
  const auto& step = procedure_.the(StepType::completeness);
  if (auto of = must_be_of(step.by); !of) return of;
  if (!ready_at(file_, procedure_, step)) {
    return Error{CaseEventError::step_not_ready,
                 "what the applicant brings before the file is complete is not there yet"};
  }
  finish(step.id);
  return to_assessment();
}

Result<void> Taking::operator()(const ClockExtended& what) {
  if (auto reason = must_have_reason(what.reason, "an extension gives its reasons (Art. 68(4))");
      !reason) {
    return reason;
  }
  if (what.notice.empty()) {
    return Error{CaseEventError::notice_missing,
                 "an extension is notified to the applicant (Art. 68(4))"};
  }
  const std::string name = what.step.empty() ? std::string(code(what.clock)) : what.step;
  auto extended_by = law(what.clock).extended_by;
  auto deadline = procedure_.deadline(what.clock);
  if (what.clock == ClockRule::step) {
    const auto* step = procedure_.find_step(what.step, file_.submission->path());
    if (step == nullptr || !step->due) {
      return Error{CaseEventError::unknown_step, "no step " + what.step + " has a time here"};
    }
    if (auto of = must_be_of(step->by); !of) return of;
    const auto role = waited_for(step->type);
    extended_by = is_staff(role) ? role : Role::desk_officer;
    deadline = Deadline{*step->due, step->extension};
  }
  if (!extended_by || !deadline || !deadline->extension) {
    return Error{CaseEventError::not_extendable, "the time of " + name + " cannot be extended"};
  }
  if (*extended_by != event_.actor.role) {
    return Error{CaseEventError::role_not_allowed,
                 "the time of " + name + " is extended by a " + std::string(code(*extended_by))};
  }
  const auto clock = open_clock(file_, procedure_, what.clock, what.step, event_.at);
  if (!clock || clock->standing == Standing::missed) {
    return Error{CaseEventError::clock_not_running, "the time of " + name + " is not running"};
  }
  if (clock->extension) {
    return Error{CaseEventError::already_extended, "the time of " + name + " was extended before"};
  }
  return {};
}

Result<void> Taking::operator()(const Withdrawn&) {
  file_.open_questions.clear();
  file_.asked_by.reset();
  return to(CaseState::withdrawn);
}

Result<void> Taking::operator()(const Closed& what) {
  if (auto reason = must_have_reason(what.reason, "a closure gives its reason"); !reason) {
    return reason;
  }
  if (file_.state == CaseState::pre_screening) {
    if (!file_.desk_was_answered) {
      return Error{CaseEventError::not_closable,
                   "the applicant is asked before the file is closed as incomplete (Art. 68(4))"};
    }
    return to(CaseState::closed_incomplete);
  }
  if (file_.state == CaseState::decision_issued && access::gives_permit(file_.decision->outcome)) {
    return Error{CaseEventError::not_closable, "the grant waits for the applicant"};
  }
  return to(CaseState::closed);
}

Result<void> Taking::operator()(const ConflictDeclared& what) {
  if (auto reason = must_have_reason(what.reason, "an interest is named"); !reason) return reason;
  if (event_.actor.person.empty()) {
    return Error{CaseEventError::person_missing, "an interest is a person's"};
  }
  const auto& person = event_.actor.person;
  file_.locked_out.insert(person);
  // What the person found before does not count either; somebody else finds it again.
  std::erase_if(file_.findings, [&](const auto& one) { return one.second.assessor == person; });
  if (file_.findings.size() < kCodes<Criterion>.size()) {
    file_.steps.erase(procedure_.the(StepType::assessment).id);
  }
  return {};
}

Result<void> Taking::operator()(const ComplaintFiled&) { return {}; }

Result<void> Taking::operator()(const Published& what) {
  if (has_come_to(file_, what.rule)) return {};
  return Error{CaseEventError::nothing_to_publish,
               "there is nothing to publish under " + std::string(code(what.rule)) + " yet"};
}

}  // namespace passerelle::procedure
