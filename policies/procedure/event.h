// What happens to a case: a closed set of typed events, as the log keeps them. A case is the fold
// of its events (kernel.h) and nothing else.
//
// As JSON: "case_event/1", described in FORMAT.md: `id`, `at`, `actor`, `what` (the code of the
// kind), and the fields of that kind beside them. Unknown fields are refused with their path.
//
// Thread safety: values; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "node/base/clock.h"
#include "node/base/json.h"
#include "node/base/result.h"
#include "node/base/strong_id.h"
#include "policies/access/terms.h"
#include "policies/procedure/vocabulary.h"
#include "policies/purposes/purpose.h"

namespace passerelle::procedure {

using EventId = StrongId<struct CaseEventTag>;
using StepId = StrongId<struct StepTag>;  // of a national procedure

struct Actor {
  std::string name;  // an account; of the role system, the name of the node
  Role role = Role::system;
  bool operator==(const Actor&) const = default;
};

// An event that says no more than that it happened.
template <EventKind kind>
struct Plain {
  bool operator==(const Plain&) const = default;
};

// An event that gives its reason; the kernel refuses an empty one.
template <EventKind kind>
struct WithReason {
  std::string reason;
  bool operator==(const WithReason&) const = default;
};

struct Submitted {
  ApplicationId application;
  access::PermitKind path = access::PermitKind::data_permit;
  purposes::Purpose purpose = purposes::Purpose::research;
  bool accelerated = false;  // Art. 68(6)
  bool pseudonymised = false;
  std::vector<std::string> holders;  // of the data asked for
  bool operator==(const Submitted&) const = default;
};
struct InformationAsked {
  std::vector<std::string> fields;  // of the form, as JSON Pointers
  std::string comment;
  bool operator==(const InformationAsked&) const = default;
};
struct ClockExtended {
  Rule rule = Rule::decision;
  std::optional<StepId> step;  // when the rule is a step's
  std::string reason;          // Art. 68(4): notice and reasons
  bool operator==(const ClockExtended&) const = default;
};
struct ForwardedToTrustedHolder {
  std::string holder;
  bool operator==(const ForwardedToTrustedHolder&) const = default;
};
struct HolderProposed {
  Proposal proposal = Proposal::refuse;
  std::string reason;
  bool operator==(const HolderProposed&) const = default;
};
struct OpinionAsked {
  StepId step;
  bool operator==(const OpinionAsked&) const = default;
};
struct OpinionGiven {
  StepId step;
  Opinion opinion = Opinion::reserved;
  std::string reason;
  std::optional<std::string> evidence;  // SHA-256 of the document, hex
  bool operator==(const OpinionGiven&) const = default;
};
struct AuthorisationAsked {
  StepId step;
  bool operator==(const AuthorisationAsked&) const = default;
};
struct AuthorisationGiven {
  StepId step;
  Authorisation authorisation = Authorisation::refused;
  std::string reason;
  std::optional<std::string> evidence;  // SHA-256 of the document, hex
  bool operator==(const AuthorisationGiven&) const = default;
};
struct ApplicantChose {
  Choice choice = Choice::go_on;
  bool operator==(const ApplicantChose&) const = default;
};
struct FeeEstimated {
  std::int64_t cents = 0;
  std::string currency;  // ISO 4217
  bool operator==(const FeeEstimated&) const = default;
};
struct FindingRecorded {
  Criterion criterion = Criterion::c1a;
  Verdict verdict = Verdict::not_met;
  std::string reason;
  bool operator==(const FindingRecorded&) const = default;
};
struct ConflictDeclared {
  std::string person;  // who is locked out
  std::string reason;
  bool operator==(const ConflictDeclared&) const = default;
};
struct DecisionSigned {
  std::string digest;  // SHA-256 of the signed decision, hex
  Outcome outcome = Outcome::refused;
  std::string reason;  // Art. 68(9): of every refusal, of a part too
  // Of a grant: the title that acceptance gives, and its end (excluded).
  std::optional<PermitId> permit;
  std::optional<Instant> valid_until;
  bool operator==(const DecisionSigned&) const = default;
};
struct AppealDecided {
  AppealOutcome outcome = AppealOutcome::upheld;
  std::string reason;
  bool operator==(const AppealDecided&) const = default;
};
struct DataReceived {
  std::string holder;
  bool operator==(const DataReceived&) const = default;
};
struct Amended {
  PermitId permit;     // new; the title in force becomes its predecessor
  std::string digest;  // SHA-256 of the signed decision, hex
  std::string reason;
  bool operator==(const Amended&) const = default;
};
struct Renewed {
  PermitId permit;
  std::string digest;
  Instant asked_at;  // Art. 68(12): at least a month before the end
  Instant valid_until;
  bool operator==(const Renewed&) const = default;
};
struct ResultsPublished {
  std::string link;
  bool operator==(const ResultsPublished&) const = default;
};
// A silence takes effect; clocks.h tells which are due.
struct TimePassed {
  Rule rule = Rule::information;
  std::optional<StepId> step;
  bool operator==(const TimePassed&) const = default;
};

using What = std::variant<Submitted,
                          Plain<EventKind::taken_up>,
                          InformationAsked,
                          Plain<EventKind::information_given>,
                          Plain<EventKind::declared_complete>,
                          ClockExtended,
                          ForwardedToTrustedHolder,
                          HolderProposed,
                          OpinionAsked,
                          OpinionGiven,
                          AuthorisationAsked,
                          AuthorisationGiven,
                          ApplicantChose,
                          FeeEstimated,
                          Plain<EventKind::fee_accepted>,
                          Plain<EventKind::fee_declined>,
                          FindingRecorded,
                          ConflictDeclared,
                          DecisionSigned,
                          Plain<EventKind::accepted>,
                          Plain<EventKind::declined>,
                          WithReason<EventKind::appealed>,
                          AppealDecided,
                          Plain<EventKind::data_requested>,
                          DataReceived,
                          Plain<EventKind::data_available>,
                          Plain<EventKind::used>,
                          Amended,
                          Renewed,
                          WithReason<EventKind::suspended>,
                          WithReason<EventKind::resumed>,
                          WithReason<EventKind::views_asked>,
                          WithReason<EventKind::revoked>,
                          Plain<EventKind::expired>,
                          Plain<EventKind::deletion_certified>,
                          ResultsPublished,
                          Plain<EventKind::closed>,
                          Plain<EventKind::withdrawn>,
                          TimePassed>;
static_assert(std::variant_size_v<What> == kEventKinds);

// Returns the kind: the alternatives stand in the order of EventKind.
inline EventKind kind_of(const What& what) { return static_cast<EventKind>(what.index()); }

template <EventKind kind>
using WhatOf = std::variant_alternative_t<static_cast<std::size_t>(kind), What>;

// Returns an event of that kind without content, for what is filled in next.
What blank(EventKind kind);

struct CaseEvent {
  EventId id;
  Instant at;
  Actor actor;
  What what;
  bool operator==(const CaseEvent&) const = default;
};

// Returns the reason an event gives; null when events of that kind give none.
const std::string* reason_of(const What& what);

// Reads and writes "case_event/1".
Result<CaseEvent> event_from_json(const Json& value);
Json to_json(const CaseEvent& event);

}  // namespace passerelle::procedure
