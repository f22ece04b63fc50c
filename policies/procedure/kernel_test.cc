#include "policies/procedure/kernel.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "policies/procedure/sample_test.h"

namespace passerelle::procedure {
namespace {

using sample::actor;
using sample::at;
using sample::kDocument;
using sample::plain;
using sample::Story;

Actor person(Role role, const char* account) { return {role, "hdab", account}; }

TEST_CASE("from submission to results: the case of a permit") {
  Story story;
  story.granted();
  CHECK(story.state() == CaseState::granted);
  CHECK(story.file().title == sample::title());
  story.available().use().pass(at("2032-06-01T00:00:00Z"));
  CHECK(story.state() == CaseState::expired);
  story.tell(Role::data_preparer, DeletionCertified{kDocument});
  CHECK(story.state() == CaseState::results_due);
  story.tell(Role::applicant, ResultsPublished{"doi:10.1234/5"});
  CHECK(story.state() == CaseState::closed);
  CHECK(story.file().history.size() == story.events().size());
}

TEST_CASE("the same event again changes nothing, another with its id is refused") {
  Story story(plain());
  story.screen();
  const auto again = apply(story.file(), story.events().front(), plain());
  REQUIRE(again);
  CHECK(*again == story.file());
  auto other = story.events().front();
  other.at += std::chrono::seconds(1);
  CHECK(apply(story.file(), other, plain()).error().name() == "case_event.id_reused");
}

TEST_CASE("replaying the events gives the same case") {
  Story story;
  story.granted().available().use().hear();
  CHECK(fold(story.events(), story.procedure()).value() == story.file());
}

TEST_CASE("a fold ends at the first event that is refused") {
  Story story(plain());
  story.screen();
  auto events = story.events();
  events.push_back(story.event(actor(Role::applicant), Accepted{}));
  CHECK(fold(events, plain()).error().name() == "case_event.impossible_now");
}

TEST_CASE("events come in order of time and of one application") {
  Story story(plain());
  story.screen().time("2026-06-01T08:00:30Z");
  CHECK(story.refused(Role::desk_officer, DeclaredComplete{}) == "case_event.out_of_order");
  auto event = story.event(actor(Role::desk_officer), DeclaredComplete{});
  event.application = ApplicationId("fr-2026-0002");
  event.at += std::chrono::days(1);
  CHECK(apply(story.file(), event, plain()).error().name() == "case_event.other_application");
}

TEST_CASE("purposes (a) to (c) are not open to a company, however its message came") {
  auto what = sample::submission();
  what.category = purposes::ApplicantCategory::company;
  what.purpose = purposes::Purpose::public_health;
  CHECK(Story().refused(Role::applicant, what) == "case_event.purpose_not_open");
  what.mandate = purposes::PublicMandate::on_behalf;
  CHECK(Story().attempt(actor(Role::applicant), what));
}

TEST_CASE("the short time is for permits of public bodies with purposes (a) to (c)") {
  auto what = sample::submission();
  what.accelerated = true;
  CHECK(Story().refused(Role::applicant, what) == "case_event.not_accelerated");
  what.category = purposes::ApplicantCategory::public_sector_body;
  CHECK(Story().refused(Role::applicant, what) == "case_event.not_accelerated");
  what.purpose = purposes::Purpose::official_statistics;
  CHECK(Story().attempt(actor(Role::applicant), what));
  what.kind = access::PermitKind::request_approval;
  CHECK(Story().refused(Role::applicant, what) == "case_event.not_accelerated");
}

TEST_CASE("an applicant's act is by a person of the application") {
  Story story(plain());
  story.screen();
  CHECK(story.refused({Role::applicant, "nantes", "eve@fr"}, Withdrawn{}) ==
        "case_event.not_of_the_application");
  CHECK(story.attempt({Role::applicant, "nantes", "paul@fr"}, Withdrawn{}));
}

TEST_CASE("who asks never acts for a body") {
  Story story(plain());
  story.complete();
  for (const auto role : {Role::assessor, Role::decider, Role::desk_officer}) {
    const EventContent what =
        role == Role::assessor
            ? EventContent(FindingRecorded{Criterion::purpose, Finding::met, "It is."})
        : role == Role::decider ? EventContent(sample::refusal())
                                : EventContent(OpinionAsked{"committee"});
    CHECK(story.refused(person(role, "paul@fr"), what) == "case_event.applicant_side");
  }
}

TEST_CASE("assessor, data preparer and output checker are distinct persons on one case") {
  Story story;
  story.granted();
  CHECK(story.refused(person(Role::data_preparer, "anna@fi"), DataRequested{"clinic"}) ==
        "case_event.roles_not_separate");
  story.available();
  for (const char* account : {"anna@fi", "petra@fi"}) {
    CHECK(story.refused(person(Role::output_checker, account), Used{RunId("run-1"), kDocument}) ==
          "case_event.roles_not_separate");
  }
  CHECK(story.attempt(person(Role::output_checker, "dora@fi"), Used{RunId("run-1"), kDocument}));
}

TEST_CASE("the decider is not the only assessor") {
  Story story(plain());
  story.complete().find();
  const auto alone = person(Role::decider, "anna@fi");
  CHECK(story.refused(alone, sample::grant()) == "case_event.decider_is_only_assessor");
  CHECK(story.refused(alone, sample::refusal()) == "case_event.decider_is_only_assessor");
  story.tell(person(Role::assessor, "arto@fi"),
             FindingRecorded{Criterion::purpose, Finding::met, "I agree."});
  CHECK(story.attempt(alone, sample::grant()));
}

TEST_CASE("a declared interest locks a person out in every role") {
  Story story(plain());
  story.complete().find().tell(Role::decider, ConflictDeclared{"A cousin applies."});
  CHECK(story.refused(Role::decider, sample::refusal()) == "case_event.conflict_of_interest");
  CHECK(story.refused(person(Role::publisher, "dan@fi"),
                      Published{Publication::application, "register/17"}) ==
        "case_event.conflict_of_interest");
  CHECK(story.attempt(person(Role::decider, "dora@fi"), sample::refusal()));
}

TEST_CASE("findings of a person with an interest do not count") {
  Story story(plain());
  story.complete().find().tell(person(Role::assessor, "arto@fi"),
                               FindingRecorded{Criterion::purpose, Finding::met, "I agree."});
  story.tell(Role::assessor, ConflictDeclared{"A cousin applies."});
  CHECK(story.file().findings.size() == 1);
  CHECK(story.refused(Role::decider, sample::grant()) == "case_event.findings_missing");
  for (const auto criterion : all<Criterion>()) {
    story.tell(person(Role::assessor, "arto@fi"),
               FindingRecorded{criterion, Finding::met, "As the file shows."});
  }
  CHECK(story.attempt(actor(Role::decider), sample::grant()));
}

TEST_CASE("acts of the body are by persons, of bodies that the procedure knows") {
  Story story(plain());
  story.submit();
  CHECK(story.refused({Role::desk_officer, "hdab", ""}, TakenUp{}) == "case_event.person_missing");
  CHECK(story.refused({Role::desk_officer, "other", "dora@fi"}, TakenUp{}) ==
        "case_event.other_body");
  CHECK(story.refused({Role::desk_officer, "committee", "dora@fi"}, TakenUp{}) ==
        "case_event.other_body");
}

TEST_CASE("only the node of the body tells what time brought about") {
  Story story(plain());
  story.screen().desk_asks().time("2026-08-01T00:00:00Z");
  CHECK(story.refused({Role::system, "other", ""}, TimePassed{}) == "case_event.other_body");
}

TEST_CASE("a state that an event does not know is told apart from a role that may not tell it") {
  Story story(plain());
  story.screen();
  const auto impossible = story.attempt(actor(Role::applicant), Accepted{});
  CHECK(impossible.error().text() ==
        "case_event.impossible_now: accepted cannot happen while the case is pre_screening");
  const auto forbidden = story.attempt(actor(Role::applicant), DeclaredComplete{});
  CHECK(forbidden.error().text() ==
        "case_event.role_not_allowed: declared_complete is not for the role applicant while the "
        "case is "
        "pre_screening");
}

TEST_CASE("a file is closed as incomplete only after the applicant was asked") {
  Story story(plain());
  story.screen();
  CHECK(story.refused(Role::desk_officer, Closed{"Incomplete."}) == "case_event.not_closable");
  story.desk_asks().answer().tell(Role::desk_officer, Closed{"Still incomplete."});
  CHECK(story.state() == CaseState::closed_incomplete);
}

TEST_CASE("the desk asks within one window of four weeks") {
  Story story(plain());
  story.time("2026-06-01T08:00:00Z").screen().desk_asks().answer();  // the window ends on 29 June
  story.time("2026-06-29T20:59:00Z");
  CHECK(story.attempt(actor(Role::desk_officer), InformationAsked{{{"6", "6.1", "Which?"}}}));
  story.time("2026-06-29T21:00:00Z");  // midnight in Helsinki
  CHECK(story.refused(Role::desk_officer, InformationAsked{{{"6", "6.1", "Which?"}}}) ==
        "case_event.question_window_closed");
}

TEST_CASE("an answer brings the case back to where it was asked, or where the procedure says") {
  Story asked_by_assessor(plain());
  asked_by_assessor.complete().ask();
  CHECK(asked_by_assessor.file().open_questions.size() == 1);
  asked_by_assessor.answer();
  CHECK(asked_by_assessor.state() == CaseState::processing);
  CHECK(asked_by_assessor.file().open_questions.empty());

  auto json = sample::plain_json();
  json["settings"]["after_answer"] = "pre_screening";
  const auto strict = sample::loaded(json);
  Story back(strict);
  back.complete().ask().answer();
  CHECK(back.state() == CaseState::pre_screening);
  back.tell(Role::desk_officer, DeclaredComplete{});
  CHECK(back.state() == CaseState::processing);

  json["settings"]["after_answer"] = "processing";
  const auto quick = sample::loaded(json);
  Story forward(quick);
  forward.screen().desk_asks().answer();
  CHECK(forward.state() == CaseState::processing);
}

TEST_CASE("what is published has happened") {
  Story story(plain());
  story.complete().find();
  const Published decision{Publication::decision, "register/17"};
  CHECK(story.refused(Role::publisher, decision) == "case_event.nothing_to_publish");
  CHECK(story.refused(Role::publisher, Published{Publication::results, "register/18"}) ==
        "case_event.nothing_to_publish");
  CHECK(story.refused(Role::publisher, Published{Publication::measure, "register/19"}) ==
        "case_event.nothing_to_publish");
  story.decide(sample::refusal());
  CHECK(story.attempt(actor(Role::publisher), decision));
}

TEST_CASE("a measure can be published when the case has moved on") {
  Story story(plain());
  story.complete().find().decide().accept().hear();
  story.tell(Role::enforcement_officer, Revoked{"Data were copied.", sample::kDocument});
  story.tell(Role::data_preparer, DeletionCertified{sample::kDocument});
  CHECK(story.state() == CaseState::results_due);
  CHECK(story.attempt(actor(Role::publisher), Published{Publication::measure, "register/17"}));
}

TEST_CASE("a decision can be published when an appeal has overturned it") {
  Story story(plain());
  story.complete().find().decide(sample::refusal());
  story.tell(Role::applicant, Appealed{"The purpose is met."});
  story.tell(Role::desk_officer,
             AppealDecided{AppealOutcome::overturned, "C-1", sample::kDocument});
  CHECK(!story.file().decision);
  CHECK(story.attempt(actor(Role::publisher), Published{Publication::decision, "register/17"}));
}

}  // namespace
}  // namespace passerelle::procedure
