// The applicant's answer, the title and its end.
#include <chrono>

#include "policies/procedure/taking.h"

namespace passerelle::procedure {
namespace {

constexpr std::chrono::years kLongestTitle{10};        // Art. 68(12)
constexpr std::chrono::months kRenewalAskedBefore{1};  // Art. 68(12)

}  // namespace

Result<void> Taking::check_title(const Title& title) const {
  if (title.valid_until <= title.valid_from) {
    return Error{CaseEventError::bad_title, "the title ends before it begins"};
  }
  if (title.valid_until <= event_.at) {
    return Error{CaseEventError::bad_title, "the title is over before it is given"};
  }
  if (title.valid_until > access::shifted(title.valid_from, kLongestTitle)) {
    return Error{CaseEventError::bad_title, "a title lasts at most ten years (Art. 68(12))"};
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

Result<void> Taking::operator()(const Amended& what) {
  if (auto of = must_be_of(procedure_.the(StepType::decision).by); !of) return of;
  if (auto reason = must_have_reason(what.reason, "an amendment gives its reason"); !reason) {
    return reason;
  }
  if (auto checked = check_title(what.title); !checked) return checked;
  if (what.title.valid_until > file_.title->valid_until) {
    return Error{CaseEventError::bad_title, "only a renewal makes a title last longer"};
  }
  give(what.title);
  return to(CaseState::amended);
}

Result<void> Taking::operator()(const Renewed& what) {
  if (auto of = must_be_of(procedure_.the(StepType::decision).by); !of) return of;
  if (file_.was_renewed) {
    return Error{CaseEventError::already_renewed, "a title is renewed once (Art. 68(12))"};
  }
  const auto end = file_.title->valid_until;
  if (what.asked_at > event_.at || what.asked_at > access::shifted(end, -kRenewalAskedBefore)) {
    return Error{CaseEventError::renewal_too_late,
                 "a renewal is asked for a month before " + to_text(end) + " (Art. 68(12))"};
  }
  if (auto checked = check_title(what.title); !checked) return checked;
  if (what.title.valid_until <= end ||
      what.title.valid_until > access::shifted(end, kLongestTitle)) {
    return Error{CaseEventError::bad_title, "a renewal adds time, at most ten years (Art. 68(12))"};
  }
  file_.was_renewed = true;
  give(what.title);
  return to(CaseState::renewed);
}

Result<void> Taking::operator()(const Suspended& what) {
  if (auto reason = must_have_reason(what.reason, "a suspension gives its reason"); !reason) {
    return reason;
  }
  file_.suspended_from = file_.state;
  return to(CaseState::suspended);
}

Result<void> Taking::operator()(const Resumed& what) {
  if (auto reason = must_have_reason(what.reason, "a resumption gives its reason"); !reason) {
    return reason;
  }
  return to(*file_.suspended_from);
}

Result<void> Taking::operator()(const ViewsAsked& what) {
  if (auto reason = must_have_reason(what.reason, "a finding is named"); !reason) return reason;
  file_.views_asked = event_.at;
  file_.views_were_given = false;
  return {};
}

Result<void> Taking::operator()(const ViewsGiven&) {
  if (!file_.views_asked) {
    return Error{CaseEventError::views_missing, "no views were asked for"};
  }
  file_.views_were_given = true;
  return {};
}

Result<void> Taking::operator()(const Revoked& what) {
  if (auto reason = must_have_reason(what.reason, "a revocation gives its reason"); !reason) {
    return reason;
  }
  const auto time = procedure_.deadline(ClockRule::views)->due;
  const bool was_heard =
      file_.views_asked &&
      (file_.views_were_given || procedure_.calendar().due(*file_.views_asked, time) <= event_.at);
  if (!was_heard) {
    return Error{CaseEventError::views_missing,
                 "the user may express views before the measure; a suspension is possible at once "
                 "(Art. 63)"};
  }
  return to(CaseState::revoked);
}

Result<void> Taking::operator()(const DeletionCertified&) {
  file_.deletion_is_certified = true;
  return to(file_.results_are_published ? CaseState::closed : CaseState::results_due);
}

Result<void> Taking::operator()(const ResultsPublished&) {
  file_.results_are_published = true;
  if (file_.state == CaseState::results_due) return to(CaseState::closed);
  return {};
}

}  // namespace passerelle::procedure
