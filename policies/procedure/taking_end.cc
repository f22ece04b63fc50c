// Measures against the user, and the end of a title.
#include "policies/access/notices.h"
#include "policies/procedure/taking.h"

namespace passerelle::procedure {

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

Result<void> Taking::must_have_been_heard() const {
  const auto time = procedure_.deadline(ClockRule::views)->due;
  const bool was_heard =
      file_.views_asked &&
      (file_.views_were_given || procedure_.calendar().due(*file_.views_asked, time) <= event_.at);
  if (was_heard) return {};
  return Error{CaseEventError::views_missing,
               "the user may express views before the measure; a suspension is possible at once "
               "(Art. 63)"};
}

Result<void> Taking::operator()(const Revoked& what) {
  if (auto reason = must_have_reason(what.reason, "a revocation gives its reason"); !reason) {
    return reason;
  }
  if (auto heard = must_have_been_heard(); !heard) return heard;
  return to(CaseState::revoked);
}

Result<void> Taking::operator()(const Excluded& what) {
  if (auto reason = must_have_reason(what.reason, "an exclusion gives its reason"); !reason) {
    return reason;
  }
  if (auto heard = must_have_been_heard(); !heard) return heard;
  if (what.until > event_.at &&
      what.until <= access::shifted(event_.at, access::kLongestExclusion)) {
    return {};
  }
  return Error{CaseEventError::bad_exclusion,
               "an exclusion ends after it begins, within five years (Art. 63(3))"};
}

Result<void> Taking::operator()(const SignificantFindingReported&) { return {}; }

Result<void> Taking::operator()(const HolderInformed&) {
  if (last_event<SignificantFindingReported>(file_) != nullptr) return {};
  return Error{CaseEventError::no_finding, "no significant finding was reported (Art. 61(5))"};
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
