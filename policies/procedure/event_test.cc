#include "policies/procedure/event.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "policies/procedure/story_test.h"

namespace passerelle::procedure {
namespace {

// An event of that kind with something in every field that may stand.
CaseEvent filled(EventKind kind) {
  CaseEvent event{
      EventId("e1"), story::at("2029-04-03T08:00:00Z"), {"anna", Role::assessor}, blank(kind)};
  std::visit(
      [](auto& what) {
        if constexpr (requires { what.reason; }) what.reason = "why";
        if constexpr (requires { what.step; }) what.step = StepId("opinion");
        if constexpr (requires { what.permit; }) what.permit = PermitId("p1");
        if constexpr (requires { what.digest; }) what.digest = story::kDigest;
        if constexpr (requires { what.evidence; }) what.evidence = story::kDigest;
        if constexpr (requires { what.application; }) what.application = ApplicationId("a1");
        if constexpr (requires { what.holders; }) what.holders = {"registry"};
        if constexpr (requires { what.holder; }) what.holder = "registry";
        if constexpr (requires { what.comment; }) what.comment = "please say more";
        if constexpr (requires { what.fields; }) what.fields = {"/purpose"};
        if constexpr (requires { what.person; }) what.person = "bert";
        if constexpr (requires { what.link; }) what.link = "https://example.org/results";
        if constexpr (requires { what.currency; }) what.currency = "EUR";
        if constexpr (requires { what.valid_until; }) {
          what.valid_until = story::at("2031-01-01T00:00:00Z");
        }
      },
      event.what);
  return event;
}

}  // namespace

TEST_CASE("every kind of event is the same after a journey as JSON") {
  for (std::size_t i = 0; i < kEventKinds; ++i) {
    const auto kind = static_cast<EventKind>(i);
    CAPTURE(code(kind));
    const auto event = filled(kind);
    CHECK(kind_of(event.what) == kind);
    CHECK(to_json(event)["what"] == std::string(code(kind)));
    const auto again = event_from_json(to_json(event));
    REQUIRE_MESSAGE(again, story::why(again));
    CHECK(*again == event);
  }
}

TEST_CASE("every kind of event refuses a field it does not have, with its path") {
  for (std::size_t i = 0; i < kEventKinds; ++i) {
    auto json = to_json(filled(static_cast<EventKind>(i)));
    json["colour"] = "red";
    const auto read = event_from_json(json);
    REQUIRE(!read);
    CHECK(read.error().detail.find("/colour") != std::string::npos);
  }
}

TEST_CASE("what is missing or misspelt in an event is refused with its path") {
  const std::pair<const char*, Json> wrong[] = {{"/passerelle", "case_event/2"},
                                                {"/what", "granted"},
                                                {"/at", "yesterday"},
                                                {"/actor/role", "king"},
                                                {"/actor/age", 7},
                                                {"/actor/name", ""},
                                                {"/id", "two words"},
                                                {"/digest", "9f86"},
                                                {"/outcome", "Granted"},
                                                {"/permit", "p 1"},
                                                {"/valid_until", "never"}};
  for (const auto& [path, value] : wrong) {
    CAPTURE(path);
    auto json = to_json(filled(EventKind::decision_signed));
    json[Json::json_pointer(path)] = value;
    const auto read = event_from_json(json);
    REQUIRE(!read);
    CHECK(read.error().code == make_error_code(BaseError::malformed));
    CHECK(read.error().detail.find(path) == 0);
  }
}

TEST_CASE("a fee is no negative amount") {
  auto json = to_json(filled(EventKind::fee_estimated));
  json["cents"] = -1;
  CHECK(!event_from_json(json));
}

}  // namespace passerelle::procedure
