// The dates were worked out by hand on a printed calendar of Finland, whose zone is two hours
// before UTC in winter and three in summer; the comments show how.
#include "policies/procedure/clocks.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <algorithm>

#include "policies/procedure/sample_test.h"

namespace passerelle::procedure {
namespace {

using sample::at;
using sample::kDocument;
using sample::plain;
using sample::Story;

std::vector<Clock> clocks(const Story& story, ClockRule rule) {
  auto found = clocks_at(story.file(), story.procedure(), story.now());
  std::erase_if(found, [&](const Clock& clock) { return clock.rule != rule; });
  return found;
}

Clock clock(const Story& story, ClockRule rule) {
  const auto found = clocks(story, rule);
  REQUIRE(found.size() == 1);
  return found.front();
}

std::string due(const Story& story, ClockRule rule) { return to_text(clock(story, rule).due); }

// A case that is complete at that moment.
Story complete(const char* when, const Procedure& procedure = plain()) {
  Story story(procedure);
  return story.time(at(when) - std::chrono::minutes(2)).complete();
}

ClockExtended extension(ClockRule rule) { return {rule, "", "Many files.", kDocument}; }

TEST_CASE("a draft has no clocks") {
  CHECK(clocks_at(CaseFile{}, plain(), at("2026-06-01T08:00:00Z")).empty());
}

TEST_CASE(
    "the body decides within three months of the complete file, and three more with reasons") {
  // Complete on Monday 1 June: 1 September is a Tuesday, 1 December too.
  auto story = complete("2026-06-01T10:00:00Z");
  CHECK(due(story, ClockRule::decision) == "2026-09-01T21:00:00.000Z");
  story.tell(Role::assessor, extension(ClockRule::decision));
  CHECK(due(story, ClockRule::decision) == "2026-12-01T22:00:00.000Z");
}

TEST_CASE("months end on the last day where the date is missing, and never on a Sunday") {
  // 29 November 2027 and three months: 29 February 2028, a Tuesday of a leap year.
  CHECK(due(complete("2027-11-29T10:00:00Z"), ClockRule::decision) == "2028-02-29T22:00:00.000Z");
  // 30 November 2026 and three months: 28 February 2027 is a Sunday, so Monday 1 March.
  CHECK(due(complete("2026-11-30T10:00:00Z"), ClockRule::decision) == "2027-03-01T22:00:00.000Z");
}

TEST_CASE("the day is that of the body's zone") {
  // 22:30 UTC on 31 May is 1 June in Helsinki.
  CHECK(due(complete("2026-05-31T22:30:00Z"), ClockRule::decision) == "2026-09-01T21:00:00.000Z");
  CHECK(due(complete("2026-05-31T20:30:00Z"), ClockRule::decision) == "2026-08-31T21:00:00.000Z");
}

TEST_CASE("the accelerated path has two months and one more") {
  auto what = sample::submission();
  what.category = purposes::ApplicantCategory::public_sector_body;
  what.purpose = purposes::Purpose::public_health;
  what.accelerated = true;
  Story story(plain());
  story.complete(what);  // on 1 June; 1 August is a Saturday, so Monday 3 August
  CHECK(clocks(story, ClockRule::decision).empty());
  CHECK(due(story, ClockRule::accelerated_decision) == "2026-08-03T21:00:00.000Z");
  story.tell(Role::assessor, extension(ClockRule::accelerated_decision));
  CHECK(due(story, ClockRule::accelerated_decision) == "2026-09-01T21:00:00.000Z");
}

TEST_CASE("a request is decided within three months of its reception, without extension") {
  Story story(plain());
  story.submit(sample::submission(access::PermitKind::request_approval));
  CHECK(due(story, ClockRule::request_decision) == "2026-09-01T21:00:00.000Z");
  story.time("2026-07-01T08:00:00Z").tell(Role::desk_officer, TakenUp{});
  story.tell(Role::desk_officer, DeclaredComplete{});
  CHECK(due(story, ClockRule::request_decision) == "2026-09-01T21:00:00.000Z");
  CHECK(story.refused(Role::assessor, extension(ClockRule::request_decision)) ==
        "case_event.not_extendable");
}

TEST_CASE("while the applicant is asked the decision clock stands still") {
  auto story = complete("2026-06-01T10:00:00Z");
  story.time("2026-06-15T10:00:00Z").ask().time("2026-06-20T10:00:00Z");
  // Five days so far: from 6 June, to 6 September, a Sunday, so Monday the 7th.
  CHECK(clock(story, ClockRule::decision).standing == Standing::paused);
  CHECK(due(story, ClockRule::decision) == "2026-09-07T21:00:00.000Z");
  story.time("2026-07-06T10:00:00Z").answer();
  // Twenty-one days: from 22 June, to Tuesday 22 September.
  CHECK(clock(story, ClockRule::decision).standing == Standing::running);
  CHECK(due(story, ClockRule::decision) == "2026-09-22T21:00:00.000Z");
  CHECK(clock(story, ClockRule::decision).pauses ==
        std::vector<Interval>{{at("2026-06-15T10:00:00Z"), at("2026-07-06T10:00:00Z")}});
}

TEST_CASE("where the procedure says so the clock runs anew from the answer") {
  auto json = sample::plain_json();
  json["settings"]["when_information_is_asked"] = "restart";
  const auto procedure = sample::loaded(json);
  auto story = complete("2026-06-01T10:00:00Z", procedure);
  story.time("2026-06-15T10:00:00Z").ask().time("2026-07-06T10:00:00Z").answer();
  // From 6 July to Tuesday 6 October.
  CHECK(due(story, ClockRule::decision) == "2026-10-06T21:00:00.000Z");
}

TEST_CASE("days on which the applicant was waited for twice over count once") {
  auto json = sample::procedure_json();
  const auto procedure = sample::loaded(json);
  auto story = complete("2026-06-01T10:00:00Z", procedure);
  story.tell(Role::holder, FeasibilityGiven{"feasibility", Feasibility::feasible, ""});
  story.time("2026-06-10T10:00:00Z");
  story.tell(Role::desk_officer, FeeEstimated{"fee", 1, "EUR", kDocument});
  story.time("2026-06-12T10:00:00Z").ask().time("2026-06-17T10:00:00Z").answer();
  story.time("2026-06-22T10:00:00Z").tell(Role::applicant, FeeAccepted{"fee"});
  // From 10 to 22 June, twelve days: from 13 June, to 13 September, a Sunday, so the 14th.
  CHECK(due(story, ClockRule::decision) == "2026-09-14T21:00:00.000Z");
}

TEST_CASE("the desk's question starts four weeks, and a second one stays within them") {
  Story story(plain());
  story.screen().time("2026-06-02T10:00:00Z").desk_asks();
  CHECK(due(story, ClockRule::completion) == "2026-06-30T21:00:00.000Z");
  story.time("2026-06-16T10:00:00Z").answer().desk_asks();
  const auto both = clocks(story, ClockRule::completion);
  REQUIRE(both.size() == 2);
  CHECK(both[0].standing == Standing::met);
  CHECK(both[1].standing == Standing::running);
  CHECK(to_text(both[1].due) == "2026-06-30T21:00:00.000Z");
}

TEST_CASE("a trusted holder has two months, and the body two more from there") {
  auto story = complete("2026-06-01T10:00:00Z");
  story.time("2026-06-02T10:00:00Z").tell(Role::assessor, ForwardedToTrustedHolder{"clinic"});
  CHECK(clock(story, ClockRule::decision).standing == Standing::overtaken);
  // 2 August is a Sunday.
  CHECK(due(story, ClockRule::holder_proposal) == "2026-08-03T21:00:00.000Z");
  story.time("2026-07-01T10:00:00Z");
  story.tell(Role::holder, HolderProposed{access::Outcome::granted, kDocument});
  CHECK(clock(story, ClockRule::holder_proposal).standing == Standing::met);
  CHECK(due(story, ClockRule::decision_after_proposal) == "2026-09-01T21:00:00.000Z");
}

TEST_CASE("a decision is published within 30 working days, holidays apart") {
  auto story = complete("2026-11-30T10:00:00Z");
  story.time("2026-12-01T10:00:00Z").decide(sample::refusal());
  // 2 to 4, 7 to 11, 14 to 18, 21 to 23, 28 to 31 December are 20 (24 and 25 are holidays); 4 and
  // 5, 7 and 8, 11 to 15 January are 29 (1 and 6 are holidays); Monday the 18th is the 30th.
  CHECK(due(story, ClockRule::decision_publication) == "2027-01-18T22:00:00.000Z");
  story.time("2027-01-19T10:00:00Z");
  CHECK(clock(story, ClockRule::decision_publication).standing == Standing::missed);
  story.tell(Role::publisher, Published{Publication::decision, "register/17"});
  CHECK(clock(story, ClockRule::decision_publication).standing == Standing::met_late);
}

TEST_CASE("a title that was amended or renewed is published as the first one was") {
  auto story = complete("2026-11-30T10:00:00Z");
  story.find().decide().accept();
  story.tell(Role::publisher, Published{Publication::decision, "register/17"});
  story.ask_change(access::TitleChange::amendment).ask_change(access::TitleChange::renewal);
  const Title shorter{PermitId("fi-permit-2"), sample::at("2026-06-01T00:00:00Z"),
                      sample::at("2031-06-01T00:00:00Z")};
  story.time("2026-12-01T10:00:00Z");
  story.tell(Role::decider, Amended{sample::kDocument, "A person joins.", shorter, {}});
  // As above: the 30th working day after 1 December is Monday 18 January.
  CHECK(to_text(clocks(story, ClockRule::decision_publication).back().due) ==
        "2027-01-18T22:00:00.000Z");
  story.tell(Role::publisher, Published{Publication::decision, "register/17"});
  const Title longer{PermitId("fi-permit-3"), sample::at("2026-06-01T00:00:00Z"),
                     sample::at("2032-06-01T00:00:00Z")};
  story.tell(Role::decider, Renewed{sample::kDocument, "There is more to do.", longer});
  CHECK(clocks(story, ClockRule::decision_publication).size() == 3);
  CHECK(clocks(story, ClockRule::decision_publication).back().standing == Standing::running);
}

TEST_CASE("the refusal of a change is published as every decision is") {
  auto story = complete("2026-11-30T10:00:00Z");
  story.find().decide().accept();
  story.tell(Role::publisher, Published{Publication::decision, "register/17"});
  story.ask_change(access::TitleChange::renewal);
  story.tell(Role::decider, ChangeRefused{access::TitleChange::renewal, sample::kDocument, "No."});
  CHECK(clocks(story, ClockRule::decision_publication).size() == 2);
  CHECK(clocks(story, ClockRule::decision_publication).back().standing == Standing::running);
}

TEST_CASE("a publication is due even of a case that ended") {
  Story story(plain());
  story.submit().tell(Role::applicant, Withdrawn{""});
  CHECK(clock(story, ClockRule::take_up).standing == Standing::overtaken);
  CHECK(clock(story, ClockRule::application_publication).standing == Standing::running);
  // Publishing something else does not stop it.
  story.tell(Role::publisher, Published{Publication::application, "register/17"});
  CHECK(clock(story, ClockRule::application_publication).standing == Standing::met);
}

TEST_CASE(
    "a case closed as incomplete is published as a refusal only where the procedure says so") {
  Story story(plain());
  story.screen().desk_asks().pass(at("2026-08-01T00:00:00Z"));
  CHECK(clocks(story, ClockRule::decision_publication).empty());

  auto json = sample::plain_json();
  json["settings"]["closed_incomplete_published"] = "as_refusal";
  const auto strict = sample::loaded(json);
  Story refused(strict);
  refused.screen().desk_asks().pass(at("2026-08-01T00:00:00Z"));
  CHECK(clock(refused, ClockRule::decision_publication).standing == Standing::running);
}

TEST_CASE("data come from the holder in three months and to the user in two more") {
  Story story(plain());
  story.complete().find().decide().accept();
  CHECK(clock(story, ClockRule::data_request).standing == Standing::running);
  story.time("2026-06-03T10:00:00Z").tell(Role::data_preparer, DataRequested{"clinic"});
  CHECK(clock(story, ClockRule::data_request).standing == Standing::met);
  CHECK(due(story, ClockRule::holder_delivery) == "2026-09-03T21:00:00.000Z");  // a Thursday
  story.tell(Role::data_preparer, extension(ClockRule::holder_delivery));
  CHECK(due(story, ClockRule::holder_delivery) == "2026-12-03T22:00:00.000Z");
  story.time("2026-09-10T10:00:00Z").tell(Role::holder, DataReceived{});
  CHECK(clock(story, ClockRule::holder_delivery).standing == Standing::met);
  CHECK(due(story, ClockRule::data_provision) == "2026-11-10T22:00:00.000Z");
  CHECK(clocks(story, ClockRule::answer).empty());
}

TEST_CASE("a request is answered within three months of its approval, and published from there") {
  Story story(plain());
  story.complete(sample::submission(access::PermitKind::request_approval)).find().decide().accept();
  CHECK(due(story, ClockRule::answer) == "2026-09-01T21:00:00.000Z");
  CHECK(clocks(story, ClockRule::data_request).empty());
  story.tell(Role::system, DataAvailable{""}).time("2026-07-01T10:00:00Z").use();
  CHECK(clock(story, ClockRule::answer).standing == Standing::met);
  // Eighteen months from 1 July 2026: 1 January 2028 is New Year, a Saturday, so Monday the 3rd.
  CHECK(due(story, ClockRule::results) == "2028-01-03T22:00:00.000Z");
  story.time("2026-08-01T10:00:00Z");
  story.tell(Role::output_checker, Used{RunId("run-2"), kDocument});
  CHECK(due(story, ClockRule::results) == "2028-01-03T22:00:00.000Z");
}

TEST_CASE("after the title six months to delete and eighteen to publish") {
  Story story(plain());
  story.complete().find().decide().accept().tell(Role::system, DataAvailable{""}).use();
  CHECK(clocks(story, ClockRule::results).empty());
  CHECK(due(story, ClockRule::title_end) == "2032-06-01T00:00:00.000Z");
  story.pass(at("2032-07-01T00:00:00Z"));
  CHECK(clock(story, ClockRule::title_end).standing == Standing::lapsed);
  // From 1 June 2032, when the title ended: 1 December is a Wednesday, 1 December 2033 a Thursday.
  CHECK(due(story, ClockRule::deletion) == "2032-12-01T22:00:00.000Z");
  CHECK(due(story, ClockRule::results) == "2033-12-01T22:00:00.000Z");
}

TEST_CASE("a step has the time of its body, from when it was asked") {
  Story story;
  story.complete().time("2026-06-10T10:00:00Z").tell(Role::desk_officer, OpinionAsked{"committee"});
  CHECK(due(story, ClockRule::step) == "2026-07-10T21:00:00.000Z");
  CHECK(clock(story, ClockRule::step).waits_for == Role::opinion_maker);
  story.tell(Role::opinion_maker, ClockExtended{ClockRule::step, "committee", "Many.", kDocument});
  CHECK(due(story, ClockRule::step) == "2026-08-10T21:00:00.000Z");
  story.time("2026-07-20T10:00:00Z");
  story.tell(Role::opinion_maker, OpinionGiven{"committee", Opinion::favourable, ""});
  const auto steps = clocks(story, ClockRule::step);
  REQUIRE(steps.size() == 2);  // the applicant's choice is waited for now
  CHECK(steps[0].standing == Standing::met);
  CHECK(steps[1].step == "choice");
  CHECK(steps[1].started == at("2026-07-20T10:00:00Z"));
}

TEST_CASE("a step that nobody waits for any more is overtaken") {
  Story story;
  story.complete().tell(Role::desk_officer, OpinionAsked{"committee"}).decide(sample::refusal());
  CHECK(clock(story, ClockRule::step).standing == Standing::overtaken);
}

TEST_CASE("a decision that an appeal overturned is taken again within a target") {
  Story story(plain());
  story.complete().decide(sample::refusal()).tell(Role::applicant, Appealed{"It is met."});
  story.time("2026-10-01T10:00:00Z");
  story.tell(Role::desk_officer, AppealDecided{AppealOutcome::overturned, "C-1", kDocument});
  CHECK(clock(story, ClockRule::decision).standing == Standing::met);
  // 1 January is New Year, a Friday, so Monday the 4th.
  CHECK(due(story, ClockRule::decision_after_appeal) == "2027-01-04T22:00:00.000Z");
}

TEST_CASE("an extension has reasons and notice, is given once, in time, by its role") {
  auto story = complete("2026-06-01T10:00:00Z");
  auto what = extension(ClockRule::decision);
  what.reason = "  ";
  CHECK(story.refused(Role::assessor, what) == "case_event.reason_missing");
  what = extension(ClockRule::decision);
  what.notice.clear();
  CHECK(story.refused(Role::assessor, what) == "case_event.notice_missing");
  CHECK(story.refused(Role::desk_officer, extension(ClockRule::decision)) ==
        "case_event.role_not_allowed");
  CHECK(story.refused(Role::assessor, extension(ClockRule::completion)) ==
        "case_event.not_extendable");
  CHECK(story.refused(Role::assessor, extension(ClockRule::accelerated_decision)) ==
        "case_event.clock_not_running");
  story.tell(Role::assessor, extension(ClockRule::decision));
  CHECK(story.refused(Role::assessor, extension(ClockRule::decision)) ==
        "case_event.already_extended");
  auto late = complete("2026-06-01T10:00:00Z");
  late.time("2026-09-01T21:00:00Z");
  CHECK(late.refused(Role::assessor, extension(ClockRule::decision)) ==
        "case_event.clock_not_running");
  CHECK(late.refused(Role::desk_officer, ClockExtended{ClockRule::step, "committee", "Many.",
                                                       kDocument}) == "case_event.unknown_step");
}

}  // namespace
}  // namespace passerelle::procedure
