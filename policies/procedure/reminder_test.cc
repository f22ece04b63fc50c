#include "policies/procedure/reminder.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/base/format_examples_test.h"
#include "policies/procedure/sample_test.h"

namespace passerelle::procedure {
namespace {

using sample::at;
using sample::plain;
using sample::Story;
using std::chrono::days;

const std::vector<days> kDistances{days(7), days(30)};

std::optional<Reminder> reminder(const Story& story, ClockRule rule, Instant now) {
  const auto found = reminders_at(story.file(), story.procedure(), kDistances, now);
  const auto one = std::ranges::find(found, rule, &Reminder::rule);
  return one == found.end() ? std::nullopt : std::optional(*one);
}

// The body's decision is due at the end of 1 September 2026.
Story complete() {
  Story story(plain());
  return story.time(at("2026-06-01T10:00:00Z") - std::chrono::minutes(2)).complete();
}
const Instant kDue = at("2026-09-01T21:00:00Z");

// A title that ends with 31 May 2032.
Story with_title() {
  Story story(plain());
  return story.complete().find().decide().accept().tell(Role::system, DataAvailable{""}).use();
}

TEST_CASE("whoever is waited for is reminded at each distance, and once when the time is over") {
  const auto story = complete();
  const auto moment = std::chrono::milliseconds(1);
  CHECK(!reminder(story, ClockRule::decision, kDue - days(30) - moment));
  auto given = reminder(story, ClockRule::decision, kDue - days(30));
  REQUIRE(given);
  CHECK(given->whom == Role::decider);
  CHECK(given->due == kDue);
  CHECK(given->before == days(30));
  CHECK(reminder(story, ClockRule::decision, kDue - days(7) - moment)->before == days(30));
  CHECK(reminder(story, ClockRule::decision, kDue - days(7))->before == days(7));
  given = reminder(story, ClockRule::decision, kDue + days(100));
  REQUIRE(given);
  CHECK(!given->before);
  CHECK(given->at == kDue);
}

TEST_CASE("the same case at the same time gives the same reminders") {
  const auto story = complete();
  const auto now = kDue - days(5);
  CHECK(reminders_at(story.file(), plain(), kDistances, now) ==
        reminders_at(story.file(), plain(), {days(30), days(7)}, now));
}

TEST_CASE("a limit that is shorter than a distance is not announced from before it began") {
  Story story(plain());
  story.submit();
  // The register shows an application within two working days.
  CHECK(!reminder(story, ClockRule::application_publication, story.now()));
  const auto late = reminder(story, ClockRule::application_publication, story.now() + days(9));
  REQUIRE(late);
  CHECK(!late->before);
}

TEST_CASE("a clock that stands still or has ended reminds nobody") {
  auto story = complete();
  story.time("2026-08-20T10:00:00Z").ask();
  CHECK(!reminder(story, ClockRule::decision, at("2026-08-28T10:00:00Z")));
  story.time("2026-08-28T10:00:00Z").answer();
  CHECK(reminder(story, ClockRule::decision, story.now()));
  story.decide(sample::refusal());
  CHECK(!reminder(story, ClockRule::decision, story.now()));
}

TEST_CASE("the applicant is reminded of the end of the title before it, and not after") {
  const auto story = with_title();
  const auto end = at("2032-06-01T00:00:00Z");
  const auto given = reminder(story, ClockRule::title_end, end - days(30));
  REQUIRE(given);
  CHECK(given->whom == Role::applicant);
  CHECK(given->before == days(30));
  CHECK(reminder(story, ClockRule::title_end, end)->before == days(7));
}

TEST_CASE("after the title the deletion and the results are looked for") {
  auto story = with_title();
  story.pass(at("2032-07-01T00:00:00Z"));
  const auto deletion = reminder(story, ClockRule::deletion, at("2032-11-10T00:00:00Z"));
  REQUIRE(deletion);
  CHECK(deletion->before == days(30));
  const auto results = reminder(story, ClockRule::results, at("2033-12-02T00:00:00Z"));
  REQUIRE(results);
  CHECK(results->whom == Role::applicant);
  CHECK(!results->before);
}

TEST_CASE("the next reminder is the earliest that is still to come") {
  const auto story = complete();
  auto later = story;
  later.tell(Role::publisher, Published{Publication::application, "r"});
  const auto next = [&](Instant now) {
    return next_reminder(later.file(), plain(), kDistances, now);
  };
  CHECK(next(kDue - days(31)) == kDue - days(30));
  CHECK(next(kDue - days(30)) == kDue - days(7));
  CHECK(next(kDue - days(7)) == kDue);
  CHECK(!next(kDue));
}

TEST_CASE("the example of FORMAT.md is a reminder, and what is not as it says is refused") {
  const auto text = format_examples("policies/procedure").at(3);
  const auto json = parse_json(text);
  REQUIRE(json);
  const auto read = duty_reminder_from_json(*json);
  REQUIRE(read);
  CHECK(read->before == days(30));
  CHECK(canonical_text(to_json(*read)) == text);
  const auto refusal = [&](const char* name, const Json& value) {
    auto changed = *json;
    changed[name] = value;
    const auto refused = duty_reminder_from_json(changed);
    return refused ? std::string() : refused.error().detail;
  };
  CHECK(refusal("gossip", 1) == "/gossip: unknown field");
  CHECK(refusal("passerelle", "case_view/1").starts_with("/passerelle: "));
  CHECK(refusal("rule", "lunch").starts_with("/rule: "));
  CHECK(refusal("due", "soon").starts_with("/due: "));
  CHECK(refusal("days_before", 0).starts_with("/days_before: "));
  CHECK(refusal("days_before", 367).starts_with("/days_before: "));
}

}  // namespace
}  // namespace passerelle::procedure
