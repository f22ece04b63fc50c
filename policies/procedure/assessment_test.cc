// Steps, findings and the decision.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "policies/procedure/sample_test.h"

namespace passerelle::procedure {
namespace {

using sample::actor;
using sample::grant;
using sample::kDocument;
using sample::plain;
using sample::Story;

TEST_CASE("the file is complete only with what the applicant brings first") {
  Story story;
  story.screen();
  CHECK(story.refused(Role::desk_officer, DeclaredComplete{}) == "case_event.step_not_ready");
  story.evidence("licence");
  CHECK(story.attempt(actor(Role::desk_officer), DeclaredComplete{}));
}

TEST_CASE("steps go in their order, are asked before they are given, and are done once") {
  Story story;
  story.complete();
  CHECK(story.refused(Role::applicant, ApplicantChose{"choice", Choice::go_on}) ==
        "case_event.step_not_ready");
  CHECK(story.refused(Role::desk_officer, OpinionAsked{"licence"}) == "case_event.unknown_step");
  CHECK(story.refused(Role::desk_officer, OpinionAsked{"nobody"}) == "case_event.unknown_step");
  CHECK(story.refused(Role::desk_officer,
                      AuthorisationGiven{"privacy", Authorisation::given, "A", kDocument}) ==
        "case_event.step_not_asked");
  story.tell(Role::desk_officer, OpinionAsked{"committee"});
  CHECK(story.refused(Role::desk_officer, OpinionAsked{"committee"}) ==
        "case_event.step_already_done");
  story.tell(Role::opinion_maker, OpinionGiven{"committee", Opinion::reserved, ""});
  CHECK(story.refused(Role::desk_officer, OpinionAsked{"committee"}) ==
        "case_event.step_already_done");
}

TEST_CASE("an opinion is of the body that was asked") {
  Story story;
  story.complete().tell(Role::desk_officer, OpinionAsked{"ethics"});
  CHECK(story.refused(Role::opinion_maker, OpinionGiven{"ethics", Opinion::favourable, ""}) ==
        "case_event.other_body");
}

TEST_CASE("an opinion is one that the body can give, with its document where that is wanted") {
  auto json = sample::procedure_json();
  json["steps"][3]["outcomes"] = {"favourable", "unfavourable"};
  json["steps"][3]["evidence_required"] = true;
  const auto procedure = sample::loaded(json);
  Story story(procedure);
  story.complete().tell(Role::desk_officer, OpinionAsked{"committee"});
  CHECK(
      story.refused(Role::opinion_maker, OpinionGiven{"committee", Opinion::reserved, kDocument}) ==
      "case_event.outcome_not_foreseen");
  CHECK(story.refused(Role::opinion_maker, OpinionGiven{"committee", Opinion::favourable, ""}) ==
        "case_event.evidence_missing");
}

TEST_CASE("two bodies may be asked at once; the state says who is waited for first") {
  Story story;
  story.complete().tell(Role::desk_officer, AuthorisationAsked{"privacy"});
  CHECK(story.state() == CaseState::awaiting_authorisation);
  story.tell(Role::desk_officer, OpinionAsked{"committee"});
  CHECK(story.state() == CaseState::awaiting_opinion);
  story.tell(Role::opinion_maker, OpinionGiven{"committee", Opinion::favourable, ""});
  CHECK(story.state() == CaseState::awaiting_authorisation);
  story.evidence("privacy");
  CHECK(story.state() == CaseState::processing);
}

TEST_CASE("an opinion that comes while the applicant is asked leaves the question open") {
  Story story;
  story.complete().tell(Role::desk_officer, OpinionAsked{"committee"}).ask();
  story.tell(Role::opinion_maker, OpinionGiven{"committee", Opinion::favourable, ""});
  CHECK(story.state() == CaseState::awaiting_additional_information);
  story.answer();
  CHECK(story.state() == CaseState::processing);
}

TEST_CASE("an applicant who does not go on, or declines the fee, withdraws") {
  Story stops;
  stops.complete().committee().tell(Role::applicant, ApplicantChose{"choice", Choice::stop});
  CHECK(stops.state() == CaseState::withdrawn);
  Story declines;
  declines.complete();
  declines.tell(Role::holder, FeasibilityGiven{"feasibility", Feasibility::feasible, ""});
  declines.tell(Role::desk_officer, FeeEstimated{"fee", 1, "EUR", kDocument});
  declines.tell(Role::applicant, FeeDeclined{"fee"});
  CHECK(declines.state() == CaseState::withdrawn);
}

TEST_CASE("what is not feasible has a reason, a finding too") {
  Story story;
  story.complete();
  CHECK(story.refused(Role::holder, FeasibilityGiven{"feasibility", Feasibility::not_feasible,
                                                     " "}) == "case_event.reason_missing");
  CHECK(story.refused(Role::assessor, FindingRecorded{Criterion::ethics, Finding::met, "\t"}) ==
        "case_event.reason_missing");
}

TEST_CASE("a proposal is of the trusted holder that was asked, and binds nobody") {
  Story story(plain());
  story.complete().tell(Role::assessor, ForwardedToTrustedHolder{"clinic"});
  CHECK(story.refused({Role::holder, "other", ""},
                      HolderProposed{access::Outcome::granted, kDocument}) ==
        "case_event.other_body");
  story.tell(Role::holder, HolderProposed{access::Outcome::granted, kDocument});
  CHECK(story.refused(Role::decider, grant()) == "case_event.findings_missing");
  story.find().decide().accept();
  // Art. 72: then the holder prepares the data, by its own people.
  CHECK(story.attempt({Role::data_preparer, "clinic", "carl@fi"}, DataRequested{"clinic"}));
}

TEST_CASE("a grant wants a finding on every criterion, and that each is met") {
  Story story(plain());
  story.complete();
  for (const auto criterion : all<Criterion>()) {
    CHECK(story.refused(Role::decider, grant()) == "case_event.findings_missing");
    story.tell(Role::assessor, FindingRecorded{criterion, Finding::met, "It is."});
  }
  CHECK(story.attempt(actor(Role::decider), grant()));
  story.tell(Role::assessor, FindingRecorded{Criterion::ethics, Finding::not_met, "It is not."});
  CHECK(story.refused(Role::decider, grant()) == "case_event.criterion_not_met");
  CHECK(story.attempt(actor(Role::decider), sample::refusal()));
}

TEST_CASE("a grant wants every step of the procedure done") {
  Story story;
  story.complete().find();
  const auto refusal = story.attempt(actor(Role::decider), grant());
  CHECK(refusal.error().name() == "case_event.steps_open");
}

TEST_CASE("a refused authorisation and a binding opinion stand against a grant, advice does not") {
  const auto decided = [](Opinion committee, Opinion ethics, Authorisation privacy) {
    Story story;
    story.complete().tell(Role::desk_officer, OpinionAsked{"committee"});
    story.tell(Role::opinion_maker, OpinionGiven{"committee", committee, ""});
    story.tell(Role::desk_officer, OpinionAsked{"ethics"});
    story.tell({Role::opinion_maker, "ethics", ""}, OpinionGiven{"ethics", ethics, ""});
    story.tell(Role::applicant, ApplicantChose{"choice", Choice::go_on});
    story.tell(Role::desk_officer, AuthorisationAsked{"authority"}).evidence("authority");
    story.tell(Role::desk_officer, AuthorisationAsked{"privacy"});
    story.tell(Role::desk_officer, AuthorisationGiven{"privacy", privacy, "A-17", kDocument});
    story.evidence("declaration");
    story.tell(Role::holder, FeasibilityGiven{"feasibility", Feasibility::feasible, ""});
    story.tell(Role::holder, FeasibilityGiven{"laboratory", Feasibility::feasible, ""});
    story.tell(Role::desk_officer, FeeEstimated{"fee", 1, "EUR", kDocument});
    story.tell(Role::applicant, FeeAccepted{"fee"}).find();
    return story.refused(Role::decider, grant());
  };
  CHECK(decided(Opinion::unfavourable, Opinion::reserved, Authorisation::given) == "taken");
  CHECK(decided(Opinion::favourable, Opinion::unfavourable, Authorisation::given) ==
        "case_event.criterion_not_met");
  CHECK(decided(Opinion::favourable, Opinion::favourable, Authorisation::refused) ==
        "case_event.criterion_not_met");
}

TEST_CASE("a decision that gives less than was asked is reasoned") {
  Story story(plain());
  story.complete().find();
  auto what = sample::refusal();
  what.reason = " ";
  CHECK(story.refused(Role::decider, what) == "case_event.reason_missing");
  what = grant();
  what.outcome = access::Outcome::partially_granted;
  CHECK(story.refused(Role::decider, what) == "case_event.reason_missing");
  what.reason = "Without the genomes.";
  CHECK(story.attempt(actor(Role::decider), what));
}

TEST_CASE("statistics instead of a permit answer an application, and need consent in any case") {
  auto json = sample::plain_json();
  json["settings"]["acceptance"] = "not_needed";
  const auto procedure = sample::loaded(json);
  auto what = grant();
  what.outcome = access::Outcome::answered_as_request;
  what.reason = "Statistics serve the purpose.";

  Story request(procedure);
  request.complete(sample::submission(access::PermitKind::request_approval)).find();
  CHECK(request.refused(Role::decider, what) == "case_event.outcome_not_foreseen");
  Story application(procedure);
  application.complete().find().decide(what);
  CHECK(application.state() == CaseState::decision_issued);
  Story granted(procedure);
  granted.complete().find().decide();
  CHECK(granted.state() == CaseState::granted);
}

TEST_CASE("a grant names its title and a refusal none") {
  Story story(plain());
  story.complete().find();
  auto what = grant();
  what.title.reset();
  CHECK(story.refused(Role::decider, what) == "case_event.title_missing");
  what = sample::refusal();
  what.title = sample::title();
  CHECK(story.refused(Role::decider, what) == "case_event.bad_title");
}

}  // namespace
}  // namespace passerelle::procedure
