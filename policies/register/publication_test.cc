#include "policies/register/publication.h"

#include <doctest/doctest.h>

#include "policies/procedure/sample_test.h"

namespace passerelle::public_register {
namespace {

using namespace procedure;
using procedure::sample::at;
using procedure::sample::plain;
using procedure::sample::Story;

std::vector<PublicationRecord> of(const Story& story) {
  return publications(story.file(), story.procedure(), story.now());
}

// The record of a rule; the last one where there are several.
PublicationRecord record(const Story& story, Publication rule) {
  std::optional<PublicationRecord> found;
  for (const auto& one : of(story)) {
    if (one.rule == rule) found = one;
  }
  REQUIRE(found);
  return *found;
}

TEST_CASE("an application is due two working days after it came, and late from then on") {
  Story story(plain());
  // Friday 4 December 2026; in Finland Sunday the 6th is Independence Day. Monday the 7th is the
  // first working day, Tuesday the 8th the second; its end at Helsinki is 22:00 UTC.
  story.time("2026-12-04T10:00:00Z").submit();
  const auto waiting = record(story, Publication::application);
  CHECK(to_text(*waiting.due) == "2026-12-08T22:00:00.000Z");
  CHECK(!waiting.published);
  CHECK(!waiting.is_late);
  story.time("2026-12-08T22:00:00Z");
  CHECK(record(story, Publication::application).is_late);
}

TEST_CASE("a decision that was published late across holidays stays late") {
  Story story(plain());
  story.time("2026-11-30T10:00:00Z").complete().find();
  story.time("2026-12-01T10:00:00Z").decide(procedure::sample::refusal());
  // 2 to 4, 7 to 11, 14 to 18, 21 to 23 and 28 to 31 December are 20 working days (24 and 25 are
  // holidays); 4, 5, 7, 8 and 11 to 15 January are 29 (1 and 6 are holidays); Monday 18 January is
  // the 30th, and ends at 22:00 UTC.
  CHECK(to_text(*record(story, Publication::decision).due) == "2027-01-18T22:00:00.000Z");
  story.time("2027-01-18T21:59:00Z");
  CHECK(!record(story, Publication::decision).is_late);
  story.time("2027-01-19T10:00:00Z");
  CHECK(record(story, Publication::decision).is_late);
  story.tell(Role::publisher, Published{Publication::decision, "register/17"});
  const auto published = record(story, Publication::decision);
  CHECK(published.published == at("2027-01-19T10:00:00Z"));
  CHECK(published.is_late);
}

TEST_CASE("one publication of measures is of those before it, not of those after") {
  Story story(plain());
  story.complete().find().decide().accept();
  story.tell(Role::enforcement_officer, Suspended{"Data were copied."});
  story.tell(Role::publisher, Published{Publication::measure, "register/17"});
  story.tell(Role::enforcement_officer, Resumed{"They were not."});
  story.tell(Role::enforcement_officer, Suspended{"They were."});
  std::vector<bool> published;
  for (const auto& one : of(story)) {
    if (one.rule != Publication::measure) continue;
    CHECK(!one.due);
    published.push_back(one.published.has_value());
  }
  CHECK(published == std::vector{true, false});
}

TEST_CASE("what waits to be published is named once per rule") {
  Story story(plain());
  story.complete().find().decide(procedure::sample::refusal());
  CHECK(unpublished(story.file(), plain(), story.now()) ==
        std::vector{Publication::application, Publication::decision});
  story.tell(Role::system, Published{Publication::application, "register/17"});
  CHECK(unpublished(story.file(), plain(), story.now()) == std::vector{Publication::decision});
}

TEST_CASE("a decision that was overturned before it was published is still to be published") {
  Story story(plain());
  story.complete().find().decide(procedure::sample::refusal());
  story.tell(Role::applicant, Appealed{"The purpose is met."});
  story.tell(Role::desk_officer,
             AppealDecided{AppealOutcome::overturned, "A-1", procedure::sample::kDocument});
  CHECK(!record(story, Publication::decision).published);
  CHECK(unpublished(story.file(), plain(), story.now()) ==
        std::vector{Publication::application, Publication::decision});
  story.tell(Role::system, Published{Publication::decision, "register/17"});
  CHECK(record(story, Publication::decision).published);
}

}  // namespace
}  // namespace passerelle::public_register
