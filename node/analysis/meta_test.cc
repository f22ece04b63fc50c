// Meta-analyses against metafor, and what a study may ask of them.
#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/meta_estimate.h"
#include "node/analysis/study_sample_test.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis {

using test::is_close;
using Method = MetaAnalysis::Method;

namespace {

std::vector<NodeEstimate> nodes_of(const Json& reference) {
  std::vector<NodeEstimate> nodes;
  for (std::size_t i = 0; i < reference["y"].size(); ++i) {
    nodes.push_back({reference["y"][i], reference["v"][i]});
  }
  return nodes;
}

void check_method(const std::vector<NodeEstimate>& nodes, Method method, const Json& reference) {
  const auto ours = meta_estimate(nodes, method);
  CHECK(is_close(ours.tau2, reference["tau2"]));
  CHECK(is_close(ours.estimate, reference["estimate"]));
  CHECK(is_close(ours.standard_error, reference["standard_error"]));
  CHECK(is_close(ours.conf_low, reference["ci"][0]));
  CHECK(is_close(ours.conf_high, reference["ci"][1]));
  CHECK(is_close(ours.z, reference["z"]));
  CHECK(is_close(ours.p_value, reference["p"]));
  CHECK(is_close(ours.hartung_knapp_standard_error, reference["hartung_knapp_se"]));
  CHECK(is_close(ours.hartung_knapp_conf_low, reference["hartung_knapp_ci"][0]));
  CHECK(is_close(ours.hartung_knapp_conf_high, reference["hartung_knapp_ci"][1]));
  CHECK(is_close(ours.prediction_low, reference["prediction_interval_t_km2"][0]));
  CHECK(is_close(ours.prediction_high, reference["prediction_interval_t_km2"][1]));
  REQUIRE(ours.weights.size() == reference["weights_percent"].size());
  for (std::size_t i = 0; i < ours.weights.size(); ++i) {
    CHECK(is_close(100 * ours.weights[i], reference["weights_percent"][i]));
  }
}

// The sample study with a model whose nodes answer for themselves, and what follows it.
Json with_meta(const char* meta, bool per_node = true) {
  auto study = sample_study();
  study["analyses"] = Json::array({{{"id", "cox"},
                                    {"type", "cox"},
                                    {"time", "time5"},
                                    {"event", "dead5"},
                                    {"terms", {"arm", "age"}},
                                    {"per_node", per_node}},
                                   Json::parse(meta)});
  return study;
}

std::string meta_refusal(const char* meta, bool per_node = true) {
  const auto plan = compile_study(with_meta(meta, per_node));
  return plan ? "accepted" : plan.error().text();
}

}  // namespace

TEST_CASE("every method gives the reference's numbers, with and without heterogeneity") {
  if (!test::has_shared_data("meta.json")) return;
  const auto data = test::shared_data();
  const auto reference = test::read_json(data + "/analysis-vectors/meta.json");
  for (const char* name : {"heterogeneous", "homogeneous_tau2_zero"}) {
    INFO(name);
    const auto& r = reference[name];
    const auto nodes = nodes_of(r);
    check_method(nodes, Method::fixed, r["fixed"]);
    check_method(nodes, Method::dersimonian_laird, r["dersimonian_laird"]);
    check_method(nodes, Method::paule_mandel, r["paule_mandel"]);
    check_method(nodes, Method::restricted_likelihood, r["reml"]);
    const auto spread = heterogeneity(nodes);
    CHECK(is_close(spread.q, r["q"]));
    CHECK(spread.df == r["df"]);
    CHECK(is_close(spread.p_value, r["q_p"]));
    CHECK(is_close(spread.i2, r["i2_dl"]));
  }
}

TEST_CASE("two nodes give no prediction, one node gives its own estimate alone") {
  const std::vector<NodeEstimate> two{{0.5, 0.04}, {0.1, 0.09}};
  const auto pair = meta_estimate(two, Method::restricted_likelihood);
  CHECK(std::isfinite(pair.hartung_knapp_conf_low));
  CHECK(std::isnan(pair.prediction_low));
  const std::vector<NodeEstimate> one{{0.5, 0.04}};
  for (const auto method : {Method::fixed, Method::dersimonian_laird, Method::paule_mandel,
                            Method::restricted_likelihood}) {
    const auto alone = meta_estimate(one, method);
    CHECK(alone.estimate == 0.5);
    CHECK(alone.tau2 == 0);
    CHECK(std::isnan(alone.hartung_knapp_standard_error));
    CHECK(std::isnan(alone.prediction_high));
  }
}

TEST_CASE("a meta-analysis is of a coefficient of a model before it, whose nodes answer") {
  CHECK(meta_refusal(R"({"id": "m", "type": "meta", "of": "cox.age", "methods": ["DL"]})") ==
        "accepted");
  CHECK(begins(meta_refusal(R"({"id": "m", "type": "meta", "of": "rank.age", "methods": ["DL"]})"),
               "study.unknown_name: /analyses/1/of: a coefficient of a model"));
  CHECK(begins(meta_refusal(R"({"id": "m", "type": "meta", "of": "cox", "methods": ["DL"]})"),
               "study.unknown_name: /analyses/1/of: a coefficient of a model"));
  CHECK(
      begins(meta_refusal(R"({"id": "m", "type": "meta", "of": "cox.sex", "methods": ["DL"]})"),
             "study.unknown_name: /analyses/1/of: `cox` has no coefficient `sex`; it has: armLev"));
  CHECK(begins(
      meta_refusal(R"({"id": "m", "type": "meta", "of": "cox.age", "methods": ["DL"]})", false),
      "study.malformed: /analyses/1/of: `cox` needs `per_node: true`"));
  CHECK(begins(meta_refusal(R"({"id": "m", "type": "meta", "of": "cox.age", "methods": []})"),
               "study.malformed: /analyses/1/methods: at least one method"));
  CHECK(begins(meta_refusal(R"({"id": "m", "type": "meta", "of": "cox.age", "methods": ["EB"]})"),
               "study.malformed: /analyses/1/methods: `EB` is no method"));
  CHECK(begins(
      meta_refusal(R"({"id": "m", "type": "meta", "of": "cox.age", "methods": ["DL", "DL"]})"),
      "study.malformed: /analyses/1/methods: `DL` stands twice"));
  CHECK(begins(meta_refusal(R"({"id": "m", "type": "meta", "of": "cox.age", "methods": ["DL"],
                                "horizon": 100})"),
               "study.malformed: /analyses/1/of: `cohort`, `horizon` and `per_node` stand in"));
}

TEST_CASE("measures of tables are pooled as metafor does, ratios by their logarithms") {
  // rma(measure = "OR", ai = c(20, 30, 9), bi = c(40, 50, 31), ci = c(12, 33, 16),
  //     di = c(46, 42, 28), method = "FE"), "DL"; "RR", "RD" likewise (metafor 3.8-1)
  struct Expected {
    const char* measure;
    double fixed, fixed_error, dl, dl_error, tau2, q;
  };
  const Expected all[] = {
      {"odds_ratio", -0.0894642505972478, 0.229417625963647, -0.0862504999836824, 0.365874874997366,
       0.232739899124384, 4.77325207116825},
      {"risk_ratio", -0.0729986587256893, 0.149982965345578, -0.0534409416323743, 0.24629653333246,
       0.102220682552085, 4.55740854146574},
      {"risk_difference", -0.013202707357785, 0.0489151934076792, -0.020134501427254,
       0.0784692346984013, 0.0111367641416441, 5.05223196411924}};
  auto plan =
      test::plan_of({test::category("exposed", {"0", "1"}), test::category("dead", {"0", "1"})});
  test::add(plan, "table", CrosstabAnalysis{"exposed", "dead", {}});
  plan.analyses.back().per_node = true;
  for (const auto& one : all) {
    test::add(plan, one.measure,
              MetaAnalysis{"table", one.measure, {Method::fixed, Method::dersimonian_laird}});
  }
  // By node: exposed with and without the event, then the others.
  const int counts[3][4] = {{20, 40, 12, 46}, {30, 50, 33, 42}, {9, 31, 16, 28}};
  const auto nodes_with = [&](const int(&cells)[3][4]) {
    test::Nodes nodes;
    std::string text = "id,site,exposed,dead\n";
    int id = 0;
    for (int site = 0; site < 3; ++site) {
      for (int cell = 0; cell < 4; ++cell) {
        for (int i = 0; i < cells[site][cell]; ++i) {
          text += std::to_string(id++) + "," + std::to_string(site) + (cell < 2 ? ",1" : ",0") +
                  (cell % 2 == 0 ? ",1\n" : ",0\n");
        }
      }
    }
    const auto table = test::parse_csv(text);
    for (int site = 0; site < 3; ++site) {
      nodes[NodeId("n" + std::to_string(site))] = test::frame_of(
          plan, table, {}, [&](const test::Row& row) { return int(row.number("site")) == site; });
    }
    return nodes;
  };
  const auto answers = pooled_answer(plan, test::run(plan, nodes_with(counts)));
  for (const auto& one : all) {
    INFO(one.measure);
    const auto pooled = test::answer_in(answers, one.measure)["pooled"];
    CHECK(is_close(pooled["fixed"]["estimate"], one.fixed, 1e-10, 1));
    CHECK(is_close(pooled["fixed"]["standard_error"], one.fixed_error));
    CHECK(is_close(pooled["fixed"]["q"], one.q));
    CHECK(is_close(pooled["DL"]["estimate"], one.dl, 1e-10, 1));
    CHECK(is_close(pooled["DL"]["standard_error"], one.dl_error));
    CHECK(is_close(pooled["DL"]["tau2"], one.tau2));
  }

  const int with_zero[3][4] = {{20, 40, 12, 46}, {0, 50, 33, 42}, {9, 31, 16, 28}};
  const auto none =
      test::answer_in(pooled_answer(plan, test::run(plan, nodes_with(with_zero))), "odds_ratio");
  CHECK(none["status"] == "withheld");
}

TEST_CASE("means and rates of the nodes are pooled as metafor does") {
  auto plan = test::plan_of({test::number("age"), test::number("time"), test::number("event")});
  test::add(plan, "ages", DescribeAnalysis{{"age"}, {}});
  plan.analyses.back().per_node = true;
  test::add(plan, "rates", RateAnalysis{"event", "time", {}, {}, {}});
  plan.analyses.back().per_node = true;
  test::add(plan, "age", MetaAnalysis{"ages", "age", {Method::fixed, Method::dersimonian_laird}});
  test::add(plan, "rate", MetaAnalysis{"rates", "rate", {Method::fixed}, true});
  auto nodes = test::by_node(plan, test::read_csv(test::testdata("survival.csv")));
  const auto pooled = [&](const char* id) {
    return test::answer_in(pooled_answer(plan, test::run(plan, nodes)), id)["pooled"];
  };
  // rma(sapply(nodes, function(x) mean(x$age)), sapply(nodes, function(x) var(x$age) / nrow(x)))
  const auto age = pooled("age");
  CHECK(is_close(age["fixed"]["estimate"], 58.1323192106776));
  CHECK(is_close(age["fixed"]["standard_error"], 0.836820665465417));
  CHECK(is_close(age["DL"]["estimate"], 57.7005768353112));
  CHECK(is_close(age["DL"]["tau2"], 2.54791755879126));
  // Node c has no event, and a rate of 0 no logarithm.
  CHECK(pooled("rate")["fixed"].is_null());
  nodes.erase(NodeId("c"));
  // rma(measure = "IRLN", xi = c(46, 68), ti = c(822, 1129), method = "FE")
  CHECK(is_close(pooled("rate")["fixed"]["estimate"], -2.83924547670428));
  CHECK(is_close(pooled("rate")["fixed"]["standard_error"], 0.0936585811581694));
}

TEST_CASE("a meta-analysis of tables, means, rates and areas is of a quantity they estimate") {
  const auto refusal_of = [](const char* of, const char* analysis) {
    auto study = sample_study();
    study["analyses"] = Json::array({Json::parse(analysis)});
    study["analyses"].push_back(
        {{"id", "m"}, {"type", "meta"}, {"of", of}, {"methods", Json::array({"DL"})}});
    const auto plan = compile_study(study);
    return plan ? "accepted" : plan.error().text();
  };
  const char* table = R"({"id": "t", "type": "crosstab", "rows": "dead5", "columns": "stage",
                          "per_node": true})";
  CHECK(refusal_of("t.odds_ratio", table) == "accepted");
  CHECK(begins(refusal_of("t.ratio", table),
               "study.unknown_name: /analyses/1/of: `t` has no `ratio`; it has: odds_ratio, "
               "risk_ratio, risk_difference"));
  CHECK(begins(refusal_of("t.odds_ratio", R"({"id": "t", "type": "crosstab", "rows": "arm",
                                              "columns": "dead5", "per_node": true})"),
               "study.unknown_name: /analyses/1/of: `t` has no `odds_ratio`; it has: nothing"));
  CHECK(refusal_of("d.age", R"({"id": "d", "type": "describe", "variables": ["age"],
                                "per_node": true})") == "accepted");
  CHECK(begins(refusal_of("d.age", R"({"id": "d", "type": "describe", "variables": ["age"]})"),
               "study.malformed: /analyses/1/of: `d` needs `per_node: true`"));
  CHECK(refusal_of("s.auc", R"({"id": "s", "type": "diagnostic", "truth": "dead5", "score": "nodes",
                                "thresholds": [2, 4], "per_node": true})") == "accepted");
  CHECK(begins(refusal_of("s.auc", R"({"id": "s", "type": "diagnostic", "truth": "dead5",
                                       "score": "nodes", "threshold": 2, "per_node": true})"),
               "study.unknown_name: /analyses/1/of: `s` has no `auc`; it has: nothing"));
  CHECK(begins(refusal_of("s.sensitivity", R"({"id": "s", "type": "diagnostic", "truth": "dead5",
                                               "score": "nodes", "thresholds": [2, 4],
                                               "per_node": true})"),
               "study.unknown_name: /analyses/1/of: `s` has no `sensitivity`; it has: auc"));
  CHECK(begins(refusal_of("n.rows", R"({"id": "n", "type": "count", "per_node": true})"),
               "study.unknown_name: /analyses/1/of: a coefficient of a model"));
}

TEST_CASE("a meta-analysis follows what the nodes released, and is withheld where one gives none") {
  auto plan = test::plan_of(
      {test::number("age"), test::number("time"), test::category("dead", {"0", "1"})});
  test::add(plan, "cox", CoxAnalysis{"time", "dead", {"age"}, CoxAnalysis::Ties::efron});
  plan.analyses.back().per_node = true;
  test::add(plan, "all", MetaAnalysis{"cox", "age", {Method::fixed, Method::paule_mandel}});
  std::string text = "id,age,time,dead\n";
  for (int i = 0; i < 180; ++i) {
    text += std::to_string(i) + "," + std::to_string(40 + (i * 7) % 31) + "," +
            std::to_string(1 + (i * 37) % 173) + "," + (i % 3 == 0 ? "1" : "0") + "\n";
  }
  const auto table = test::parse_csv(text);
  test::Nodes nodes;
  for (int part = 0; part < 3; ++part) {
    nodes[NodeId("n" + std::to_string(part))] = test::frame_of(
        plan, table, {}, [&](const test::Row& row) { return int(row.number("id")) / 60 == part; });
  }
  const auto result = test::run(plan, nodes);
  const auto answers = pooled_answer(plan, result);
  const auto all = test::answer_in(answers, "all");
  CHECK(all["status"] == "released");
  CHECK(all["exact_to"].is_null());
  const auto own = test::answer_in(answers, "cox")["nodes"];
  double sum = 0, weighted = 0;
  for (const auto& [node, answer] : own.items()) {
    const double error = answer["standard_errors"]["age"];
    sum += 1 / (error * error);
    weighted += answer["coefficients"]["age"].get<double>() / (error * error);
  }
  CHECK(is_close(all["pooled"]["fixed"]["estimate"], weighted / sum, 1e-12));
  CHECK(all["pooled"]["fixed"]["weights"].size() == 3);

  const auto withholding = test::run(plan, nodes, [](const NodeId& node, StepOutput& output) {
    if (node.text() != "n1") return;
    for (auto& [slot, sums] : output.partial.sums) {
      if (slot.variable == kOwnModel) sums.reset();
    }
  });
  const auto withheld = test::answer_in(pooled_answer(plan, withholding), "all");
  CHECK(withheld["status"] == "withheld");
  CHECK(withheld["pooled"]["fixed"].is_null());
  CHECK(withheld["withheld"] == Json::array({"/fixed", "/PM"}));
}

}  // namespace passerelle::analysis
