// A procedure that has every type of step, and cases told event by event; for the tests of this
// room and of those that use it.
#pragma once

#include <doctest/doctest.h>

#include <ostream>
#include <string>
#include <vector>

#include "node/base/json.h"
#include "policies/procedure/kernel.h"
#include "policies/procedure/procedure.h"
#include "policies/procedure/progress.h"

namespace passerelle::procedure::sample {

inline const std::string kDocument =
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

inline Instant at(const char* time) { return parse_instant(time).value(); }

Json procedure_json();

Procedure loaded(const Json& json);

const Procedure& procedure();

// Only what the regulation asks: completeness, assessment, decision.
Json plain_json();

const Procedure& plain();

// Who acts in a role when a test does not care.
inline Actor actor(Role role) {
  switch (role) {
    case Role::applicant: return {role, "nantes", "marie@fr"};
    case Role::holder: return {role, "clinic", ""};
    case Role::desk_officer: return {role, "hdab", "dora@fi"};
    case Role::assessor: return {role, "hdab", "anna@fi"};
    case Role::opinion_maker: return {role, "committee", "olga@fi"};
    case Role::decider: return {role, "hdab", "dan@fi"};
    case Role::data_preparer: return {role, "hdab", "petra@fi"};
    case Role::output_checker: return {role, "hdab", "otto@fi"};
    case Role::enforcement_officer: return {role, "hdab", "emil@fi"};
    case Role::auditor: return {role, "hdab", "aune@fi"};
    case Role::publisher: return {role, "hdab", "pia@fi"};
    case Role::system: return {role, "hdab", ""};
  }
  return {};
}

inline Submitted submission(access::PermitKind kind = access::PermitKind::data_permit) {
  Submitted what;
  what.kind = kind;
  what.category = purposes::ApplicantCategory::research_organisation;
  what.persons = {"marie@fr", "paul@fr"};
  what.document = kDocument;
  return what;
}

inline Title title(const char* id = "fi-permit-1") {
  return {PermitId(id), at("2026-06-01T00:00:00Z"), at("2032-06-01T00:00:00Z")};
}

inline DecisionSigned grant(const char* id = "fi-permit-1") {
  return {kDocument, access::Outcome::granted, "", title(id)};
}

inline DecisionSigned refusal() {
  return {kDocument, access::Outcome::refused, "The purpose is not met.", std::nullopt};
}

// A case as it is told: each event a minute after the one before, unless the time is set.
class Story {
 public:
  explicit Story(const Procedure& procedure = sample::procedure()) : procedure_(&procedure) {}

  const CaseFile& file() const { return file_; }
  const Procedure& procedure() const { return *procedure_; }
  const std::vector<CaseEvent>& events() const { return events_; }
  CaseState state() const { return file_.state; }

  Story& time(const char* now) { return time(at(now)); }
  Story& time(Instant now) {
    now_ = now;
    return *this;
  }
  Instant now() const { return now_; }

  CaseEvent event(const Actor& actor, EventContent what) const {
    return {EventId("event-" + std::to_string(events_.size())), ApplicationId("fr-2026-0001"), now_,
            actor, std::move(what)};
  }

  Result<CaseFile> attempt(const Actor& who, EventContent what) const {
    return apply(file_, event(who, std::move(what)), *procedure_);
  }

  // Tells an event that the kernel must take.
  Story& tell(const Actor& who, EventContent what) {
    const auto told = event(who, std::move(what));
    auto taken = apply(file_, told, *procedure_);
    if (!taken) FAIL(taken.error().text());
    file_ = *std::move(taken);
    events_.push_back(told);
    now_ += std::chrono::minutes(1);
    return *this;
  }
  Story& tell(Role role, EventContent what) { return tell(actor(role), std::move(what)); }

  // Returns the code of the refusal that the event must meet, "case_event.…".
  std::string refused(const Actor& who, EventContent what) const {
    const auto taken = attempt(who, std::move(what));
    return taken ? "taken" : taken.error().name();
  }
  std::string refused(Role role, EventContent what) const {
    return refused(actor(role), std::move(what));
  }

  Story& submit(const Submitted& what = submission()) { return tell(Role::applicant, what); }
  Story& screen(const Submitted& what = submission()) {
    return submit(what).tell(Role::desk_officer, TakenUp{});
  }
  Story& complete(const Submitted& what = submission()) {
    screen(what);
    if (procedure_->find_step("licence", what.path()) != nullptr) evidence("licence");
    return tell(Role::desk_officer, DeclaredComplete{});
  }
  Story& evidence(const char* step) {
    return tell(Role::desk_officer,
                AuthorisationGiven{step, Authorisation::given, "A-17", kDocument});
  }
  Story& ask() { return tell(Role::assessor, InformationAsked{{{"6", "6.1", "Which years?"}}}); }
  Story& desk_asks() {
    return tell(Role::desk_officer, InformationAsked{{{"6", "6.1", "Which years?"}}});
  }
  Story& answer() { return tell(Role::applicant, InformationGiven{kDocument}); }
  Story& committee() {
    return tell(Role::desk_officer, OpinionAsked{"committee"})
        .tell(Role::opinion_maker, OpinionGiven{"committee", Opinion::favourable, ""});
  }
  Story& find(Finding finding = Finding::met) {
    for (const auto criterion : all<Criterion>()) {
      tell(Role::assessor, FindingRecorded{criterion, finding, "As the file shows."});
    }
    return *this;
  }
  // Everything that `procedure()` wants before a grant.
  Story& assess() {
    committee();
    tell(Role::desk_officer, OpinionAsked{"ethics"});
    tell({Role::opinion_maker, "ethics", ""}, OpinionGiven{"ethics", Opinion::favourable, ""});
    tell(Role::applicant, ApplicantChose{"choice", Choice::go_on});
    tell(Role::desk_officer, AuthorisationAsked{"authority"}).evidence("authority");
    tell(Role::desk_officer, AuthorisationAsked{"privacy"}).evidence("privacy");
    evidence("declaration");
    tell(Role::holder, FeasibilityGiven{"feasibility", Feasibility::feasible, ""});
    tell(Role::holder, FeasibilityGiven{"laboratory", Feasibility::feasible, ""});
    tell(Role::desk_officer, FeeEstimated{"fee", 120'000, "EUR", kDocument});
    tell(Role::applicant, FeeAccepted{"fee"});
    return find();
  }
  Story& decide(const DecisionSigned& what = grant()) { return tell(Role::decider, what); }
  Story& accept() { return tell(Role::applicant, Accepted{}); }
  Story& granted() { return complete().assess().decide().accept(); }
  Story& available() {
    return tell(Role::data_preparer, DataRequested{"clinic"})
        .tell(Role::holder, DataReceived{})
        .tell(Role::data_preparer, DataAvailable{kDocument});
  }
  Story& use() { return tell(Role::output_checker, Used{RunId("run-1"), kDocument}); }
  Story& hear() {
    return tell(Role::enforcement_officer, ViewsAsked{"Data were copied."})
        .tell(Role::applicant, ViewsGiven{kDocument});
  }
  Story& ask_change(access::TitleChange change) {
    return tell(Role::applicant, ChangeAsked{change, "There is more to do.", ""});
  }
  Story& pass(Instant when) { return time(when).tell(Role::system, TimePassed{}); }

 private:
  const Procedure* procedure_;
  CaseFile file_;
  std::vector<CaseEvent> events_;
  Instant now_ = at("2026-06-01T08:00:00Z");
};

}  // namespace passerelle::procedure::sample

// So that a failing check shows codes and not bytes.
namespace doctest {
template <passerelle::procedure::Coded Enum>
struct StringMaker<Enum> {
  static String convert(Enum value) {
    return String(std::string(passerelle::procedure::code(value)).c_str());
  }
};
}  // namespace doctest
