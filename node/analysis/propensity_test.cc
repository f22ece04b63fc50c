// Weighting by the probability of an exposure against R (testdata/models.R, vectors of the shared
// data).
#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/study_sample_test.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {
namespace {

using Estimand = PropensityAnalysis::Estimand;

constexpr double kNormalQuantile = 1.959963984540054;

StudyPlan own_plan() {
  return plan_of({category("sex", {"0", "1"}), category("arm", {"p", "q", "r"}), number("age"),
                  category("event", {"0", "1"}), number("x"), number("flag")});
}

PropensityAnalysis weighting(Estimand estimand, std::optional<std::string> outcome = "event") {
  PropensityAnalysis propensity;
  propensity.model.outcome = "sex";
  propensity.model.terms = {"arm", "age"};
  propensity.estimand = estimand;
  propensity.outcome = std::move(outcome);
  return propensity;
}

Json own(PropensityAnalysis propensity, const Gate& gate = {}) {
  auto plan = own_plan();
  add(plan, "ps", std::move(propensity));
  const auto nodes = by_node(plan, read_csv(testdata("survival.csv")));
  return answer_in(pooled_answer(plan, run(plan, nodes, gate)), "ps");
}

void check_interval(const Json& ours, double estimate, double error, bool is_ratio) {
  const double width = kNormalQuantile * error;
  const double low = is_ratio ? estimate * std::exp(-width) : estimate - width;
  const double high = is_ratio ? estimate * std::exp(width) : estimate + width;
  CHECK(is_close(ours["estimate"], estimate, 1e-10, 0.1));
  CHECK(is_close(ours["conf_low"], low, 1e-9, 0.1));
  CHECK(is_close(ours["conf_high"], high, 1e-9, 0.1));
}

void check_weighting(const Json& pooled, const Json& r) {
  CHECK(is_close(pooled["weights"]["treated"]["sum"], r["sum"][0]));
  CHECK(is_close(pooled["weights"]["control"]["sum"], r["sum"][1]));
  CHECK(is_close(pooled["weights"]["treated"]["effective_sample_size"], r["effective"][0]));
  CHECK(is_close(pooled["weights"]["control"]["effective_sample_size"], r["effective"][1]));
  const char* const names[] = {"armq", "armr", "age"};
  for (std::size_t j = 0; j < 3; ++j) {
    CHECK(is_close(pooled["balance"][names[j]]["before"], r["before"][j], 1e-10, 1));
    CHECK(is_close(pooled["balance"][names[j]]["after"], r["after"][j], 1e-10, 1));
  }
}

void check_risks(const Json& pooled, const Json& r) {
  check_weighting(pooled, r);
  const double p = r["treated"], q = r["control"];
  const auto& effect = pooled["effect"];
  CHECK(is_close(effect["risk_treated"], p));
  CHECK(is_close(effect["risk_control"], q));
  CHECK(is_close(effect["risk_difference"]["standard_error"], r["error"], 1e-9));
  check_interval(effect["risk_difference"], p - q, r["error"], false);
  check_interval(effect["risk_ratio"], p / q, r["log_ratio_error"], true);
  check_interval(effect["odds_ratio"], p / (1 - p) / (q / (1 - q)), r["log_odds_error"], true);
}

}  // namespace

TEST_CASE("weighted risks, their intervals and the balance are those of R's estimating equations") {
  const auto answer = own(weighting(Estimand::ate));
  CHECK(answer["status"] == "released");
  CHECK(answer["pooled"]["estimand"] == "ATE");
  CHECK(answer["pooled"]["treated"] == 91);
  CHECK(answer["pooled"]["control"] == 89);
  check_risks(answer["pooled"], model_reference("ate"));
  check_risks(own(weighting(Estimand::att))["pooled"], model_reference("att"));
}

TEST_CASE("probabilities near 0 and 1 are kept from them") {
  auto propensity = weighting(Estimand::ate);
  propensity.truncate = 0.45;
  check_risks(own(propensity)["pooled"], model_reference("truncated"));
}

TEST_CASE("an outcome that is a number has weighted means, also far from zero") {
  const auto r = model_reference("number");
  auto plan = own_plan();
  add(plan, "ps", weighting(Estimand::ate, "x"));
  for (const double offset : {0.0, std::ldexp(1.0, 40)}) {
    const Derive derive{{"x", [&](const Row& row) { return text_of(row.number("x") + offset); }}};
    const auto answer =
        answer_of(plan, by_node(plan, read_csv(testdata("survival.csv")), derive), "ps");
    const auto& effect = answer["pooled"]["effect"];
    check_weighting(answer["pooled"], r);
    CHECK(is_close(effect["mean_treated"].get<double>() - offset, r["treated"],
                   offset > 0 ? 1e-5 : 1e-10));
    check_interval(effect["mean_difference"],
                   r["treated"].get<double>() - r["control"].get<double>(), r["error"], false);
    CHECK_FALSE(effect.contains("risk_ratio"));
  }
}

TEST_CASE("each node tells the effect on its own rows, by the probabilities of the pooled model") {
  auto plan = own_plan();
  add(plan, "ps", weighting(Estimand::ate));
  plan.analyses.back().per_node = true;
  const auto nodes = by_node(plan, read_csv(testdata("survival.csv")));
  const auto answer = answer_in(pooled_answer(plan, run(plan, nodes)), "ps");
  check_risks(answer["pooled"], model_reference("ate"));
  const auto& own = answer["nodes"]["a"];
  check_risks(own, model_reference("at_a"));
  CHECK(own["n"].get<int>() == own["treated"].get<int>() + own["control"].get<int>());
  CHECK_FALSE(own.contains("model"));
  // Where one node withholds its sums nobody knows the error of the probabilities.
  const auto withholding = run(plan, nodes, [](const NodeId& node, StepOutput& output) {
    if (node.text() != "b") return;
    for (auto& [slot, sums] : output.partial.sums) {
      if (sums && std::holds_alternative<WeightedSums>(*sums)) sums.reset();
    }
  });
  const auto withheld = answer_in(pooled_answer(plan, withholding), "ps");
  CHECK(withheld["nodes"]["a"]["effect"].is_null());
  CHECK(withheld["nodes_withheld"]["a"] == Json::array({"/weights", "/balance", "/effect"}));
}

TEST_CASE("without an outcome there are model, weights and balance alone") {
  const auto answer = own(weighting(Estimand::ate, std::nullopt));
  CHECK(answer["status"] == "released");
  check_weighting(answer["pooled"], model_reference("ate"));
  CHECK_FALSE(answer["pooled"].contains("effect"));
}

TEST_CASE("the vectors' propensity score weights as R does") {
  if (shared_data().empty()) {
    MESSAGE("SKIPPED propensity.json: no shared data");
    return;
  }
  const auto r = read_json(shared_data() + "/analysis-vectors/propensity.json");
  auto plan = plan_of({category("treat", {"0", "1"}), number("age"), number("sex"),
                       category("stage", {"1", "2", "3", "4"}), category("y_bin", {"0", "1"})});
  for (const auto estimand : {Estimand::ate, Estimand::att}) {
    PropensityAnalysis propensity;
    propensity.model.outcome = "treat";
    propensity.model.terms = {"age", "sex", "stage"};
    propensity.estimand = estimand;
    propensity.outcome = "y_bin";
    add(plan, estimand == Estimand::ate ? "ate" : "att", propensity);
  }
  const auto nodes = by_site(plan, read_csv(shared_data() + "/analysis-vectors/cohort.csv"));
  const auto result = pooled_answer(plan, run(plan, nodes));
  for (const char* estimand : {"ate", "att"}) {
    const auto pooled = answer_in(result, estimand)["pooled"];
    for (const auto& [name, value] : r["coefficients"].items()) {
      CHECK(is_close(pooled["model"]["coefficients"][name_of_vector(name)], value));
    }
    const auto& theirs = r[estimand];
    CHECK(is_close(pooled["effect"]["risk_treated"], theirs["risk_treated"]));
    CHECK(is_close(pooled["effect"]["risk_control"], theirs["risk_control"]));
    CHECK(is_close(pooled["effect"]["risk_difference"]["estimate"], theirs["risk_difference"]));
    CHECK(is_close(pooled["effect"]["risk_ratio"]["estimate"], theirs["risk_ratio"]));
    CHECK(is_close(pooled["effect"]["odds_ratio"]["estimate"], theirs["odds_ratio"]));
    CHECK(is_close(pooled["weights"]["treated"]["sum"], theirs["sum_weights_treated"]));
    CHECK(is_close(pooled["weights"]["control"]["sum"], theirs["sum_weights_control"]));
    CHECK(is_close(pooled["weights"]["treated"]["effective_sample_size"], theirs["ess_treated"]));
    CHECK(is_close(pooled["weights"]["control"]["effective_sample_size"], theirs["ess_control"]));
    const auto& age = r["standardised_mean_differences"]["age"];
    CHECK(is_close(pooled["balance"]["age"]["before"], age["unweighted"]));
    CHECK(is_close(pooled["balance"]["age"]["after"], age[estimand]));
  }
}

TEST_CASE("where a node withholds the weighted sums, the model alone is told") {
  const auto answer = own(weighting(Estimand::ate), [](const NodeId& node, StepOutput& output) {
    for (auto& [slot, sums] : output.partial.sums) {
      if (node == NodeId("b") && sums && std::holds_alternative<WeightedSums>(*sums)) sums.reset();
    }
  });
  CHECK(answer["status"] == "withheld");
  CHECK(answer["pooled"]["model"]["coefficients"]["age"].is_number());
  CHECK(answer["withheld"] == Json::array({"/weights", "/balance", "/effect"}));
}

TEST_CASE("an exposure that the terms determine has no weights") {
  auto propensity = weighting(Estimand::ate);
  propensity.model.outcome = "event";
  propensity.model.terms = {"flag"};
  propensity.outcome = std::nullopt;
  auto plan = own_plan();
  plan.variables["flag"] = category("flag", {"0", "1"});
  add(plan, "ps", propensity);
  const auto answer = answer_of(plan, by_node(plan, read_csv(testdata("survival.csv"))), "ps");
  CHECK(answer["status"] == "failed");
  CHECK(answer["reason"] == "separation");
}

TEST_CASE("what the gate knows of the weights: dominant ones, and how many rows they are worth") {
  std::vector<RegressionEvidence> seen;
  own(weighting(Estimand::att), [&](const NodeId&, StepOutput& output) {
    const auto found = output.partial.sums.find({"ps", "", ""});
    if (found == output.partial.sums.end() || !found->second) return;
    if (!std::holds_alternative<WeightedSums>(*found->second)) return;
    seen.push_back(*output.evidence.models.at({"ps", "", ""}).regression);
  });
  REQUIRE(seen.size() == 3);
  // Of those not exposed: their weights, and those with the event, whom node c has none of.
  CHECK(seen[0].told.size() == 2);
  CHECK(seen[1].told.size() == 2);
  CHECK(seen[2].told.size() == 1);
  for (const auto& evidence : seen) {
    CHECK(evidence.effective_rows > 5);
    CHECK(evidence.effective_rows < 60);
  }
}

TEST_CASE("a study of weighting is checked") {
  const auto refusal = [](const char* fields) {
    const auto text = R"({"id": "ps", "type": "propensity", )" + std::string(fields) + "}";
    return analysis_refusal(text.c_str());
  };
  CHECK(begins(refusal(R"("exposure": "age", "terms": ["sex"], "estimand": "ATE")"),
               "study.wrong_kind: /analyses/0/exposure: "));
  CHECK(begins(refusal(R"("exposure": "dead5", "terms": ["age"])"),
               "study.malformed: /analyses/0/estimand: "));
  CHECK(begins(refusal(R"("exposure": "dead5", "terms": ["age"], "estimand": "LATE")"),
               "study.malformed: /analyses/0/estimand: ATE"));
  CHECK(begins(refusal(R"("exposure": "dead5", "terms": ["age"], "estimand": "ATE",
                          "truncate": 0.5)"),
               "study.malformed: /analyses/0/truncate: "));
  CHECK(begins(refusal(R"("exposure": "dead5", "terms": ["age"], "estimand": "ATE",
                          "outcome": "arm")"),
               "study.wrong_kind: /analyses/0/outcome: "));
}

}  // namespace passerelle::analysis::test
