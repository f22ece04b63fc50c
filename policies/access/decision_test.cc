#include "policies/access/decision.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "policies/access/sample_test.h"

using namespace passerelle;
using namespace passerelle::access;

namespace {

Decision refuse(std::string reason) {
  Decision decision = sample::grant();
  decision.outcome = Outcome::refuse;
  decision.reason = std::move(reason);
  return decision;
}

std::string refusal(const Decision& decision) {
  const auto decided = decide(sample::finnish_case(), decision);
  return decided ? "accepted" : decided.error().name();
}

}  // namespace

TEST_CASE("a case holds the part of its own node only") {
  const auto one = sample::finnish_case();
  CHECK(one.state == CaseState::submitted);
  REQUIRE(one.application.datasets.size() == 1);
  CHECK(one.application.datasets[0].node == NodeId("fi"));

  const auto none = open_case(sample::application(), NodeId("de"), Instant{});
  REQUIRE(!none);
  CHECK(none.error().name() == "application.not_concerned");
}

TEST_CASE("a grant and a reasoned refusal close a case") {
  const auto granted = decide(sample::finnish_case(), sample::grant());
  REQUIRE(granted);
  CHECK(granted->state == CaseState::granted);
  CHECK(granted->since == sample::grant().at);

  const auto refused = decide(sample::finnish_case(), refuse("The data are not needed."));
  REQUIRE(refused);
  CHECK(refused->state == CaseState::refused);
  CHECK(refused->decision->reason == "The data are not needed.");
}

TEST_CASE("a refusal without a reason is refused") {
  CHECK(refusal(refuse("")) == "case.reason_missing");
  CHECK(refusal(refuse(" \n")) == "case.reason_missing");
}

TEST_CASE("a closed case takes no other event") {
  const auto granted = decide(sample::finnish_case(), sample::grant()).value();
  const auto again = decide(granted, refuse("Second thoughts."));
  REQUIRE(!again);
  CHECK(again.error().name() == "case.already_closed");
  CHECK(withdraw(granted, Instant{}).error().name() == "case.already_closed");

  const auto withdrawn =
      withdraw(sample::finnish_case(), sample::at("2026-11-30T00:00:00Z")).value();
  CHECK(withdrawn.state == CaseState::withdrawn);
  CHECK(decide(withdrawn, sample::grant()).error().name() == "case.already_closed");
}

TEST_CASE("nobody decides on an application in which they take part") {
  // The node that holds the data is here also the one that asks.
  Json draft = sample::draft();
  draft["datasets"][0]["node"] = "fr";
  draft["peers"][0] = "fr";
  draft["countries"]["FI"]["nodes"][0] = "fr";
  const auto one = open_case(sample::from(draft).value(), NodeId("fr"), Instant{}).value();
  Decision decision = sample::grant();
  for (const char* own : {"marie", "paul", "claire", ""}) {
    decision.decider = UserName(own);
    const auto decided = decide(one, decision);
    REQUIRE(!decided);
    CHECK(decided.error().name() == "case.conflict_of_interest");
  }
  decision.decider = UserName("jeanne");
  CHECK(decide(one, decision));
}

TEST_CASE("an account of the same name at another node is another person") {
  Decision decision = sample::grant();
  decision.decider = UserName("marie");
  CHECK(refusal(decision) == "accepted");
}

TEST_CASE("a decision on another application is refused") {
  Decision decision = sample::grant();
  decision.application = ApplicationId("fr-2026-0002");
  CHECK(refusal(decision) == "case.other_application");
}

TEST_CASE("a condition is stricter than what was asked, or refused") {
  Decision decision = sample::grant();
  decision.conditions.runs_max = 21;
  CHECK(refusal(decision) == "case.looser_than_asked");
  decision.conditions.runs_max = 0;
  CHECK(refusal(decision) == "case.bad_condition");
  decision.conditions.runs_max = 20;
  CHECK(refusal(decision) == "accepted");

  decision.conditions.valid_until = sample::at("2029-01-01T00:00:00.001Z");
  CHECK(refusal(decision) == "case.looser_than_asked");
  decision.conditions.valid_until = sample::at("2027-01-01T00:00:00Z");
  CHECK(refusal(decision) == "case.bad_condition");
  decision.conditions.valid_until = sample::at("2028-01-01T00:00:00Z");
  CHECK(refusal(decision) == "accepted");

  decision.conditions.min_cell = 1;
  CHECK(refusal(decision) == "case.bad_condition");
  decision.conditions.min_cell = 15;
  CHECK(refusal(decision) == "accepted");
}

TEST_CASE("a decision and a case are the same after a journey as JSON") {
  Decision decision = sample::grant();
  decision.reason = "Necessary and proportionate.";
  decision.conditions = {
      15, 3, sample::at("2028-01-01T00:00:00Z"), Review::human, {"No transfer."}};
  REQUIRE(decision_from_json(to_json(decision)));
  CHECK(*decision_from_json(to_json(decision)) == decision);
  CHECK(digest(decision) != digest(sample::grant()));

  const auto open = sample::finnish_case();
  for (const auto& one : {open, decide(open, decision).value(), decide(open, refuse("No.")).value(),
                          withdraw(open, sample::at("2026-11-30T00:00:00Z")).value()}) {
    const auto back = case_from_json(to_json(one));
    REQUIRE(back);
    CHECK(*back == one);
  }
}

TEST_CASE("a stored case whose state its decision does not give is refused") {
  Json stored = to_json(decide(sample::finnish_case(), refuse("No.")).value());
  stored["state"] = "granted";
  CHECK(!case_from_json(stored));
  stored["state"] = "submitted";
  CHECK(!case_from_json(stored));
  stored["state"] = "refused";
  CHECK(case_from_json(stored));
  stored["decision"]["reason"] = nullptr;
  CHECK(case_from_json(stored).error().name() == "case.reason_missing");
}

TEST_CASE("an unknown field of a decision is refused with its path") {
  Json decision = to_json(sample::grant());
  decision["conditions"]["colour"] = "blue";
  const auto read = decision_from_json(decision);
  REQUIRE(!read);
  CHECK(read.error().detail.starts_with("/conditions/colour"));
}
