// One event on its way into a case: the checks and the effect of each kind but time_passed. For
// kernel.cc; the kinds stand in taking_application.cc, taking_assessment.cc, taking_title.cc and
// taking_end.cc.
//
// Thread safety: one thread. Lifetime: case, event and procedure outlive it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "node/base/result.h"
#include "policies/access/duration.h"
#include "policies/procedure/case_file.h"
#include "policies/procedure/errors.h"
#include "policies/procedure/procedure.h"

namespace passerelle::procedure {

// Each operator() checks what the table of transitions cannot see, changes the case and sets its
// state. A refusal may leave the case half changed: the caller drops it.
class Taking {
 public:
  Taking(CaseFile& file, const CaseEvent& event, const Procedure& procedure)
      : file_(file), event_(event), procedure_(procedure) {}

  // Reception and completeness.
  Result<void> operator()(const Submitted& what);
  Result<void> operator()(const TakenUp& what);
  Result<void> operator()(const InformationAsked& what);
  Result<void> operator()(const InformationGiven& what);
  Result<void> operator()(const DeclaredComplete& what);
  Result<void> operator()(const ClockExtended& what);
  Result<void> operator()(const Withdrawn& what);
  Result<void> operator()(const Closed& what);
  Result<void> operator()(const ConflictDeclared& what);
  Result<void> operator()(const ComplaintFiled& what);
  Result<void> operator()(const Published& what);

  // Steps of the procedure, findings, decision.
  Result<void> operator()(const ForwardedToTrustedHolder& what);
  Result<void> operator()(const HolderProposed& what);
  Result<void> operator()(const OpinionAsked& what);
  Result<void> operator()(const OpinionGiven& what);
  Result<void> operator()(const AuthorisationAsked& what);
  Result<void> operator()(const AuthorisationGiven& what);
  Result<void> operator()(const ApplicantChose& what);
  Result<void> operator()(const FeasibilityGiven& what);
  Result<void> operator()(const FeeEstimated& what);
  Result<void> operator()(const FeeAccepted& what);
  Result<void> operator()(const FeeDeclined& what);
  Result<void> operator()(const FindingRecorded& what);
  Result<void> operator()(const DecisionSigned& what);

  // The applicant's answer, the title and its end.
  Result<void> operator()(const Accepted& what);
  Result<void> operator()(const Declined& what);
  Result<void> operator()(const Appealed& what);
  Result<void> operator()(const AppealDecided& what);
  Result<void> operator()(const DataRequested& what);
  Result<void> operator()(const DataReceived& what);
  Result<void> operator()(const DataAvailable& what);
  Result<void> operator()(const Used& what);
  Result<void> operator()(const ChangeAsked& what);
  Result<void> operator()(const ChangeRefused& what);
  Result<void> operator()(const Amended& what);
  Result<void> operator()(const Renewed& what);
  Result<void> operator()(const Suspended& what);
  Result<void> operator()(const Resumed& what);
  Result<void> operator()(const ViewsAsked& what);
  Result<void> operator()(const ViewsGiven& what);
  Result<void> operator()(const Revoked& what);
  Result<void> operator()(const Excluded& what);
  Result<void> operator()(const SignificantFindingReported& what);
  Result<void> operator()(const HolderInformed& what);
  Result<void> operator()(const DeletionCertified& what);
  Result<void> operator()(const ResultsPublished& what);

 private:
  // Moves the case; the state's time begins when it changes.
  Result<void> to(CaseState state);
  // The state among those of assessment that says who is waited for.
  Result<void> to_assessment();

  Result<void> must_be_of(std::string_view body) const;
  Result<void> must_have_reason(std::string_view reason, std::string_view why) const;
  // Returns the step when it is of one of those types, ready and not done.
  Result<const Step*> open_step(const std::string& id, EnumSet<StepType> types) const;
  // The same, for a step that was asked for.
  Result<const Step*> asked_step(const std::string& id, EnumSet<StepType> types) const;
  Result<void> ask(const std::string& id, StepType type);
  void finish(const std::string& step);

  Result<void> check_grant(const DecisionSigned& what) const;
  Result<void> check_title(const Title& title, access::Renewed renewed) const;
  // Art. 68(12), 68(13): a change follows what was asked, and ends the asking.
  Result<void> answer(access::TitleChange change, const std::string& reason);
  // Art. 63: a measure comes after the user could express views.
  Result<void> must_have_been_heard() const;
  void give(const Title& title);

  CaseFile& file_;
  const CaseEvent& event_;
  const Procedure& procedure_;
};

// Says what has lapsed first by then and is not yet told, if anything has.
std::optional<Lapse> next_lapse(const CaseFile& file, const Procedure& procedure, Instant now);

// Writes into the last entry of the history, a time_passed, what has lapsed by then, and makes the
// case what that leaves of it.
void settle(CaseFile& file, const Procedure& procedure, Instant now);

}  // namespace passerelle::procedure
