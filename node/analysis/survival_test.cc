// Curves, log-rank test and Cox models against R on data with ties, a level missing at one node and
// a node without any event (testdata/README.md).
#include <doctest/doctest.h>
#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/cox_reference_test.h"
#include "node/analysis/step.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {
namespace {

StudyPlan survival_plan() {
  return plan_of({category("arm", {"p", "q", "r"}), number("age"), number("sex"), number("x"),
                  number("flag"), number("time"), number("event")});
}

void check_all_terms(const Json& pooled, const Json& r) { check_cox_model(pooled, r, kCoxNames); }

Json fit_cox(CoxAnalysis cox,
             std::optional<double> horizon = std::nullopt,
             const Derive& derive = {}) {
  auto study = survival_plan();
  add(study, "cox", std::move(cox), horizon);
  return answer_of(study, survival_nodes(study, derive), "cox");
}

}  // namespace

TEST_CASE("a Cox model with tied times is that of R, a level and all events missing at one node") {
  check_all_terms(fit_cox({"time", "event", kCoxTerms, CoxAnalysis::Ties::efron})["pooled"],
                  survival_reference()["efron"]);
  check_all_terms(fit_cox({"time", "event", kCoxTerms, CoxAnalysis::Ties::breslow})["pooled"],
                  survival_reference()["breslow"]);
}

TEST_CASE("a Cox model cuts times at its horizon") {
  check_all_terms(fit_cox({"time", "event", kCoxTerms}, 10)["pooled"],
                  survival_reference()["horizon10"]);
}

// As the reference has it: entries from 0 to 63, some of them at or after the horizon of 20.
Json fit_with_entry(CoxAnalysis cox, std::optional<double> horizon = std::nullopt) {
  auto study = survival_plan();
  study.variables["entry"] = number("entry");
  cox.entry = "entry";
  add(study, "cox", std::move(cox), horizon);
  const Derive entry{{"entry", [](const Row& row) {
                        const double drawn = 7 * (static_cast<int>(row.number("id")) % 10);
                        return text_of(drawn < row.number("time") ? drawn : 0);
                      }}};
  return answer_of(study, survival_nodes(study, entry), "cox");
}

TEST_CASE("a Cox model with late entry is that of R: at risk after the entry, up to the time") {
  check_all_terms(fit_with_entry({"time", "event", kCoxTerms, CoxAnalysis::Ties::efron})["pooled"],
                  survival_reference()["late_efron"]);
  check_all_terms(
      fit_with_entry({"time", "event", kCoxTerms, CoxAnalysis::Ties::breslow})["pooled"],
      survival_reference()["late_breslow"]);
}

TEST_CASE("who enters at the horizon or later is in no risk set") {
  auto expected = survival_reference()["late_horizon20"];
  CHECK(expected["n"] < 180);
  expected["n"] = 180;  // the rows of the analysis
  check_all_terms(fit_with_entry({"time", "event", kCoxTerms}, 20)["pooled"], expected);
}

TEST_CASE("an entry that is missing, infinite or not before the time is refused by name") {
  auto study = plan_of({number("age"), number("event")});
  study.variables["time"] = number("time");
  study.variables["entry"] = number("entry");
  add(study, "cox", CoxAnalysis{"time", "event", {"age"}, CoxAnalysis::Ties::efron, "entry"});
  for (const auto& [entry, code] : {std::pair{"", DataError::missing_refused},
                                    {"inf", DataError::not_a_number},
                                    {"3", DataError::late_entry},
                                    {"4", DataError::late_entry}}) {
    INFO(entry);
    const auto frame = frame_of(study, parse_csv("id,age,time,event,entry\n1,50,2,1,0\n2,60,3,0," +
                                                 std::string(entry) + "\n"));
    const auto refused = step(study, start(study), frame);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == make_error_code(code));
    CHECK(refused.error().detail.starts_with("entry "));
  }
}

TEST_CASE("a covariate far from zero costs a Cox model no digits") {
  const double offset = 1099511627776;  // 2^40
  const Derive far{{"x", [&](const Row& row) { return text_of(row.number("x") + offset); }}};
  check_all_terms(fit_cox({"time", "event", kCoxTerms}, std::nullopt, far)["pooled"],
                  survival_reference()["efron"]);
}

TEST_CASE("a covariate in other units only changes the units of its coefficient") {
  const Derive large{{"x", [](const Row& row) { return text_of(row.number("x") * 1e9); }}};
  const auto scaled = fit_cox({"time", "event", kCoxTerms}, std::nullopt, large)["pooled"];
  const auto r = survival_reference()["efron"];
  const double error = std::sqrt(r["vcov"][4][4].get<double>());
  CHECK(is_close(scaled["coefficients"]["x"].get<double>() * 1e9, r["coefficients"][4], 1e-10,
                 error));
  CHECK(is_close(scaled["coefficients"]["age"], r["coefficients"][2], 1e-10));
}

TEST_CASE("Cox models and tests stratified by site are those of the reference vectors") {
  const auto data = shared_data();
  if (data.empty()) {
    MESSAGE("SKIPPED cox.json: no shared data on this machine");
    return;
  }
  auto study = plan_of({number("age"), number("sex"), category("stage", {"1", "2", "3", "4"}),
                        category("treat", {"0", "1"}), number("trial"), number("time_days"),
                        category("event", {"0", "1"})});
  const std::vector<std::string> terms{"age", "sex", "stage", "trial"};
  add(study, "efron", CoxAnalysis{"time_days", "event", terms, CoxAnalysis::Ties::efron});
  add(study, "breslow", CoxAnalysis{"time_days", "event", terms, CoxAnalysis::Ties::breslow});
  add(study, "rank", LogRankAnalysis{"time_days", "event", "treat"});
  const Derive derive{{"trial", [](const Row& row) { return row.text("treat"); }}};
  const auto cohort = read_csv(data + "/analysis-vectors/cohort.csv");
  const auto result = pooled_answer(study, run(study, by_site(study, cohort, derive)));
  const auto reference = read_json(data + "/analysis-vectors/cox.json");
  for (const char* ties : {"efron", "breslow"}) {
    const auto pooled = answer_in(result, ties)["pooled"];
    const auto& r = reference["models"][std::string(ties) + "_strata_site"];
    const auto named = [](const std::string& theirs) {
      if (theirs == "treat") return std::string("trial");
      return theirs.rfind("fstage", 0) == 0 ? theirs.substr(1) : theirs;
    };
    for (const auto& [name, value] : r["coefficients"].items()) {
      INFO(ties << " " << name);
      const double error = r["standard_errors"][name];
      CHECK(is_close(pooled["coefficients"][named(name)], value, 1e-10, error));
      CHECK(is_close(pooled["standard_errors"][named(name)], error, 1e-9));
    }
    CHECK(is_close(pooled["loglik"][0], r["log_likelihood_null"]));
    CHECK(is_close(pooled["loglik"][1], r["log_likelihood"]));
    CHECK(is_close(pooled["score_test"]["statistic"], r["score"]));
    CHECK(is_close(pooled["wald_test"]["statistic"], r["wald"]));
    CHECK(is_close(pooled["likelihood_ratio_test"]["statistic"], r["likelihood_ratio"]));
  }
  const auto rank = answer_in(result, "rank")["pooled"];
  const auto r = read_json(
      data + "/analysis-vectors/survival.json")["logrank_no_entry"]["treat_stratified_site"];
  CHECK(is_close(rank["chisq"], r["chi_square"]));
  CHECK(is_close(rank["p_value"], r["p"]));
  CHECK(is_close(rank["expected"]["1"], r["expected"][1]));
}

TEST_CASE("separation is named, and is not taken for collinearity") {
  const auto answer = fit_cox({"time", "event", {"arm", "flag"}});
  CHECK(answer["status"] == "failed");
  CHECK(answer["reason"] == "separation");
  CHECK(answer["exact_to"].is_null());
  CHECK(answer["pooled"] == Json{{"n", 180}, {"events", 114}});
}

TEST_CASE("separation of a whole level, or of the reference level, is named") {
  // Arm p has no event: both other levels run away together.
  const Derive none_in_p{{"event", [](const Row& row) {
                            return row.text("arm") == "p" ? std::string("0") : row.text("event");
                          }}};
  CHECK(fit_cox({"time", "event", {"arm", "age"}}, std::nullopt, none_in_p)["reason"] ==
        "separation");
}

TEST_CASE("a column that others determine is collinear, and named beside the reason") {
  const Derive twice{{"x", [](const Row& row) { return text_of(2 * row.number("age") + 1); }}};
  const auto answer = fit_cox({"time", "event", {"age", "sex", "x"}}, std::nullopt, twice);
  CHECK(answer["status"] == "failed");
  CHECK(answer["reason"] == "collinearity");
  CHECK(answer["aliased"] == Json{"x"});
}

TEST_CASE("a level that nobody has at any node has no coefficient, and the others are unchanged") {
  auto study = survival_plan();
  study.variables["arm"] = category("arm", {"p", "s", "q", "r"});
  add(study, "cox", CoxAnalysis{"time", "event", kCoxTerms});
  const auto answer = answer_of(study, survival_nodes(study), "cox");
  CHECK(answer["status"] == "released");
  CHECK(answer["withheld"].empty());
  auto pooled = answer["pooled"];
  for (const char* field : {"coefficients", "standard_errors", "hazard_ratios", "p_values"}) {
    REQUIRE(pooled[field].contains("arms"));
    CHECK(pooled[field]["arms"].is_null());
  }
  CHECK(pooled["wald_test"]["df"] == 5);
  for (const auto& number : pooled["vcov"][0]) CHECK(number.is_null());
  // As the reference has it: without the level that nobody has.
  pooled["vcov"].erase(0);
  for (auto& row : pooled["vcov"]) {
    CHECK(row[0].is_null());
    row.erase(0);
  }
  check_all_terms(pooled, survival_reference()["efron"]);
}

TEST_CASE("a column that is constant within every node is collinear with the strata") {
  const Derive by_node{
      {"x", [](const Row& row) { return row.text("node") == "a" ? "0.1" : "7.3"; }}};
  const auto answer = fit_cox({"time", "event", {"age", "x"}}, std::nullopt, by_node);
  CHECK(answer["reason"] == "collinearity");
  CHECK(answer["aliased"] == Json{"x"});
}

TEST_CASE("a model with fewer events than parameters is not fitted") {
  const Derive few{{"event", [](const Row& row) { return row.text("id") == "1" ? "1" : "0"; }}};
  CHECK(fit_cox({"time", "event", {"age", "sex"}}, std::nullopt, few)["reason"] ==
        "too_few_events");
  const Derive none{{"event", [](const Row&) { return "0"; }}};
  CHECK(fit_cox({"time", "event", {"age"}}, std::nullopt, none)["reason"] == "too_few_events");
}

TEST_CASE("a model in which nothing explains the event converges at zero information gained") {
  // A strong but finite effect: many steps of Newton's method, and no false alarm.
  const Derive strong{{"x", [](const Row& row) {
                         const bool early = row.number("time") <= 6;
                         const bool odd = static_cast<int>(row.number("id")) % 17 == 0;
                         return early != odd ? "1" : "0";
                       }}};
  const auto answer = fit_cox({"time", "event", {"x"}}, std::nullopt, strong);
  CHECK(answer["status"] == "released");
  CHECK(answer["pooled"]["coefficients"]["x"].get<double>() > 2);
}

namespace {

void check_list(const Json& ours, const Json& theirs) {
  REQUIRE(ours.size() == theirs.size());
  for (std::size_t i = 0; i < ours.size(); ++i) {
    INFO("at " << i << ": " << ours[i].dump() << " " << theirs[i].dump());
    if (theirs[i].is_null()) CHECK(ours[i].is_null());
    else CHECK(is_close(ours[i], theirs[i]));
  }
}

void check_curve(const Json& group, const Json& r) {
  check_list(group["times"], r["time"]);
  CHECK(group["at_risk"] == r["at_risk"]);
  CHECK(group["n_event"] == r["events"]);
  CHECK(group["n_censor"] == r["censored"]);
  check_list(group["survival"], r["survival"]);
  check_list(group["standard_error"], r["error"]);
  check_list(group["conf_low"], r["low"]);
  check_list(group["conf_high"], r["high"]);
  CHECK(is_close(group["median"]["value"], r["median"]));
}

Json group_of(const StudyPlan& study, const Nodes& nodes) {
  return answer_of(study, nodes, "km")["pooled"]["groups"][0];
}

}  // namespace

TEST_CASE("a curve on breaks is survfit on times so rounded, with each kind of interval") {
  for (const auto& [name, kind] : kIntervals) {
    INFO(name);
    auto study = survival_plan();
    auto km = curve("time", "event", {2, 4, 7, 10, 15, 20, 30, 40}, {4, 10, 20, 40});
    km.interval = kind;
    add(study, "km", km);
    check_curve(group_of(study, survival_nodes(study)), survival_reference()[name]);
  }
}

TEST_CASE("where nobody survives a curve has no standard error and no interval") {
  for (const auto& [name, kind] : kIntervals) {
    INFO(name);
    auto study = survival_plan();
    auto km = curve("time", "event", {5, 10, 40}, {40});
    km.interval = kind;
    add(study, "km", km);
    Nodes nodes;
    nodes[NodeId("a")] = frame_of(
        study, read_csv(testdata("survival.csv")), {},
        [](const Row& row) { return row.text("node") == "a" && row.number("event") == 1; });
    const auto group = group_of(study, nodes);
    check_curve(group, survival_reference()["nobody_left"][name]);
    CHECK(group["standard_error"][2].is_null());
  }
}

TEST_CASE("the median lies between two breaks when exactly half survive the first") {
  auto study = plan_of({number("time"), number("event")});
  add(study, "km", curve("time", "event", {1, 2, 3}, {3}));
  Nodes nodes;
  nodes[NodeId("a")] = frame_of(study, parse_csv("id,time,event\n1,1,1\n2,2,1\n3,3,1\n4,3,1\n"));
  const auto group = group_of(study, nodes);
  check_curve(group, survival_reference()["half_survive"]);
  CHECK(group["median"] == Json{{"value", 2.5}, {"after", 1.0}, {"until", 3.0}});
}

TEST_CASE("the restricted mean stands between its step bounds, the upper one is that of R") {
  auto study = survival_plan();
  auto km = curve("time", "event", {2, 4, 7, 10, 15, 20, 30, 40}, {40});
  km.tau = 20;
  add(study, "km", km);
  const auto table = read_csv(testdata("survival.csv"));
  Nodes nodes;
  nodes[NodeId("a")] =
      frame_of(study, table, {}, [](const Row& row) { return row.number("event") == 1; });
  const auto rmst = group_of(study, nodes)["rmst"];
  CHECK(is_close(rmst["high"], survival_reference()["rmst_upper"]));
  CHECK(rmst["low"].get<double>() < rmst["value"].get<double>());
  CHECK(rmst["value"].get<double>() < rmst["high"].get<double>());

  // Inside an interval: survival 1 falls evenly to 1/2 over (0, 10].
  auto simple = plan_of({number("time"), number("event")});
  auto half = curve("time", "event", {10, 20});
  half.tau = 4;
  add(simple, "km", half);
  nodes[NodeId("a")] = frame_of(simple, parse_csv("id,time,event\n1,3,1\n2,20,0\n"));
  const auto inside = group_of(simple, nodes)["rmst"];
  CHECK(is_close(inside["value"], 4 - 0.5 * 4 * 4 / 20, 1e-14));
  CHECK(is_close(inside["low"], 2, 1e-14));
  CHECK(is_close(inside["high"], 4, 1e-14));
}

TEST_CASE("time 0 belongs to the first interval") {
  auto study = plan_of({number("time"), number("event")});
  add(study, "km", curve("time", "event", {5, 10}));
  Nodes nodes;
  nodes[NodeId("a")] = frame_of(study, parse_csv("id,time,event\n1,0,1\n2,0,0\n3,5,1\n4,6,0\n"));
  const auto group = group_of(study, nodes);
  CHECK(group["n_event"] == Json::array({2, 0}));
  CHECK(group["n_censor"] == Json::array({1, 1}));
}

TEST_CASE("a time or event that is missing on the rows of a survival analysis is refused") {
  auto study = plan_of({number("event")});
  study.variables["time"] = number("time");
  add(study, "km", curve("time", "event", {5}));
  auto state = start(study);
  const auto frame = frame_of(study, parse_csv("id,time,event\n1,,1\n2,3,0\n"));
  const auto refused = step(study, state, frame);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == make_error_code(DataError::missing_refused));
}

}  // namespace passerelle::analysis::test
