#include "policies/access/decision.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "policies/access/sample_test.h"

using namespace passerelle;
using namespace passerelle::access;

namespace {

Decision refuse(std::string reason) {
  Decision decision = sample::grant();
  decision.outcome = Outcome::refused;
  decision.reason = std::move(reason);
  return decision;
}

std::string refused_decision(const Decision& decision) {
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
  CHECK(refused_decision(refuse("")) == "case.reason_missing");
  CHECK(refused_decision(refuse(" \n")) == "case.reason_missing");
}

TEST_CASE("a closed case takes no other event") {
  const auto granted = decide(sample::finnish_case(), sample::grant()).value();
  const auto again = decide(granted, refuse("Second thoughts."));
  REQUIRE(!again);
  CHECK(again.error().name() == "case.already_closed");
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
  CHECK(refused_decision(decision) == "accepted");
}

TEST_CASE("a decision on another application is refused") {
  Decision decision = sample::grant();
  decision.application = ApplicationId("fr-2026-0002");
  CHECK(refused_decision(decision) == "case.other_application");
}

TEST_CASE("an exception from the opt-out is for a public mandate and a purpose of its ground") {
  const auto decided = [](const char* purpose, bool is_public, privacy::Ground ground) {
    Json draft = sample::draft();
    draft["purpose"] = purpose;
    draft["applicant"]["public_body"] = is_public;
    const auto one = open_case(sample::from(draft).value(), NodeId("fi"), Instant{}).value();
    Decision decision = sample::grant();
    decision.opt_out_exception =
        privacy::Exception{ground, "Act 552/2019, section 35", "There is no other source."};
    const auto closed = decide(one, decision);
    if (!closed) return closed.error().name();
    CHECK(decision_from_json(to_json(decision)).value() == decision);
    return std::string("accepted");
  };
  using privacy::Ground;
  CHECK(decided("53-1-e-i", true, Ground::important_research) == "accepted");
  CHECK(decided("53-1-a", true, Ground::public_purposes) == "accepted");
  CHECK(decided("53-1-e-i", false, Ground::important_research) == "case.no_exception");
  CHECK(decided("53-1-e-i", true, Ground::public_purposes) == "case.no_exception");
  CHECK(decided("53-1-d", true, Ground::important_research) == "case.no_exception");
}

TEST_CASE("the exception of a decision stands in the permit, and only there") {
  Json draft = sample::draft();
  draft["applicant"]["public_body"] = true;
  const auto one = open_case(sample::from(draft).value(), NodeId("fi"), Instant{}).value();
  Decision decision = sample::grant();
  const auto issued = [&] {
    return issue(decide(one, decision).value(), {NodeId("fi"), "Findata", 5, "FI"},
                 PermitId("fi-1"))
        .value();
  };
  CHECK_FALSE(issued().opt_out.exception.has_value());
  decision.opt_out_exception =
      privacy::Exception{privacy::Ground::important_research, "Act 552/2019", "No other source."};
  CHECK(issued().opt_out.exception == decision.opt_out_exception);
  CHECK(permit_from_json(to_json(issued())).value() == issued());
}

TEST_CASE("a grant allows no linkage that was not asked for") {
  Decision decision = sample::grant();
  decision.granted.linkage = {{sample::kFinnish}};
  CHECK(refused_decision(decision) == "accepted");
  decision.granted.linkage = {{sample::kDanish}};
  CHECK(refused_decision(decision) == "case.looser_than_asked");
}

TEST_CASE("a grant of all datasets but not of their linkage is a partial one") {
  Decision decision = sample::partial_grant();
  PermittedDataset all;
  all.id = sample::kFinnish;
  all.variables = {"id", "rx", "status", "time"};
  decision.granted = {};
  decision.granted.datasets = {{all}};
  CHECK(refused_decision(decision) == "accepted");
  decision.granted.linkage = {{sample::kFinnish}};
  CHECK(refused_decision(decision) == "case.bad_outcome");
  // All datasets, and a list of linkage that is empty.
  decision.granted = {};
  decision.granted.linkage.emplace();
  CHECK(refused_decision(decision) == "accepted");
  CHECK(sample::permit(decision).linkage.empty());
  decision = sample::grant();
  decision.granted.linkage.emplace();
  CHECK(refused_decision(decision) == "case.bad_outcome");
}

TEST_CASE("a condition is stricter than what was asked, or refused") {
  Decision decision = sample::grant();
  decision.conditions.runs_max = 21;
  CHECK(refused_decision(decision) == "case.looser_than_asked");
  decision.conditions.runs_max = 0;
  CHECK(refused_decision(decision) == "case.bad_condition");
  decision.conditions.runs_max = 20;
  CHECK(refused_decision(decision) == "accepted");

  decision.conditions.valid_until = sample::at("2029-01-01T00:00:00.001Z");
  CHECK(refused_decision(decision) == "case.looser_than_asked");
  decision.conditions.valid_until = sample::at("2027-01-01T00:00:00Z");
  CHECK(refused_decision(decision) == "case.bad_condition");
  decision.conditions.valid_until = sample::at("2028-01-01T00:00:00Z");
  CHECK(refused_decision(decision) == "accepted");

  decision.conditions.min_cell = 1;
  CHECK(refused_decision(decision) == "case.bad_condition");
  decision.conditions.min_cell = 15;
  CHECK(refused_decision(decision) == "accepted");
}

TEST_CASE("a decision is the same after a journey as JSON") {
  const Decision decision = sample::partial_grant();
  REQUIRE(decision_from_json(to_json(decision)));
  CHECK(*decision_from_json(to_json(decision)) == decision);
  CHECK(digest(decision) != digest(sample::grant()));
}

TEST_CASE("an unknown field of a decision is refused with its path") {
  Json decision = to_json(sample::grant());
  decision["conditions"]["colour"] = "blue";
  const auto read = decision_from_json(decision);
  REQUIRE(!read);
  CHECK(read.error().detail.starts_with("/conditions/colour"));
}

TEST_CASE("a grant gives everything that was asked for, a partial grant less and says why") {
  Decision decision = sample::partial_grant();
  CHECK(refused_decision(decision) == "accepted");
  decision.reason = " ";
  CHECK(refused_decision(decision) == "case.reason_missing");
  decision.reason = "Not needed.";
  decision.outcome = Outcome::granted;
  CHECK(refused_decision(decision) == "case.bad_outcome");

  decision.outcome = Outcome::partially_granted;
  auto& dataset = decision.granted.datasets->front();
  dataset = {sample::kFinnish, {"id", "rx", "status", "time"}, {}, {}, {}, {}, {}};
  CHECK(refused_decision(decision) == "case.bad_outcome");
  decision.outcome = Outcome::granted;
  CHECK(refused_decision(decision) == "accepted");
  // Fewer rows are less, too.
  dataset.row_filter = {R"({"eq":[{"column":"status"},1]})"};
  CHECK(refused_decision(decision) == "case.bad_outcome");
  decision.outcome = Outcome::partially_granted;
  CHECK(refused_decision(decision) == "accepted");
}

TEST_CASE("a decision gives no dataset and no variable that was not asked for") {
  Decision decision = sample::partial_grant();
  auto& dataset = decision.granted.datasets->front();
  dataset.variables.push_back("zip");
  CHECK(refused_decision(decision) == "case.looser_than_asked");
  dataset.variables.pop_back();
  dataset.id = sample::kDanish;
  CHECK(refused_decision(decision) == "case.looser_than_asked");
  dataset.id = sample::kFinnish;
  dataset.variables = {"time", "status", "id"};
  CHECK(refused_decision(decision) == "case.bad_condition");
  decision.granted.datasets->clear();
  CHECK(refused_decision(decision) == "case.bad_condition");
}

TEST_CASE("a number of zero is refused, since it would switch a rule off") {
  for (const auto member : {&Conditions::min_cell, &Conditions::runs_max, &Conditions::concurrency,
                            &Conditions::rounding}) {
    Decision decision = sample::grant();
    decision.conditions.*member = 0;
    CHECK(refused_decision(decision) == "case.bad_condition");
  }
  Json written = to_json(sample::partial_grant());
  written["conditions"]["dominance"]["percent"] = 0;
  CHECK(decision_from_json(written).error().detail.starts_with("/conditions/dominance/percent"));
  written["conditions"]["dominance"]["percent"] = 100;
  CHECK(decision_from_json(written).error().detail.starts_with("/conditions/dominance/percent"));
}

TEST_CASE("only an application for a data permit is answered as a request") {
  Decision decision = sample::grant();
  decision.outcome = Outcome::answered_as_request;
  CHECK(refused_decision(decision) == "case.bad_outcome");
  Json draft = sample::draft();
  draft["kind"] = "data_permit";
  const auto one = open_case(sample::from(draft).value(), NodeId("fi"), Instant{}).value();
  const auto decided = decide(one, decision);
  REQUIRE(decided);
  CHECK(decided->state == CaseState::granted);
}

TEST_CASE("a request is not answered with records, and pseudonymised records need a basis") {
  Decision decision = sample::grant();
  decision.granted.form = DataForm::pseudonymised;
  CHECK(refused_decision(decision) == "case.looser_than_asked");
  Json draft = sample::draft();
  draft["kind"] = "data_permit";
  const auto one = open_case(sample::from(draft).value(), NodeId("fi"), Instant{}).value();
  CHECK(decide(one, decision).error().name() == "case.bad_condition");
  decision.data_protection = sample::partial_grant().data_protection;
  CHECK(decide(one, decision));
  decision.outcome = Outcome::answered_as_request;
  CHECK(decide(one, decision).error().name() == "case.looser_than_asked");
}

TEST_CASE("an outcome in another spelling is no outcome") {
  for (const char* spelling : {"grant", "GRANTED", "Granted", "approved", "granted ", ""}) {
    Json written = to_json(sample::grant());
    written["outcome"] = spelling;
    CHECK(!decision_from_json(written));
  }
}

TEST_CASE("amounts and words outside the closed lists are refused with their path") {
  for (const auto& [pointer, value] : std::vector<std::pair<const char*, Json>>{
           {"/fees/body_cents", -1},
           {"/fees/body_cents", 1.5},
           {"/fees/currency", "euro"},
           {"/grounds/0", "68-1-z"},
           {"/conditions/assurance", "certain"},
           {"/conditions/items/0/code", "be_careful"},
           {"/conditions/pins/fr/0", "abc"},
           {"/data_protection/basis", "6-1-g"},
           {"/agreements/0/digest", "abc"},
           {"/duties/report_dates/0", "soon"},
           {"/granted/datasets/0/row_filter", {{"eq", {"status", 1}}}},
       }) {
    CAPTURE(pointer);
    Json written = to_json(sample::partial_grant());
    written[Json::json_pointer(pointer)] = value;
    const auto read = decision_from_json(written);
    REQUIRE(!read);
    const std::string path(pointer);
    CHECK(read.error().detail.starts_with(path.substr(0, path.find('/', 1))));
  }
}
