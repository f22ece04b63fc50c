#include "policies/procedure/title.h"

#include <algorithm>

#include "policies/procedure/errors.h"

namespace passerelle::procedure {
namespace {

Result<void> must_be_in_force(const CaseFile& file) {
  if (!kInForce.contains(file.state)) {
    return Error{CaseEventError::title_missing,
                 "the case is " + std::string(code(file.state)) + ", so no title is in force"};
  }
  return {};
}

// The permit that was made from documents is the title that the events gave.
Result<access::Permit> of_title(const CaseFile& file, Result<access::Permit> permit) {
  if (permit && (permit->valid_from != file.title->valid_from ||
                 permit->valid_until != file.title->valid_until)) {
    return Error{CaseEventError::bad_title, "the dates of the permit are not those of the title"};
  }
  return permit;
}

}  // namespace

Submitted submission_of(const access::Application& application,
                        Accelerated accelerated,
                        access::DataForm form) {
  Submitted what;
  what.kind = application.kind;
  what.purpose = application.purpose;
  what.category = application.applicant.category;
  what.mandate = application.applicant.mandate();
  what.accelerated = accelerated == Accelerated::yes;
  what.form = form;
  what.persons = {application.contact.id};
  for (const auto& person : application.persons) {
    if (person.id != application.contact.id) what.persons.push_back(person.id);
  }
  what.document = access::digest(application);
  return what;
}

DecisionSigned signature_of(const access::CountryCase& open,
                            const access::Decision& decision,
                            PermitId id) {
  DecisionSigned what;
  what.document = access::digest(decision);
  what.reason = decision.reason;
  what.outcome = decision.outcome;
  if (!access::gives_permit(decision.outcome)) return what;
  const auto& asked = open.application;
  const auto until = decision.conditions.valid_until.value_or(asked.valid_until);
  what.title = Title{std::move(id), asked.valid_from, std::min(asked.valid_until, until)};
  return what;
}

Result<access::Permit> issue_title(const CaseFile& file,
                                   const access::CountryCase& open,
                                   const access::Decision& decision,
                                   const access::Issuer& issuer) {
  if (auto in_force = must_be_in_force(file); !in_force) return in_force.error();
  if (file.decision->document != access::digest(decision)) {
    return Error{CaseEventError::bad_title, "the case was decided by another decision"};
  }
  auto granted = access::decide(open, decision);
  if (!granted) return granted.error();
  auto permit = access::issue(*granted, issuer, file.title->id);
  return of_title(file, std::move(permit));
}

EventContent change_of(const CaseFile& file, const access::ChangeDecision& decision, PermitId id) {
  const auto document = access::digest(decision);
  if (!access::gives_permit(decision.outcome)) {
    return ChangeRefused{decision.change, document, decision.reason};
  }
  const auto until = access::end_after(decision, file.title->valid_until);
  const Title title{std::move(id), file.title->valid_from, until};
  if (decision.change == access::TitleChange::renewal) {
    return Renewed{document, decision.reason, title};
  }
  Amended amended{document, decision.reason, title, {}};
  for (const auto& person :
       decision.amendment->persons.value_or(std::vector<access::PermittedPerson>())) {
    amended.persons.push_back(person.id);
  }
  return amended;
}

Result<access::Permit> issue_changed_title(const CaseFile& file,
                                           const access::Permit& before,
                                           const access::ChangeDecision& decision) {
  if (auto in_force = must_be_in_force(file); !in_force) return in_force.error();
  if (changed_by(file) != access::digest(decision)) {
    return Error{CaseEventError::bad_title, "the title was changed by another decision"};
  }
  return of_title(file, access::succeed(before, decision, file.title->id));
}

std::optional<std::string> changed_by(const CaseFile& file) {
  for (auto entry = file.history.rbegin(); entry != file.history.rend(); ++entry) {
    const auto& what = entry->event.what;
    if (const auto* amended = std::get_if<Amended>(&what)) return amended->document;
    if (const auto* renewed = std::get_if<Renewed>(&what)) return renewed->document;
  }
  return std::nullopt;
}

}  // namespace passerelle::procedure
