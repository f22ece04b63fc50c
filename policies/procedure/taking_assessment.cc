// The steps of the procedure, the findings, the decision.
#include <algorithm>

#include "policies/procedure/progress.h"
#include "policies/procedure/taking.h"

namespace passerelle::procedure {
namespace {

std::string in_quotes(std::string_view text) { return "\"" + std::string(text) + "\""; }

}  // namespace

Result<const Step*> Taking::open_step(const std::string& id, EnumSet<StepType> types) const {
  const auto* step = procedure_.find_step(id, file_.submission->path());
  if (step == nullptr || !types.contains(step->type)) {
    return Error{CaseEventError::unknown_step,
                 "the procedure has no such step here: " + in_quotes(id)};
  }
  if (record_of(file_, id).done) {
    return Error{CaseEventError::step_already_done, "the step is done: " + in_quotes(id)};
  }
  if (!ready_at(file_, procedure_, *step)) {
    return Error{CaseEventError::step_not_ready,
                 "steps that come before are open: " + in_quotes(id)};
  }
  return step;
}

Result<const Step*> Taking::asked_step(const std::string& id, EnumSet<StepType> types) const {
  auto step = open_step(id, types);
  if (step && !record_of(file_, id).asked) {
    return Error{CaseEventError::step_not_asked, "nobody was asked yet: " + in_quotes(id)};
  }
  return step;
}

Result<void> Taking::ask(const std::string& id, StepType type) {
  const auto step = open_step(id, {type});
  if (!step) return step.error();
  auto& asked = file_.steps[id].asked;
  if (asked) {
    return Error{CaseEventError::step_already_done, "it was asked before: " + in_quotes(id)};
  }
  asked = event_.at;
  return to_assessment();
}

void Taking::finish(const std::string& step) {
  auto& done = file_.steps[step].done;
  if (!done) done = event_.at;
}

Result<void> Taking::operator()(const ForwardedToTrustedHolder& what) {
  file_.trusted_holder = what.holder;
  return to(CaseState::with_trusted_holder);
}

Result<void> Taking::operator()(const HolderProposed&) {
  if (auto of = must_be_of(file_.trusted_holder); !of) return of;
  return to_assessment();
}

Result<void> Taking::operator()(const OpinionAsked& what) {
  return ask(what.step, StepType::opinion);
}

Result<void> Taking::operator()(const OpinionGiven& what) {
  const auto found = asked_step(what.step, {StepType::opinion});
  if (!found) return found.error();
  const Step& step = **found;
  if (auto of = must_be_of(step.by); !of) return of;
  if (!step.outcomes.empty() &&
      std::ranges::find(step.outcomes, what.opinion) == step.outcomes.end()) {
    return Error{CaseEventError::outcome_not_foreseen,
                 step.by + " gives no opinion that is " + std::string(code(what.opinion))};
  }
  if (step.evidence_required && what.document.empty()) {
    return Error{CaseEventError::evidence_missing, "the opinion comes with its document"};
  }
  finish(step.id);
  file_.steps[step.id].opinion = what.opinion;
  file_.steps[step.id].is_against = what.opinion == Opinion::unfavourable;
  if (file_.state == CaseState::awaiting_additional_information) return {};
  return to_assessment();
}

Result<void> Taking::operator()(const AuthorisationAsked& what) {
  return ask(what.step, StepType::authorisation);
}

Result<void> Taking::operator()(const AuthorisationGiven& what) {
  const auto* known = procedure_.find_step(what.step, file_.submission->path());
  const bool is_asked_for = known != nullptr && known->type == StepType::authorisation;
  const auto step =
      is_asked_for ? asked_step(what.step, kEvidenceSteps) : open_step(what.step, kEvidenceSteps);
  if (!step) return step.error();
  finish(what.step);
  file_.steps[what.step].is_against = what.authorisation == Authorisation::refused;
  if (!kInAssessment.contains(file_.state)) return {};
  return to_assessment();
}

Result<void> Taking::operator()(const ApplicantChose& what) {
  const auto step = open_step(what.step, {StepType::applicant_choice});
  if (!step) return step.error();
  finish(what.step);
  if (what.choice == Choice::stop) return to(CaseState::withdrawn);
  return to_assessment();
}

Result<void> Taking::operator()(const FeasibilityGiven& what) {
  const auto step = open_step(what.step, {StepType::feasibility});
  if (!step) return step.error();
  if (what.feasibility != Feasibility::feasible) {
    auto reason = must_have_reason(what.reason, "what is not feasible is said with its reason");
    if (!reason) return reason;
  }
  finish(what.step);
  file_.steps[what.step].is_against = what.feasibility == Feasibility::not_feasible;
  return {};
}

Result<void> Taking::operator()(const FeeEstimated& what) { return ask(what.step, StepType::fee); }

Result<void> Taking::operator()(const FeeAccepted& what) {
  const auto step = asked_step(what.step, {StepType::fee});
  if (!step) return step.error();
  finish(what.step);
  return to_assessment();
}

Result<void> Taking::operator()(const FeeDeclined& what) {
  const auto step = asked_step(what.step, {StepType::fee});
  if (!step) return step.error();
  return to(CaseState::withdrawn);
}

Result<void> Taking::operator()(const FindingRecorded& what) {
  const auto& step = procedure_.the(StepType::assessment);
  if (auto of = must_be_of(step.by); !of) return of;
  if (auto reason = must_have_reason(what.reason, "a finding gives its reason"); !reason) {
    return reason;
  }
  file_.findings[what.criterion] = {what.finding, what.reason, event_.actor.person, event_.at};
  if (file_.findings.size() == kCodes<Criterion>.size()) finish(step.id);
  return {};
}

Result<void> Taking::operator()(const DecisionSigned& what) {
  if (auto of = must_be_of(procedure_.the(StepType::decision).by); !of) return of;
  const auto& findings = file_.findings;
  if (!findings.empty() && std::ranges::all_of(findings, [&](const auto& one) {
        return one.second.assessor == event_.actor.person;
      })) {
    return Error{CaseEventError::decider_is_only_assessor,
                 event_.actor.person + " is the only assessor of this case and cannot decide it"};
  }
  if (what.outcome != access::Outcome::granted) {
    auto reason = must_have_reason(
        what.reason, "a decision that gives less than was asked is reasoned (Art. 68(9))");
    if (!reason) return reason;
  }
  if (access::gives_permit(what.outcome)) {
    if (auto checked = check_grant(what); !checked) return checked;
    give(*what.title);
  } else if (what.title) {
    return Error{CaseEventError::bad_title, "a refusal gives no title"};
  }
  file_.decision = what;
  finish(procedure_.the(StepType::decision).id);
  // Art. 68(3): statistics instead of a permit need the applicant's consent in any case.
  const bool is_accepted = access::gives_permit(what.outcome) &&
                           what.outcome != access::Outcome::answered_as_request &&
                           procedure_.settings().acceptance == Acceptance::not_needed;
  return to(is_accepted ? CaseState::granted : CaseState::decision_issued);
}

Result<void> Taking::check_grant(const DecisionSigned& what) const {
  for (const auto criterion : all<Criterion>()) {
    const auto found = file_.findings.find(criterion);
    const std::string name(code(criterion));
    if (found == file_.findings.end()) {
      return Error{CaseEventError::findings_missing, "no finding on Art. " + name};
    }
    if (found->second.finding == Finding::not_met) {
      return Error{CaseEventError::criterion_not_met,
                   "the finding on Art. " + name + " is that it is not met"};
    }
  }
  for (const auto* step : procedure_.steps_of(file_.submission->path())) {
    if (step->type == StepType::decision) continue;
    const auto& record = record_of(file_, step->id);
    if (!record.done) {
      return Error{CaseEventError::steps_open, "a step is open: " + in_quotes(step->id)};
    }
    if (record.is_against && (step->type != StepType::opinion || step->is_binding)) {
      return Error{CaseEventError::criterion_not_met,
                   "the outcome of a step stands against a grant: " + in_quotes(step->id)};
    }
  }
  if (what.outcome == access::Outcome::answered_as_request &&
      file_.submission->kind == access::PermitKind::request_approval) {
    return Error{CaseEventError::outcome_not_foreseen,
                 "a request is granted, not answered as a request (Art. 68(3))"};
  }
  if (!what.title) return Error{CaseEventError::title_missing, "a grant names its title"};
  return check_title(*what.title, access::Renewed::no);
}

}  // namespace passerelle::procedure
