// The applicant's answer, the title and its changes.
#include <algorithm>

#include "policies/procedure/taking.h"

namespace passerelle::procedure {
namespace {

Result<void> without(std::optional<std::string> fault) {
  if (fault) return Error{CaseEventError::bad_title, *std::move(fault)};
  return {};
}

}  // namespace

Result<void> Taking::check_title(const Title& title, access::Renewed renewed) const {
  auto period = without(access::fault_of_period(title.valid_from, title.valid_until, renewed));
  if (!period) return period;
  if (title.valid_until <= event_.at) {
    return Error{CaseEventError::bad_title, "the title is over before it is given"};
  }
  if (file_.title && title.valid_from != file_.title->valid_from) {
    return Error{CaseEventError::bad_title, "a changed title begins when the one before did"};
  }
  if (file_.title_ids.contains(title.id)) {
    return Error{CaseEventError::bad_title, "the case has given the id before: " + title.id.text()};
  }
  return {};
}

void Taking::give(const Title& title) {
  file_.title = title;
  file_.title_ids.insert(title.id);
}

Result<void> Taking::operator()(const Accepted&) {
  if (!access::gives_permit(file_.decision->outcome)) {
    return Error{CaseEventError::outcome_not_foreseen, "a refusal cannot be accepted"};
  }
  return to(CaseState::granted);
}

Result<void> Taking::operator()(const Declined&) {
  if (!access::gives_permit(file_.decision->outcome)) {
    return Error{CaseEventError::outcome_not_foreseen, "there is no grant to decline"};
  }
  file_.title.reset();
  return to(CaseState::withdrawn);
}

Result<void> Taking::operator()(const Appealed& what) {
  if (auto reason = must_have_reason(what.reason, "an appeal gives its reason"); !reason) {
    return reason;
  }
  if (access::gives_permit(file_.decision->outcome) &&
      procedure_.settings().grant_appeal == GrantAppeal::not_allowed) {
    return Error{CaseEventError::no_appeal,
                 "the procedure knows no appeal against a decision that grants"};
  }
  return to(CaseState::appealed);
}

Result<void> Taking::operator()(const AppealDecided& what) {
  if (what.outcome == AppealOutcome::upheld) return to(CaseState::decision_issued);
  file_.decision.reset();
  file_.title.reset();
  file_.steps.erase(procedure_.the(StepType::decision).id);
  return to_assessment();
}

Result<void> Taking::operator()(const DataRequested&) {
  return to(CaseState::extraction_requested);
}

Result<void> Taking::operator()(const DataReceived&) {
  file_.data_were_received = true;
  return {};
}

Result<void> Taking::operator()(const DataAvailable&) {
  if (file_.state == CaseState::extraction_requested && !file_.data_were_received) {
    return Error{CaseEventError::data_not_there, "the holder has not delivered yet (Art. 60(2))"};
  }
  file_.data_are_available = true;
  return to(CaseState::data_available);
}

Result<void> Taking::operator()(const Used&) {
  if (!file_.data_are_available) {
    return Error{CaseEventError::data_not_there, "the data are not available yet"};
  }
  if (event_.at < file_.title->valid_from) {
    return Error{CaseEventError::outside_title,
                 "the title begins on " + to_text(file_.title->valid_from)};
  }
  ++file_.runs;
  return to(CaseState::in_use);
}

Result<void> Taking::operator()(const ChangeAsked& what) {
  if (auto reason = must_have_reason(what.reason, "a change is asked for with a reason"); !reason) {
    return reason;
  }
  if (file_.changes_asked.contains(what.change)) {
    return Error{CaseEventError::change_asked, "that change was asked for and is not decided yet"};
  }
  if (what.change == access::TitleChange::renewal) {
    if (file_.was_renewed) {
      return Error{CaseEventError::already_renewed, "a title is renewed once (Art. 68(12))"};
    }
    if (auto fault = access::fault_of_asking_renewal(file_.title->valid_until, event_.at)) {
      return Error{CaseEventError::renewal_too_late, *std::move(fault)};
    }
  }
  file_.changes_asked.emplace(what.change, event_.at);
  return {};
}

Result<void> Taking::answer(access::TitleChange change, const std::string& reason) {
  if (auto of = must_be_of(procedure_.the(StepType::decision).by); !of) return of;
  if (auto given = must_have_reason(reason, "a change is decided with its reason"); !given) {
    return given;
  }
  if (file_.changes_asked.erase(change) > 0) return {};
  return Error{CaseEventError::change_not_asked,
               "nobody has asked for the " + std::string(access::code(change)) + " of the title"};
}

Result<void> Taking::operator()(const ChangeRefused& what) {
  return answer(what.change, what.reason);
}

Result<void> Taking::operator()(const Amended& what) {
  if (auto asked = answer(access::TitleChange::amendment, what.reason); !asked) return asked;
  const auto renewed = file_.was_renewed ? access::Renewed::yes : access::Renewed::no;
  if (auto checked = check_title(what.title, renewed); !checked) return checked;
  auto end =
      without(access::fault_of_amended_end(file_.title->valid_until, what.title.valid_until));
  if (!end) return end;
  for (const auto& person : what.persons) {
    const bool has_acted = std::ranges::any_of(file_.acted, [&](const auto& acted) {
      return is_staff(acted.first) && acted.second.contains(person);
    });
    if (has_acted) {
      return Error{CaseEventError::applicant_side,
                   person + " has acted for the body and cannot take part (Art. 55(3))"};
    }
  }
  file_.applicants.insert(what.persons.begin(), what.persons.end());
  give(what.title);
  return to(CaseState::amended);
}

Result<void> Taking::operator()(const Renewed& what) {
  if (auto asked = answer(access::TitleChange::renewal, what.reason); !asked) return asked;
  if (auto checked = check_title(what.title, access::Renewed::yes); !checked) return checked;
  auto end =
      without(access::fault_of_renewed_end(file_.title->valid_until, what.title.valid_until));
  if (!end) return end;
  file_.was_renewed = true;
  give(what.title);
  return to(CaseState::renewed);
}

}  // namespace passerelle::procedure
