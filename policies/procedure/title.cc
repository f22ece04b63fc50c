#include "policies/procedure/title.h"

#include <algorithm>

#include "policies/procedure/errors.h"

namespace passerelle::procedure {

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
  if (!kInForce.contains(file.state)) {
    return Error{CaseEventError::title_missing,
                 "the case is " + std::string(code(file.state)) + ", so no title is in force"};
  }
  if (file.decision->document != access::digest(decision)) {
    return Error{CaseEventError::bad_title, "the case was decided by another decision"};
  }
  auto granted = access::decide(open, decision);
  if (!granted) return granted.error();
  auto permit = access::issue(*granted, issuer, file.title->id);
  if (permit && (permit->valid_from != file.title->valid_from ||
                 permit->valid_until != file.title->valid_until)) {
    return Error{CaseEventError::bad_title, "the dates of the permit are not those of the title"};
  }
  return permit;
}

}  // namespace passerelle::procedure
