#include "policies/procedure/event.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "policies/procedure/sample_test.h"

namespace passerelle::procedure {
namespace {

Json example_event() {
  return Json::parse(R"({
    "passerelle": "case_event/1", "id": "e-7", "application": "fr-2026-0001",
    "at": "2026-06-01T08:00:00.000Z",
    "actor": {"role": "opinion_maker", "body": "committee", "person": "olga@fi"},
    "event": "opinion_given",
    "says": {"step": "committee", "opinion": "with_recommendations"}})");
}

std::string why(const Json& json) {
  const auto event = event_from_json(json);
  return event ? "read" : event.error().detail;
}

TEST_CASE("an event says when, who and what") {
  const auto event = event_from_json(example_event()).value();
  CHECK(event.type() == EventType::opinion_given);
  CHECK(event.actor == Actor{Role::opinion_maker, "committee", "olga@fi"});
  CHECK(std::get<OpinionGiven>(event.what) ==
        OpinionGiven{"committee", Opinion::with_recommendations, ""});
  CHECK(to_json(event) == example_event());
}

TEST_CASE("every kind of event is the same after a journey as JSON") {
  const auto story = sample::Story().screen().desk_asks().answer().evidence("licence");
  auto events = story.events();
  const auto more = sample::Story().granted().available().use().hear().events();
  events.insert(events.end(), more.begin(), more.end());
  const auto add = [&](EventContent what) {
    events.push_back(story.event(sample::actor(Role::system), std::move(what)));
  };
  add(ClockExtended{ClockRule::step, "committee", "Holidays.", sample::kDocument});
  add(ForwardedToTrustedHolder{"clinic"});
  add(HolderProposed{access::Outcome::partially_granted, sample::kDocument});
  add(FeeDeclined{"fee"});
  add(ConflictDeclared{"A cousin applies."});
  add(Declined{"Too dear."});
  add(Appealed{"The purpose is met."});
  add(AppealDecided{AppealOutcome::overturned, "C-1", sample::kDocument});
  add(ChangeAsked{access::TitleChange::renewal, "There is more to do.", ""});
  add(ChangeRefused{access::TitleChange::renewal, sample::kDocument, "It is enough."});
  add(Amended{sample::kDocument, "A person joins.", sample::title("fi-2"), {"ines@fr"}});
  add(Renewed{sample::kDocument, "There is more to do.", sample::title("fi-3")});
  add(Suspended{"Data were copied."});
  add(Resumed{"They were not."});
  add(Revoked{"Data were copied.", sample::kDocument});
  add(Excluded{"Data were copied.", sample::kDocument, sample::at("2029-01-01T00:00:00Z")});
  add(SignificantFindingReported{sample::kDocument});
  add(HolderInformed{"clinic"});
  add(DeletionCertified{sample::kDocument});
  add(ResultsPublished{"doi:10.1234/5"});
  add(ResultsPublished{"doi:10.1234/5", {{"en", "It helps."}, {"fr", "C’est utile."}}});
  add(Closed{"Nothing more will come."});
  add(Withdrawn{""});
  add(ComplaintFiled{"Nobody answers."});
  add(Published{Publication::decision, "register/17"});
  add(TimePassed{});
  EnumSet<EventType> seen;
  for (const auto& event : events) {
    seen.insert(event.type());
    const auto again = event_from_json(to_json(event));
    REQUIRE_MESSAGE(again, to_json(event).dump());
    CHECK(*again == event);
  }
  for (const auto type : all<EventType>()) CHECK_MESSAGE(seen.contains(type), code(type));
}

TEST_CASE("a field that nobody knows is refused with its path") {
  auto json = example_event();
  json["says"]["silent"] = true;
  CHECK(why(json) == "/says/silent: unknown field");
  json = example_event();
  json["actor"]["rank"] = "chair";
  CHECK(why(json) == "/actor/rank: unknown field");
}

TEST_CASE("a status is one of a closed list, spelt in one way") {
  auto json = example_event();
  json["says"]["opinion"] = "FAVOURABLE";
  CHECK(why(json) ==
        "/says/opinion: \"FAVOURABLE\" is none of: favourable, with_recommendations, reserved, "
        "unfavourable");
  json = example_event();
  json["event"] = "Opinion_Given";
  CHECK(why(json).starts_with("/event: \"Opinion_Given\" is none of: submitted, taken_up, "));
}

TEST_CASE("documents are digests, persons are accounts, ids are identifiers") {
  auto json = example_event();
  json["says"]["document"] = "opinion.pdf";
  CHECK(why(json) == "/says/document: a SHA-256 in hex is expected");
  json = example_event();
  json["actor"]["person"] = "olga";
  CHECK(why(json) == "/actor/person: an account such as \"marie@fr\" is expected");
  json = example_event();
  json["id"] = "e 7";
  CHECK(why(json) == "/id: an identifier of letters, digits and -._:/ is expected");
}

TEST_CASE("a time that no calendar knows is refused") {
  auto json = example_event();
  json["at"] = "1999-12-31T23:59:59Z";
  CHECK(why(json) == "/at: a year of 2000 to 2999 is expected");
}

TEST_CASE("a question names at least one field") {
  auto json = example_event();
  json["event"] = "information_asked";
  json["says"] = {{"fields", Json::array()}};
  CHECK(why(json) == "/says/fields: one at least is expected");
}

TEST_CASE("a text that nobody could read is refused") {
  auto json = example_event();
  json["event"] = "withdrawn";
  json["says"] = {{"reason", std::string(20'001, 'x')}};
  CHECK(why(json) == "/says/reason: is too long");
}

}  // namespace
}  // namespace passerelle::procedure
