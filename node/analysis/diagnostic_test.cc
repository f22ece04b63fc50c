// Diagnostic accuracy against the shared reference answers, and what a study must not ask for.
#include <doctest/doctest.h>
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/diagnostic.h"
#include "node/analysis/diagnostic_estimate.h"
#include "node/analysis/layout.h"
#include "node/analysis/study_sample_test.h"
#include "node/analysis/test_support.h"
#include "node/base/fields.h"

namespace passerelle::analysis::test {
namespace {

std::string interval(double low, double high) {
  if (std::isinf(low)) return "<" + number_text(high);
  if (std::isinf(high)) return ">=" + number_text(low);
  return "[" + number_text(low) + "," + number_text(high) + ")";
}

// A plan of a score cut at the thresholds, over `y` (0 or 1), without a limit on their number.
struct Scored {
  Scored(std::vector<double> thresholds, std::string truth, std::string score)
      : variable(std::move(score)) {
    ends = thresholds;
    ends.insert(ends.begin(), -HUGE_VAL);
    ends.push_back(HUGE_VAL);
    std::vector<std::string> names;
    for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
      names.push_back(interval(ends[i], ends[i + 1]));
    }
    auto bins = category(variable + "@bins", names);
    bins.bins_of = variable;
    plan = plan_of({category(truth, {"0", "1"}), number(variable), bins});
    what.truth = std::move(truth);
    what.score = Binning{variable, bins.name, nullptr};
    what.thresholds = std::move(thresholds);
    what.has_curve = true;
  }

  Derive derive() const {
    return {{what.score->bins, [this](const Row& row) {
               const double value = row.number(variable);
               const auto end = std::upper_bound(ends.begin(), ends.end(), value);
               return interval(*(end - 1), *end);
             }}};
  }

  std::string variable;
  std::vector<double> ends;
  StudyPlan plan;
  DiagnosticAnalysis what;
};

void check_proportion(const Json& ours, const Json& theirs) {
  CHECK(is_close(ours["estimate"], theirs["value"]));
  CHECK(is_close(ours["conf_low"], theirs["wilson_ci"][0]));
  CHECK(is_close(ours["conf_high"], theirs["wilson_ci"][1]));
  CHECK(is_close(ours["exact_low"], theirs["clopper_pearson_ci"][0]));
  CHECK(is_close(ours["exact_high"], theirs["clopper_pearson_ci"][1]));
}

}  // namespace

TEST_CASE("a score over three nodes has the accuracy and the area of the pooled rows") {
  if (!has_shared_data("diagnostic.json")) return;
  const auto data = shared_data();
  const auto reference = read_json(data + "/analysis-vectors/diagnostic.json");
  const std::string score = reference["score"];
  const auto table = read_csv(data + "/analysis-vectors/cohort.csv");
  std::vector<double> values;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    values.push_back(Row(table, i).number(score));
  }
  values.push_back(reference["threshold"]);
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  Scored scored(values, reference["truth"], score);
  scored.what.threshold = reference["threshold"].get<double>();
  add(scored.plan, "d", scored.what);
  const auto answer = answer_of(scored.plan, by_site(scored.plan, table, scored.derive()), "d");
  const auto& pooled = answer["pooled"];
  for (const char* count : {"tp", "fp", "fn", "tn"}) CHECK(pooled[count] == reference[count]);
  for (const char* share : {"sensitivity", "specificity", "ppv", "npv"}) {
    INFO(share);
    check_proportion(pooled[share], reference[share]);
  }
  CHECK(is_close(pooled["lr_plus"]["estimate"], reference["lr_positive"]));
  CHECK(is_close(pooled["lr_minus"]["estimate"], reference["lr_negative"]));
  CHECK(is_close(pooled["auc"], reference["auc"]));
  CHECK(is_close(pooled["auc_se"], reference["auc_delong_se"]));
  REQUIRE(pooled["roc"].size() == values.size());
  const auto at = static_cast<std::size_t>(
      std::find(values.begin(), values.end(), *scored.what.threshold) - values.begin());
  CHECK(pooled["roc"][at]["tp"] == reference["tp"]);
  CHECK(pooled["roc"][at]["specificity"] == pooled["specificity"]["estimate"]);
  CHECK(answer["exact_to"] == "pooled_rows_rounded");
  CHECK(answer["rounding"]["thresholds"] == values);
}

// R: 30 / 40 / (10 / 60) * exp(c(-1, 1) * qnorm(0.975) * sqrt(1/30 - 1/40 + 1/10 - 1/60)).
TEST_CASE("likelihood ratios have intervals on the log scale") {
  const auto found = likelihood_ratios({30, 10, 10, 50});
  REQUIRE(found);
  CHECK(is_close(found->plus.estimate, 4.5));
  CHECK(is_close(found->plus.conf_low, 2.4859846825747267));
  CHECK(is_close(found->plus.conf_high, 8.1456656358104098));
  CHECK(is_close(found->minus.estimate, 0.3));
  CHECK(is_close(found->minus.conf_low, 0.17333496523045452));
  CHECK(is_close(found->minus.conf_high, 0.51922588082757593));
}

// R: w <- outer(c(1, 1, 2, 3, 3, 3), c(1, 2, 2, 2, 3), function(a, b) (a > b) + (a == b) / 2);
// mean(w); sqrt(var(rowMeans(w)) / 6 + var(colMeans(w)) / 5).
TEST_CASE("ties count one half in the area and in its error") {
  const auto found = area_under_curve({1, 3, 1}, {2, 1, 3});
  CHECK(is_close(found.area, 0.56666666666666665));
  CHECK(is_close(found.standard_error, 0.18544241394268166));
  CHECK(is_close(found.conf_high, 0.93012711920049096));
  CHECK(std::isnan(area_under_curve({0, 0}, {1, 2}).area));
  const auto one = area_under_curve({1, 0}, {1, 2});
  CHECK(is_close(one.area, 5.0 / 6));
  CHECK(std::isnan(one.standard_error));
}

TEST_CASE("shares of nobody do not exist, and those of all or none end at one or zero") {
  CHECK(std::isnan(proportion(0, 0).wilson.estimate));
  const auto none = proportion(0, 20), all = proportion(20, 20);
  CHECK(none.wilson.conf_low == 0);
  CHECK(none.exact_low == 0);
  CHECK(is_close(none.exact_high, 0.16843347098308536));  // R: binom.test(0, 20)
  CHECK(all.wilson.conf_high == 1);
  CHECK(is_close(all.exact_low, 0.83156652901691464));
  CHECK(all.exact_high == 1);
}

namespace {

StudyPlan tested_plan() {
  auto plan = plan_of({category("ill", {"0", "1"}), category("test", {"1", "0"})});
  DiagnosticAnalysis what;
  what.truth = "ill";
  what.test = "test";
  add(plan, "d", what);
  return plan;
}

}  // namespace

TEST_CASE("a test that never errs one way has counts and shares, and no likelihood ratios") {
  const auto plan = tested_plan();
  Nodes nodes;
  nodes[NodeId("a")] = frame_of(plan, parse_csv("id,ill,test\n1,1,1\n2,1,1\n3,1,0\n4,0,0\n"));
  const auto answer = answer_of(plan, nodes, "d");
  const auto& pooled = answer["pooled"];
  CHECK(pooled["tp"] == 2);
  CHECK(pooled["fn"] == 1);
  CHECK(pooled["fp"] == 0);
  CHECK(pooled["tn"] == 1);
  CHECK(pooled["ppv"]["estimate"] == 1.0);
  CHECK(answer["withheld"] == Json::array({"/lr_plus", "/lr_minus"}));
  CHECK(answer["status"] == "partly_withheld");
  CHECK(answer["exact_to"] == "pooled_rows");
  CHECK_FALSE(pooled.contains("roc"));
}

TEST_CASE("what withheld bins leave is shown: totals and the bins on one side of a threshold") {
  Scored scored({2, 3}, "ill", "marker");
  scored.what.threshold = 3;
  add(scored.plan, "d", scored.what);
  const auto table =
      parse_csv("id,ill,marker\n1,1,1\n2,1,2\n3,1,3\n4,1,3\n5,0,1\n6,0,1\n7,0,2\n8,0,3\n");
  Nodes nodes;
  nodes[NodeId("a")] = frame_of(scored.plan, table, scored.derive());
  const auto state = run(scored.plan, nodes, [](const NodeId&, StepOutput& output) {
    for (auto& [key, count] : output.partial.cells) {
      const bool is_low = std::any_of(key.where.begin(), key.where.end(), [](const Category& c) {
        return c.level == "<2" || c.level == "[2,3)";
      });
      if (is_low && key.where.size() == 2 && key.where.front() == Category{"ill", "1"}) {
        count.reset();
      }
    }
  });
  const auto answer = answer_in(pooled_answer(scored.plan, state), "d");
  const auto& pooled = answer["pooled"];
  CHECK(pooled["tp"] == 2);
  CHECK(pooled["fn"] == 2);
  CHECK(pooled["sensitivity"]["estimate"] == 0.5);
  CHECK(pooled["roc"][0]["tp"].is_null());
  CHECK(pooled["roc"][0]["fp"] == 2);
  CHECK(pooled["roc"][1]["tp"] == 2);
  CHECK(answer["withheld"] == Json::array({"/roc/0/tp", "/roc/0/fn", "/roc/0/sensitivity", "/auc",
                                           "/auc_se", "/auc_conf_low", "/auc_conf_high"}));
}

TEST_CASE("truth, scores and their margins form one table, beside the event of a curve") {
  auto study = sample_study();
  study["analyses"].push_back(Json::parse(R"({"id": "d", "type": "diagnostic", "truth": "dead5",
      "score": "nodes", "thresholds": [2, 5]})"));
  const auto plan = compiled(study);
  State state;
  state.curve_levels["curve"] = 0;
  const auto layout = layout_of(Outcomes(plan), state);
  const auto values = CellKey{"analysis_set", {{"nodes", kPresentLevel}}};
  const auto dead = with(values, "dead5", "1");
  CHECK(layout.wanted.contains(dead));
  CHECK(layout.wanted.contains(with(dead, "nodes@bins", "[2,5)")));
  const auto has = [&](const CellRelation& relation) {
    return std::find(layout.relations.begin(), layout.relations.end(), relation) !=
           layout.relations.end();
  };
  CHECK(has({dead,
             {with(dead, "nodes@bins", "<2"), with(dead, "nodes@bins", "[2,5)"),
              with(dead, "nodes@bins", ">=5")}}));
  const CellKey all{"analysis_set", {}};
  CHECK(has({with(all, "dead5", "1"),
             {with(with(all, "dead5", "1"), "nodes", kPresentLevel),
              with(with(all, "dead5", "1"), "nodes", kMissingLevel)}}));
}

TEST_CASE("a diagnostic analysis is read as written") {
  const auto plan = with_analysis(R"({"id": "d", "type": "diagnostic", "truth": "dead5",
      "score": "age", "thresholds": [50, 60.5], "threshold": 60.5})");
  const auto& what = std::get<DiagnosticAnalysis>(plan.analyses[0].what);
  CHECK(what.thresholds == std::vector<double>{50, 60.5});
  CHECK(what.threshold == 60.5);
  CHECK(bins_below(what, 60.5) == 2);
  CHECK(level_names(plan.variable("age@bins")) == Names{"<50", "[50,60.5)", ">=60.5"});
  const auto one = with_analysis(R"({"id": "d", "type": "diagnostic", "truth": "dead5",
      "score": "age", "threshold": 60})");
  CHECK_FALSE(std::get<DiagnosticAnalysis>(one.analyses[0].what).has_curve);
  const auto single = with_analysis(R"({"id": "d", "type": "diagnostic", "truth": "dead5",
      "score": "age", "thresholds": [60]})");
  CHECK(std::get<DiagnosticAnalysis>(single.analyses[0].what).threshold == 60);
}

// R: prop.test(c, 20, correct = FALSE)$conf.int for 3, 8 and 15.
TEST_CASE("a probability is held against what happened, interval by interval, over all nodes") {
  std::string rows = "id,node,p,y\n";
  int id = 0;
  for (const auto& [p, events] : {std::pair{"0.1", 3}, {"0.2", 8}, {"0.75", 15}}) {
    for (int i = 0; i < 20; ++i) {
      rows += std::to_string(++id) + "," + "abc"[i % 3] + "," + p + "," + (i < events ? "1" : "0") +
              "\n";
    }
  }
  Scored scored({0.2, 0.5}, "y", "p");
  scored.what.has_calibration = true;
  add(scored.plan, "d", scored.what);
  const auto nodes = by_node(scored.plan, parse_csv(rows), scored.derive());
  const auto answer = answer_of(scored.plan, nodes, "d");
  const auto& bins = answer["pooled"]["calibration"];
  REQUIRE(bins.size() == 3);
  CHECK(bins[0]["from"] == 0);
  CHECK(bins[0]["to"] == 0.2);
  CHECK(bins[2]["to"] == 1);
  const double expected[3][3] = {{0.15, 0.052368745896216609, 0.360418864740756906},
                                 {0.4, 0.21880653237281711, 0.61341849923774683},
                                 {0.75, 0.53129912238125598, 0.88813829859233429}};
  const int events[] = {3, 8, 15};
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(bins[i]["n"] == 20);
    CHECK(bins[i]["events"] == events[i]);
    CHECK(is_close(bins[i]["observed"]["estimate"], expected[i][0]));
    CHECK(is_close(bins[i]["observed"]["conf_low"], expected[i][1]));
    CHECK(is_close(bins[i]["observed"]["conf_high"], expected[i][2]));
  }
  CHECK(answer["method"].get<std::string>().ends_with("which is taken for its probability."));

  // A withheld cell is a withheld interval, and no other one.
  const auto withheld = run(scored.plan, nodes, [&](const NodeId& node, StepOutput& output) {
    if (node != NodeId("b")) return;
    const auto cells = diagnostic_cells(scored.plan, scored.plan.analyses[0], scored.what);
    output.partial.cells.at(cells.with.bins[1]).reset();
  });
  const auto partly = answer_in(pooled_answer(scored.plan, withheld), "d");
  CHECK(partly["status"] == "partly_withheld");
  CHECK(partly["pooled"]["calibration"][1]["n"].is_null());
  CHECK(partly["pooled"]["calibration"][1]["observed"].is_null());
  CHECK(partly["pooled"]["calibration"][2]["n"] == 20);
}

TEST_CASE("only a score between 0 and 1 is held against what happened") {
  const auto said = [](const std::string& rest) {
    return analysis_refusal(
        (R"({"id": "d", "type": "diagnostic", "truth": "dead5", "calibration": true)" + rest + "}")
            .c_str());
  };
  const std::string refusal = "study.malformed: /analyses/0/calibration: of a probability";
  CHECK(begins(said(R"(, "score": "age", "thresholds": [0, 0.5])"), refusal));
  CHECK(begins(said(R"(, "score": "age", "thresholds": [0.5, 1])"), refusal));
  CHECK(begins(said(R"(, "score": "age", "threshold": 0.5)"), refusal));
  CHECK(begins(said(R"(, "test": "stage")"), "study.malformed: /analyses/0/calibration"));
}

TEST_CASE("diagnostic analyses that cannot be are refused") {
  const auto said = [](const std::string& rest) {
    return analysis_refusal(
        (R"({"id": "d", "type": "diagnostic", "truth": "dead5")" + rest + "}").c_str());
  };
  CHECK(begins(said(""), "study.malformed: /analyses/0/test"));
  CHECK(begins(said(R"(, "test": "dead5")"), "study.duplicate: /analyses/0/test: "));
  CHECK(begins(said(R"(, "test": "age")"),
               "study.wrong_kind: /analyses/0/test: two levels are expected; declare `age`"));
  CHECK(begins(said(R"(, "test": "stage")"),
               "study.wrong_kind: /analyses/0/test: an event is 1 or true"));
  CHECK(begins(said(R"(, "test": "stage", "threshold": 2)"),
               "study.malformed: /analyses/0/threshold: stands only with `score`"));
  CHECK(begins(said(R"(, "test": "stage", "score": "age", "threshold": 2)"),
               "study.malformed: /analyses/0/test: stands without `score`"));
  CHECK(begins(said(R"(, "score": "age")"), "study.malformed: /analyses/0/threshold: is missing"));
  CHECK(
      begins(said(R"(, "score": "arm", "threshold": 2)"), "study.wrong_kind: /analyses/0/score: "));
  CHECK(begins(said(R"(, "score": "age", "threshold": "high")"),
               "study.malformed: /analyses/0/threshold: a number is expected"));
  CHECK(begins(said(R"(, "score": "age", "thresholds": [])"),
               "study.malformed: /analyses/0/thresholds: a list of 1 to 3999"));
  CHECK(begins(said(R"(, "score": "age", "thresholds": [60, 60])"),
               "study.malformed: /analyses/0/thresholds/1: thresholds are numbers that increase"));
  CHECK(begins(said(R"(, "score": "age", "thresholds": [60, null])"),
               "study.malformed: /analyses/0/thresholds/1: "));
  CHECK(begins(said(R"(, "score": "age", "thresholds": [50, 60], "threshold": 55)"),
               "study.malformed: /analyses/0/threshold: one of `thresholds` is expected"));
  auto study = sample_study();
  study["variables"]["three"] = Json::parse(R"({"column": "grade", "levels": [0, 1, 2]})");
  study["analysis_set"]["complete_on"].push_back("three");
  study["analyses"] =
      Json::parse(R"([{"id": "d", "type": "diagnostic", "truth": "dead5", "test": "three"}])");
  CHECK(begins(compile_study(study).error().text(),
               "study.wrong_kind: /analyses/0/test: two levels are expected, one of them 1"));
  study["analyses"] = Json::parse(
      R"([{"id": "d", "type": "diagnostic", "truth": "dead5", "score": "age", "threshold": 60},
          {"id": "h", "type": "histogram", "variable": "age", "breaks": [null, 60, null]}])");
  CHECK(begins(compile_study(study).error().text(),
               "study.not_offered: /analyses/1: another analysis cuts `age` at other breaks"));
}

}  // namespace passerelle::analysis::test
