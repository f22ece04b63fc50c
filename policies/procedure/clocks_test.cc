// Dates worked out by hand in the calendar of Finland, summer time UTC+3 from 25 March 2029, winter
// time UTC+2 from 28 October. A limit is the first instant after the last day.
#include "policies/procedure/clocks.h"

#include <doctest/doctest.h>

#include "policies/procedure/story_test.h"

namespace passerelle::procedure {
namespace {

using story::at;
using story::check_refused;

const Clock& clock_of(const std::vector<Clock>& clocks, Rule rule) {
  const auto* found = open_clock(clocks, rule);
  REQUIRE(found != nullptr);
  return *found;
}

Instant due(const story::Story& story, Rule rule) { return clock_of(story.clocks(), rule).due; }

}  // namespace

TEST_CASE("the decision is due three months after the file is complete") {
  // Complete on Tuesday 3 April 2029; Tuesday 3 July is the last day.
  const auto story = story::processing();
  const auto clocks = story.clocks();
  const auto& clock = clock_of(clocks, Rule::decision);
  CHECK(clock.due == at("2029-07-03T21:00:00Z"));
  CHECK(clock.force == Force::legal);
  CHECK(clock.basis == "Art. 68(4)");
  CHECK(clock.trigger == story.file.events.back().id);
}

TEST_CASE("an extension adds three months, once, in time, and never to a request") {
  auto story = story::processing();
  const ClockExtended extend{Rule::decision, std::nullopt, "a hard case"};
  story.then(extend, Role::assessor);
  CHECK(due(story, Rule::decision) == at("2029-10-03T21:00:00Z"));  // a Wednesday
  check_refused(story.attempt(extend, Role::assessor), Refusal::already_extended);

  story = story::processing();
  story.now = at("2029-07-03T21:00:00Z");
  check_refused(story.attempt(extend, Role::assessor), Refusal::too_late);

  story =
      story::Story().then(story::submission(access::PermitKind::request_approval), Role::applicant);
  CHECK(clock_of(story.clocks(), Rule::decision).basis == "Art. 69(4)");
  story.then<EventKind::taken_up>(Role::desk_officer)
      .then<EventKind::declared_complete>(Role::desk_officer);
  CHECK(due(story, Rule::decision) == at("2029-07-03T21:00:00Z"));  // from receipt, the same day
  check_refused(story.attempt(extend, Role::assessor), Refusal::not_extendable);
}

TEST_CASE("the short procedure takes two months and one more") {
  auto what = story::submission();
  what.accelerated = true;
  what.purpose = purposes::Purpose::public_health;
  auto story = story::Story()
                   .then(what, Role::applicant)
                   .then<EventKind::taken_up>(Role::desk_officer)
                   .then<EventKind::declared_complete>(Role::desk_officer);
  // Two months end on Sunday 3 June, so on Monday 4 June.
  CHECK(due(story, Rule::decision) == at("2029-06-04T21:00:00Z"));
  story.then(ClockExtended{Rule::decision, std::nullopt, "a hard case"}, Role::assessor);
  CHECK(due(story, Rule::decision) == at("2029-07-03T21:00:00Z"));
}

TEST_CASE("a question pauses the decision for as many days as the answer takes") {
  auto story = story::processing();
  story.now = at("2029-04-10T08:00:00Z");
  story.then(InformationAsked{{"/purpose"}, "please say more"}, Role::assessor);
  CHECK(clock_of(story.clocks(), Rule::decision).standing(story.now) == ClockStanding::paused);
  story.now = at("2029-04-20T08:00:00Z");
  story.then<EventKind::information_given>(Role::applicant);
  // Ten days after 3 July is Friday 13 July.
  CHECK(due(story, Rule::decision) == at("2029-07-13T21:00:00Z"));
  CHECK(story.file.state == State::processing);
}

TEST_CASE("a question makes the decision begin anew where the procedure says so") {
  auto story = story::processing();
  story.rules.information_clock = InformationClock::restart;
  story.then(ClockExtended{Rule::decision, std::nullopt, "a hard case"}, Role::assessor);
  story.then(InformationAsked{{"/purpose"}, "please say more"}, Role::assessor);
  story.now = at("2029-04-20T08:00:00Z");
  story.then<EventKind::information_given>(Role::applicant);
  // Six months from 20 April: Saturday 20 October, so Monday 22 October.
  CHECK(due(story, Rule::decision) == at("2029-10-22T21:00:00Z"));
  check_refused(story.attempt(ClockExtended{Rule::decision, std::nullopt, "again"}, Role::assessor),
                Refusal::already_extended);
}

TEST_CASE("four weeks without an answer close the file") {
  auto story =
      story::pre_screening().then(InformationAsked{{}, "please say more"}, Role::desk_officer);
  // Four weeks from Tuesday 3 April: Tuesday 1 May is a holiday, so Wednesday 2 May.
  const auto limit = at("2029-05-02T21:00:00Z");
  CHECK(due(story, Rule::information) == limit);
  const TimePassed passed{Rule::information, std::nullopt};
  story.now = limit - std::chrono::milliseconds(1);
  CHECK(!lapsed(story.file, story.rules, story::finland(), story.now));
  check_refused(story.attempt(passed, Role::system), Refusal::too_early);
  CHECK(story.attempt(Plain<EventKind::information_given>{}, Role::applicant).has_value());
  story.now = limit;
  check_refused(story.attempt(Plain<EventKind::information_given>{}, Role::applicant),
                Refusal::too_late);
  const auto lapse = lapsed(story.file, story.rules, story::finland(), story.now);
  REQUIRE(lapse);
  CHECK(lapse->since == limit);
  CHECK(lapse->event == What(passed));
  story.then(lapse->event, Role::system);
  CHECK(story.file.state == State::closed_incomplete);
  CHECK(!lapsed(story.file, story.rules, story::finland(), story.now));
}

TEST_CASE("the silence of a committee is a favourable opinion where the country says so") {
  auto story = story::processing().then(OpinionAsked{story::kOpinion}, Role::assessor);
  // One month: Thursday 3 May. The chair adds one: Sunday 3 June, so Monday 4 June.
  const auto first = open_clock(story.clocks(), Rule::step, story::kOpinion)->due;
  CHECK(first == at("2029-05-03T21:00:00Z"));
  story.then(ClockExtended{Rule::step, story::kOpinion, "holidays"}, Role::opinion_maker);
  story.now = first;
  CHECK(!lapsed(story.file, story.rules, story::finland(), story.now));
  story.now = at("2029-06-04T21:00:00Z");
  check_refused(story.attempt(OpinionGiven{story::kOpinion, Opinion::reserved, "late", {}},
                              Role::opinion_maker),
                Refusal::too_late);
  const auto lapse = lapsed(story.file, story.rules, story::finland(), story.now);
  REQUIRE(lapse);
  story.then(lapse->event, Role::system);
  CHECK(is_done(*story.rules.find(story::kOpinion), story.file, story.rules));
}

TEST_CASE("a body whose silence says nothing is waited for, however late") {
  auto story = story::processing().then(OpinionAsked{story::kFeasibility}, Role::assessor);
  story.wait(std::chrono::hours(24 * 1000));
  CHECK(!lapsed(story.file, story.rules, story::finland(), story.now));
}

TEST_CASE("28 days without acceptance withdraw the application") {
  auto story = story::ready().then(story::grant(), Role::decider);
  const auto limit = due(story, Rule::acceptance);
  // Decided on Wednesday 4 April 2029 in Helsinki; 28 days later is Wednesday 2 May.
  CHECK(limit == at("2029-05-02T21:00:00Z"));
  story.now = limit;
  check_refused(story.attempt(Plain<EventKind::accepted>{}, Role::applicant), Refusal::too_late);
  story.then(TimePassed{Rule::acceptance, std::nullopt}, Role::system);
  CHECK(story.file.state == State::withdrawn);
  for (const auto& clock : story.clocks()) CHECK(!clock.is_open());
}

TEST_CASE("a trusted holder has two months, and the body two more") {
  auto story = story::processing().then(ForwardedToTrustedHolder{"registry"}, Role::desk_officer);
  // Two months end on Sunday 3 June, so on Monday 4 June.
  CHECK(due(story, Rule::holder_proposal) == at("2029-06-04T21:00:00Z"));
  CHECK(open_clock(story.clocks(), Rule::decision) == nullptr);
  story.now = at("2029-05-10T08:00:00Z");
  story.then(HolderProposed{Proposal::grant, "fits"}, Role::holder);
  CHECK(due(story, Rule::decision_on_proposal) == at("2029-07-10T21:00:00Z"));
}

TEST_CASE("a clock that was met late stays missed") {
  auto story = story::processing();
  story.now = at("2029-07-03T21:00:00Z");
  CHECK(clock_of(story.clocks(), Rule::decision).standing(story.now) == ClockStanding::missed);
  story.then(story::refusal(), Role::decider);
  bool is_seen = false;
  for (const auto& clock : story.clocks()) {
    if (clock.rule != Rule::decision) continue;
    is_seen = true;
    CHECK(clock.met_at == at("2029-07-03T21:00:00Z"));
    CHECK(clock.standing(story.now) == ClockStanding::missed);
  }
  CHECK(is_seen);
}

TEST_CASE("holder, preparation, deletion and results follow each other") {
  auto story = story::granted();
  story.now = at("2029-05-02T08:00:00Z");
  story.then<EventKind::data_requested>(Role::data_preparer);
  CHECK(due(story, Rule::holder_delivery) == at("2029-08-02T21:00:00Z"));
  story.then(ClockExtended{Rule::holder_delivery, std::nullopt, "old archive"}, Role::decider);
  CHECK(due(story, Rule::holder_delivery) == at("2029-11-02T22:00:00Z"));  // winter time
  story.now = at("2029-08-01T08:00:00Z");
  story.then(DataReceived{"registry"}, Role::data_preparer);
  CHECK(due(story, Rule::preparation) == at("2029-10-01T21:00:00Z"));
  story.then<EventKind::data_available>(Role::data_preparer)
      .then<EventKind::used>(Role::output_checker);
  story.now = at("2031-01-01T00:00:00Z");
  story.then<EventKind::expired>(Role::system);
  CHECK(due(story, Rule::deletion) == at("2031-07-01T21:00:00Z"));
  CHECK(due(story, Rule::results) == at("2032-07-01T21:00:00Z"));
}

TEST_CASE("the clocks of a day in the past know nothing of what came later") {
  const auto story = story::processing();
  const auto before =
      clocks_at(story.file, story.rules, story::finland(), story.file.events.front().at);
  REQUIRE(before.size() == 1);
  CHECK(before.front().rule == Rule::taking_up);
  CHECK(before.front().is_open());
}

}  // namespace passerelle::procedure
