#include "policies/procedure/case_view.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/base/format_examples_test.h"

namespace passerelle::procedure {
namespace {

// The third example of FORMAT.md; format_test.cc has the others.
Json example_view() {
  const auto text = format_examples("policies/procedure").at(2);
  auto json = parse_json(text);
  REQUIRE(json);
  CHECK(canonical_text(*json) == text);
  return *json;
}

std::string refusal(const Json& value) {
  const auto read = case_view_from_json(value);
  REQUIRE(!read);
  return read.error().detail;
}

TEST_CASE("the example of FORMAT.md is a view, byte for byte") {
  const auto view = case_view_from_json(example_view());
  REQUIRE(view);
  CHECK(view->application == ApplicationId("fr-2026-0001"));
  CHECK(view->node == NodeId("fi"));
  CHECK(view->sequence == 4);
  CHECK(view->state == CaseState::awaiting_additional_information);
  CHECK(view->decision.empty());
  CHECK(view->permit.empty());
}

TEST_CASE("signed documents in a view are kept as they came") {
  auto json = example_view();
  json["permit"] = {{"z", 1}, {"a", "é"}};
  const auto view = case_view_from_json(json);
  REQUIRE(view);
  CHECK(view->permit == R"({"a":"é","z":1})");
  CHECK(view->change.empty());
  json["change"] = json["permit"];
  CHECK(case_view_from_json(json).value().change == view->permit);
  json["change"] = "none";
  CHECK(refusal(json).starts_with("/change: "));
}

TEST_CASE("what was asked of a title is an object of times") {
  auto json = example_view();
  json["changes_asked"] = {{"renewal", "2026-12-01T10:00:00.000Z"}};
  CHECK(case_view_from_json(json));
  json["changes_asked"] = "renewal";
  CHECK(refusal(json).starts_with("/changes_asked: "));
}

TEST_CASE("the state of a permit is one of the closed list") {
  auto json = example_view();
  json["permit_state"] = {
      {"state", "revoked"}, {"reason", "misuse"}, {"since", "2026-12-01T10:00:00.000Z"}};
  const auto view = case_view_from_json(json);
  REQUIRE(view);
  REQUIRE(view->permit_state);
  CHECK(view->permit_state->state == access::PermitState::revoked);
  CHECK(view->permit_state->reason == "misuse");
  json["permit_state"]["state"] = "fine";
  CHECK(refusal(json).starts_with("/permit_state/state: "));
}

TEST_CASE("an unknown field of a view or of a clock is refused with its path") {
  auto json = example_view();
  json["internal_note"] = "x";
  CHECK(refusal(json) == "/internal_note: unknown field");
  json = example_view();
  json["clocks"][0]["secret"] = true;
  CHECK(refusal(json) == "/clocks/0/secret: unknown field");
}

TEST_CASE("a state, rule or sequence that cannot be is refused") {
  auto json = example_view();
  json["state"] = "pondering";
  CHECK(refusal(json).starts_with("/state: "));
  json = example_view();
  json["clocks"][0]["rule"] = "lunch";
  CHECK(refusal(json).starts_with("/clocks/0/rule: "));
  json = example_view();
  json["sequence"] = -1;
  CHECK(refusal(json).starts_with("/sequence: "));
  json = example_view();
  json["passerelle"] = "case_view/2";
  CHECK(refusal(json).starts_with("/passerelle: "));
  json = example_view();
  json["permit_state"] = {{"state", "revoked"}};
  CHECK(refusal(json).starts_with("/permit_state/since: "));
}

}  // namespace
}  // namespace passerelle::procedure
