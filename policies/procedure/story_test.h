// A case told event by event, for the tests of this room: a procedure with a step of every type, a
// person for every role, and the way to every state.
#pragma once

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "policies/procedure/clocks.h"
#include "policies/procedure/kernel.h"

namespace passerelle::procedure::story {

inline const std::string kDigest =
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

inline Instant at(const char* time) { return parse_instant(time).value(); }

inline const Json& procedure_document() {
  static const Json kDocument = Json::parse(R"({
    "passerelle": "procedure/1", "country": "FI", "version": 1, "applies_from": "2029-03-26",
    "legal_refs": [], "languages": ["en"],
    "bodies": [{"id": "body", "name": "The body"}, {"id": "ethics", "name": "Ethics committee"},
               {"id": "holder", "name": "The holder"}],
    "steps": [
      {"id": "completeness", "type": "completeness", "by": "body"},
      {"id": "opinion", "type": "opinion", "by": "ethics", "after": ["completeness"],
       "due": "1 month", "extension": "1 month", "silence": "favourable", "force": "legal"},
      {"id": "feasibility", "type": "feasibility", "by": "holder", "after": ["completeness"]},
      {"id": "licence", "type": "authorisation", "by": "ethics", "after": ["completeness"],
       "due": "2 months", "extension": "1 month", "silence": "favourable",
       "evidence_required": true},
      {"id": "choice", "type": "choice", "by": "body", "after": ["completeness"]},
      {"id": "fee", "type": "fee", "by": "body", "after": ["completeness"]},
      {"id": "assessment", "type": "assessment", "by": "body", "after": ["completeness"]},
      {"id": "decision", "type": "decision", "by": "body",
       "after": ["opinion", "feasibility", "licence", "choice", "fee", "assessment"]}]})");
  return kDocument;
}

inline const Procedure& procedure() {
  static const Procedure kProcedure = procedure_from_json(procedure_document()).value();
  return kProcedure;
}

inline const calendar::Calendar& finland() {
  static const auto kCalendar = calendar::Calendar::of_country("FI").value();
  return kCalendar;
}

inline Submitted submission(access::PermitKind path = access::PermitKind::data_permit) {
  Submitted what;
  what.application = ApplicationId("fr-2029-0001");
  what.path = path;
  what.pseudonymised = true;
  what.holders = {"registry"};
  return what;
}

// Why there is no value, for the message of a check: doctest may also print those that passed.
template <class T>
std::string why(const Result<T>& result) {
  return result ? "" : result.error().text();
}

// A case and its next moment; events are an hour apart.
struct Story {
  CaseFile file;
  Procedure rules = procedure();
  Instant now = at("2029-04-03T08:00:00Z");  // the Tuesday after Easter

  CaseEvent event(What what, Role role, std::string name = "") const {
    if (name.empty()) name = std::string(code(role));
    const auto number = std::to_string(file.events.size() + 1);
    return {EventId("e" + number), now, {std::move(name), role}, std::move(what)};
  }
  Result<CaseFile> attempt(What what, Role role, std::string name = "") const {
    return apply(file, event(std::move(what), role, std::move(name)), rules, finland());
  }
  Story& then(What what, Role role, std::string name = "") {
    const auto kind = kind_of(what);
    auto after = attempt(std::move(what), role, std::move(name));
    REQUIRE_MESSAGE(after, code(kind) << ": " << why(after));
    file = *std::move(after);
    now += std::chrono::hours(1);
    return *this;
  }
  template <EventKind kind>
  Story& then(Role role) {
    return then(Plain<kind>{}, role);
  }
  Story& wait(std::chrono::hours time) {
    now += time;
    return *this;
  }
  std::vector<Clock> clocks() const { return clocks_at(file, rules, finland(), now); }
};

inline Story submitted() { return Story().then(submission(), Role::applicant); }
inline Story pre_screening() { return submitted().then<EventKind::taken_up>(Role::desk_officer); }
inline Story processing() {
  return pre_screening().then<EventKind::declared_complete>(Role::desk_officer);
}

inline FindingRecorded met(Criterion criterion) {
  return {criterion, Verdict::met, "as described"};
}

inline Story with_findings(Story story) {
  for (std::size_t i = 0; i < kCriteria; ++i) {
    story.then(met(static_cast<Criterion>(i)), Role::assessor);
  }
  return story;
}

inline const StepId kOpinion{"opinion"}, kFeasibility{"feasibility"}, kLicence{"licence"};

// Everything before the decision is done.
inline Story ready() {
  return with_findings(processing())
      .then(OpinionAsked{kOpinion}, Role::assessor)
      .then(OpinionGiven{kOpinion, Opinion::favourable, "", std::nullopt}, Role::opinion_maker)
      .then(OpinionAsked{kFeasibility}, Role::assessor)
      .then(OpinionGiven{kFeasibility, Opinion::favourable, "", std::nullopt}, Role::holder)
      .then(AuthorisationAsked{kLicence}, Role::desk_officer)
      .then(AuthorisationGiven{kLicence, Authorisation::given, "", kDigest}, Role::opinion_maker)
      .then(ApplicantChose{Choice::go_on}, Role::applicant)
      .then(FeeEstimated{250'000, "EUR"}, Role::desk_officer)
      .then<EventKind::fee_accepted>(Role::applicant);
}

inline DecisionSigned grant() {
  return {kDigest, Outcome::granted, "", PermitId("p1"), at("2031-01-01T00:00:00Z")};
}
inline DecisionSigned refusal() {
  return {kDigest, Outcome::refused, "not necessary", std::nullopt, std::nullopt};
}

inline Story granted() {
  return ready().then(grant(), Role::decider).then<EventKind::accepted>(Role::applicant);
}
inline Story available() {
  return granted()
      .then<EventKind::data_requested>(Role::data_preparer)
      .then(DataReceived{"registry"}, Role::data_preparer)
      .then<EventKind::data_available>(Role::data_preparer);
}
inline Story in_use() { return available().then<EventKind::used>(Role::output_checker); }

inline void check_refused(const Result<CaseFile>& after, Refusal refusal) {
  REQUIRE(!after);
  CHECK_MESSAGE(after.error().code == make_error_code(refusal), why(after));
  CHECK(!after.error().detail.empty());
}

}  // namespace passerelle::procedure::story
