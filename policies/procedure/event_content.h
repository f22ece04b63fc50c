// What each kind of event says beside when and who, in the order of EventType.
//
// Documents (application, opinion, decision, notice, …) are named by the SHA-256, hex, of their
// canonical form; the kernel never sees them.
//
// Thread safety: values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "node/base/clock.h"
#include "node/base/strong_id.h"
#include "policies/access/terms.h"
#include "policies/procedure/clock_rule.h"
#include "policies/procedure/terms.h"
#include "policies/purposes/applicant.h"
#include "policies/purposes/purpose.h"

namespace passerelle::procedure {

// A question on one field of the application's form.
struct FieldQuestion {
  std::string section;
  std::string field;
  std::string comment;
  bool operator==(const FieldQuestion&) const = default;
};

// What a grant gives; the permit is issued under this id (access::issue).
struct Title {
  PermitId id;
  Instant valid_from;   // included
  Instant valid_until;  // excluded
  bool operator==(const Title&) const = default;
};

struct Submitted {
  access::PermitKind kind = access::PermitKind::request_approval;
  purposes::Purpose purpose = purposes::Purpose::research;
  purposes::ApplicantCategory category = purposes::ApplicantCategory::natural_person;
  purposes::PublicMandate mandate = purposes::PublicMandate::none;
  bool accelerated = false;  // Art. 68(6)
  // Of the data that are asked for. Who does not say goes through every step.
  access::DataForm form = access::DataForm::pseudonymised;
  std::vector<std::string> persons;  // contact and persons with access: they never act for a body
  std::string document;              // the application
  Path path() const { return {kind, form}; }
  bool operator==(const Submitted&) const = default;
};
struct TakenUp {
  bool operator==(const TakenUp&) const = default;
};
struct InformationAsked {
  std::vector<FieldQuestion> fields;
  bool operator==(const InformationAsked&) const = default;
};
struct InformationGiven {
  std::string document;  // the application as it now stands
  bool operator==(const InformationGiven&) const = default;
};
struct DeclaredComplete {
  bool operator==(const DeclaredComplete&) const = default;
};
// Art. 68(4): an extension is reasoned and notified.
struct ClockExtended {
  ClockRule clock = ClockRule::decision;
  std::string step;  // of a step's clock
  std::string reason;
  std::string notice;  // the document that went to the applicant
  bool operator==(const ClockExtended&) const = default;
};
struct ForwardedToTrustedHolder {
  std::string holder;
  bool operator==(const ForwardedToTrustedHolder&) const = default;
};
struct HolderProposed {
  access::Outcome outcome = access::Outcome::refused;
  std::string document;
  bool operator==(const HolderProposed&) const = default;
};
struct OpinionAsked {
  std::string step;
  bool operator==(const OpinionAsked&) const = default;
};
struct OpinionGiven {
  std::string step;
  Opinion opinion = Opinion::unfavourable;
  std::string document;  // empty: given without one
  bool operator==(const OpinionGiven&) const = default;
};
struct AuthorisationAsked {
  std::string step;
  bool operator==(const AuthorisationAsked&) const = default;
};
struct AuthorisationGiven {
  std::string step;
  Authorisation authorisation = Authorisation::refused;
  std::string reference;
  std::string document;
  bool operator==(const AuthorisationGiven&) const = default;
};
struct ApplicantChose {
  std::string step;
  Choice choice = Choice::stop;
  bool operator==(const ApplicantChose&) const = default;
};
struct FeasibilityGiven {
  std::string step;
  Feasibility feasibility = Feasibility::not_feasible;
  std::string reason;
  bool operator==(const FeasibilityGiven&) const = default;
};
// Art. 62: the estimate is told before the permit or the answer.
struct FeeEstimated {
  std::string step;
  std::int64_t cents = 0;
  std::string currency;
  std::string document;
  bool operator==(const FeeEstimated&) const = default;
};
struct FeeAccepted {
  std::string step;
  bool operator==(const FeeAccepted&) const = default;
};
struct FeeDeclined {
  std::string step;
  bool operator==(const FeeDeclined&) const = default;
};
struct FindingRecorded {
  Criterion criterion = Criterion::purpose;
  Finding finding = Finding::not_met;
  std::string reason;
  bool operator==(const FindingRecorded&) const = default;
};
struct ConflictDeclared {
  std::string reason;
  bool operator==(const ConflictDeclared&) const = default;
};
// Art. 68(9): a refusal is reasoned. `title` stands exactly in a grant.
struct DecisionSigned {
  std::string document;  // access::digest of the decision
  access::Outcome outcome = access::Outcome::refused;
  std::string reason;
  std::optional<Title> title;
  bool operator==(const DecisionSigned&) const = default;
};
struct Accepted {
  bool operator==(const Accepted&) const = default;
};
struct Declined {
  std::string reason;  // may be empty
  bool operator==(const Declined&) const = default;
};
struct Appealed {
  std::string reason;
  bool operator==(const Appealed&) const = default;
};
struct AppealDecided {
  AppealOutcome outcome = AppealOutcome::upheld;
  std::string reference;
  std::string document;
  bool operator==(const AppealDecided&) const = default;
};
struct DataRequested {
  std::string holder;
  bool operator==(const DataRequested&) const = default;
};
struct DataReceived {
  bool operator==(const DataReceived&) const = default;
};
struct DataAvailable {
  std::string document;  // how the data were built; empty: data queried in place
  bool operator==(const DataAvailable&) const = default;
};
// A run whose output was checked and left (Art. 73(2)).
struct Used {
  RunId run;
  std::string document;  // the released output
  bool operator==(const Used&) const = default;
};
// Art. 68(12), 68(13): when a renewal was asked for counts, and this event is what says it.
struct ChangeAsked {
  access::TitleChange change = access::TitleChange::amendment;
  std::string reason;
  std::string document;  // empty: given without one
  bool operator==(const ChangeAsked&) const = default;
};
struct ChangeRefused {
  access::TitleChange change = access::TitleChange::amendment;
  std::string document;  // access::digest of the decision on the change, here and below
  std::string reason;
  bool operator==(const ChangeRefused&) const = default;
};
struct Amended {
  std::string document;
  std::string reason;
  Title title;
  std::vector<std::string> persons;  // with access from then on; empty: as before
  bool operator==(const Amended&) const = default;
};
// Art. 68(12): asked at least a month before the end, once.
struct Renewed {
  std::string document;
  std::string reason;
  Title title;
  bool operator==(const Renewed&) const = default;
};
struct Suspended {
  std::string reason;
  bool operator==(const Suspended&) const = default;
};
struct Resumed {
  std::string reason;
  bool operator==(const Resumed&) const = default;
};
// Art. 63: a finding is notified and the user may express views.
struct ViewsAsked {
  std::string reason;
  bool operator==(const ViewsAsked&) const = default;
};
struct ViewsGiven {
  std::string document;
  bool operator==(const ViewsGiven&) const = default;
};
struct Revoked {
  std::string reason;
  std::string document;
  bool operator==(const Revoked&) const = default;
};
// Art. 63(3): the user has no access for a time, five years at most.
struct Excluded {
  std::string reason;
  std::string document;
  Instant until;
  bool operator==(const Excluded&) const = default;
};
// Art. 61(5): the user tells the body what it found on the health of persons of the data.
struct SignificantFindingReported {
  std::string document;
  bool operator==(const SignificantFindingReported&) const = default;
};
// Art. 58(3): the body tells the holder, who tells the person under national law.
struct HolderInformed {
  std::string holder;
  bool operator==(const HolderInformed&) const = default;
};
struct DeletionCertified {
  std::string document;
  bool operator==(const DeletionCertified&) const = default;
};
struct ResultsPublished {
  std::string reference;    // where they are
  access::Texts summary{};  // for everybody, by language; may be left out
  bool operator==(const ResultsPublished&) const = default;
};
struct Closed {
  std::string reason;
  bool operator==(const Closed&) const = default;
};
struct Withdrawn {
  std::string reason;  // may be empty
  bool operator==(const Withdrawn&) const = default;
};
// Art. 81
struct ComplaintFiled {
  std::string reason;
  bool operator==(const ComplaintFiled&) const = default;
};
struct Published {
  Publication rule = Publication::application;
  std::string reference;
  bool operator==(const Published&) const = default;
};
// What the silence of somebody has brought about by then; the kernel says what that is.
struct TimePassed {
  bool operator==(const TimePassed&) const = default;
};

// In the order of EventType.
using EventContent = std::variant<Submitted,
                                  TakenUp,
                                  InformationAsked,
                                  InformationGiven,
                                  DeclaredComplete,
                                  ClockExtended,
                                  ForwardedToTrustedHolder,
                                  HolderProposed,
                                  OpinionAsked,
                                  OpinionGiven,
                                  AuthorisationAsked,
                                  AuthorisationGiven,
                                  ApplicantChose,
                                  FeasibilityGiven,
                                  FeeEstimated,
                                  FeeAccepted,
                                  FeeDeclined,
                                  FindingRecorded,
                                  ConflictDeclared,
                                  DecisionSigned,
                                  Accepted,
                                  Declined,
                                  Appealed,
                                  AppealDecided,
                                  DataRequested,
                                  DataReceived,
                                  DataAvailable,
                                  Used,
                                  ChangeAsked,
                                  ChangeRefused,
                                  Amended,
                                  Renewed,
                                  Suspended,
                                  Resumed,
                                  ViewsAsked,
                                  ViewsGiven,
                                  Revoked,
                                  Excluded,
                                  SignificantFindingReported,
                                  HolderInformed,
                                  DeletionCertified,
                                  ResultsPublished,
                                  Closed,
                                  Withdrawn,
                                  ComplaintFiled,
                                  Published,
                                  TimePassed>;

}  // namespace passerelle::procedure
