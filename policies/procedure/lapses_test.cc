// What the silence of somebody brings about.
#include <doctest/doctest.h>

#include "policies/procedure/sample_test.h"

namespace passerelle::procedure {
namespace {

using sample::at;
using sample::kDocument;
using sample::plain;
using sample::Story;

std::string lapsed(const Story& story, const char* now) {
  std::string text;
  for (const auto& lapse : lapses(story.file(), story.procedure(), at(now))) {
    text += std::string(code(lapse.rule)) + (lapse.step.empty() ? "" : " " + lapse.step) + " " +
            to_text(lapse.at).substr(0, 16) + "; ";
  }
  return text;
}

TEST_CASE("a file that nobody completes in four weeks is closed, at the end of the last day") {
  Story story(plain());
  story.screen().time("2026-06-02T10:00:00Z").desk_asks();
  CHECK(lapsed(story, "2026-06-30T20:59:59Z").empty());
  CHECK(lapsed(story, "2026-06-30T21:00:00Z") == "completion 2026-06-30T21:00; ");
  story.pass(at("2026-07-03T06:00:00Z"));
  CHECK(story.state() == CaseState::closed_incomplete);
  CHECK(story.file().since == at("2026-06-30T21:00:00Z"));
  CHECK(story.file().history.back().lapses.size() == 1);
}

TEST_CASE("what comes after a silence waits until the silence is told") {
  Story story(plain());
  story.screen().time("2026-06-02T10:00:00Z").desk_asks().time("2026-07-01T10:00:00Z");
  CHECK(story.refused(Role::applicant, InformationGiven{kDocument}) == "case_event.lapse_first");
}

TEST_CASE("time that brings about nothing is no event") {
  Story story(plain());
  story.screen().time("2036-06-02T10:00:00Z");
  CHECK(story.refused(Role::system, TimePassed{}) == "case_event.impossible_now");
  story.tell(Role::desk_officer, DeclaredComplete{});
  CHECK(story.refused(Role::system, TimePassed{}) == "case_event.nothing_lapsed");
}

TEST_CASE("an opinion that is not given in time is favourable where the procedure says so") {
  Story story;
  story.complete().time("2026-06-10T10:00:00Z").tell(Role::desk_officer, OpinionAsked{"committee"});
  story.pass(at("2026-07-11T10:00:00Z"));
  const auto& record = story.file().steps.at("committee");
  CHECK(record.by_silence);
  CHECK(record.opinion == Opinion::favourable);
  CHECK(record.done == at("2026-07-10T21:00:00Z"));
  CHECK(story.state() == CaseState::processing);
}

TEST_CASE("where the procedure knows no silence nothing follows from it") {
  Story story;
  story.complete().tell(Role::desk_officer, OpinionAsked{"ethics"}).time("2036-06-10T10:00:00Z");
  CHECK(story.refused(Role::system, TimePassed{}) == "case_event.nothing_lapsed");
}

TEST_CASE("one silence may begin the time of the next, each from its own end") {
  Story story;
  story.complete().time("2026-06-10T10:00:00Z").tell(Role::desk_officer, OpinionAsked{"committee"});
  // The opinion ends on Friday 10 July at midnight in Helsinki, which is the first instant of 11
  // July there; two weeks for the choice end with Saturday the 25th, so with Monday the 27th.
  CHECK(lapsed(story, "2026-12-01T00:00:00Z") ==
        "step committee 2026-07-10T21:00; step choice 2026-07-27T21:00; ");
  story.pass(at("2026-12-01T00:00:00Z"));
  CHECK(story.state() == CaseState::withdrawn);
  CHECK(story.file().history.back().lapses.size() == 2);
}

TEST_CASE("a silent outside body refuses where the procedure says so, and no grant follows") {
  Story story;
  story.complete().committee().tell(Role::applicant, ApplicantChose{"choice", Choice::go_on});
  story.tell(Role::desk_officer, AuthorisationAsked{"authority"});
  story.pass(at("2026-12-01T00:00:00Z"));
  CHECK(story.file().steps.at("authority").is_against);
  CHECK(story.state() == CaseState::processing);
}

TEST_CASE("an applicant who says nothing to the estimate withdraws") {
  Story story;
  story.complete();
  story.tell(Role::holder, FeasibilityGiven{"feasibility", Feasibility::feasible, ""});
  story.tell(Role::desk_officer, FeeEstimated{"fee", 1, "EUR", kDocument});
  CHECK(story.state() == CaseState::awaiting_fee_acceptance);
  story.pass(at("2026-07-01T00:00:00Z"));
  CHECK(story.state() == CaseState::withdrawn);
}

TEST_CASE("the assessment goes on without an answer that does not come") {
  Story story(plain());
  story.complete().ask().pass(at("2026-08-01T00:00:00Z"));
  CHECK(story.state() == CaseState::processing);
  CHECK(story.file().open_questions.empty());
}

TEST_CASE("the body decides itself when the trusted holder is silent") {
  Story story(plain());
  story.complete().tell(Role::assessor, ForwardedToTrustedHolder{"clinic"});
  CHECK(lapsed(story, "2026-09-01T00:00:00Z") == "holder_proposal 2026-08-03T21:00; ");
  story.pass(at("2026-09-01T00:00:00Z"));
  CHECK(story.state() == CaseState::processing);
}

TEST_CASE("a grant that is not accepted within 28 days is withdrawn, a refusal stands") {
  Story story(plain());
  story.complete().find().decide().time("2026-06-29T21:00:00Z");
  CHECK(story.refused(Role::applicant, Accepted{}) == "case_event.lapse_first");
  story.pass(at("2026-07-01T00:00:00Z"));
  CHECK(story.state() == CaseState::withdrawn);
  Story refused(plain());
  refused.complete().decide(sample::refusal());
  CHECK(lapsed(refused, "2036-06-29T21:00:00Z").empty());
}

TEST_CASE("a title ends by itself, also while it is suspended") {
  Story story(plain());
  story.complete().find().decide().accept();
  story.tell(Role::enforcement_officer, Suspended{"Data were copied."});
  CHECK(lapsed(story, "2032-05-31T23:59:59Z").empty());
  story.time("2032-06-01T00:00:00Z");
  CHECK(story.refused(Role::enforcement_officer, Resumed{"They were not."}) ==
        "case_event.lapse_first");
  story.pass(at("2032-06-01T00:00:00Z"));
  CHECK(story.state() == CaseState::expired);
}

}  // namespace
}  // namespace passerelle::procedure
