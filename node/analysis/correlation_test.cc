// Covariances, correlations and components against R.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/analysis/study_sample_test.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {
namespace {

constexpr const char* kVectors = "/analysis-vectors/";

Json components(PcaAnalysis::Of of, std::vector<std::string> variables = {"age", "x", "time"}) {
  auto plan = plan_of({number("age"), number("x"), number("time"), number("one")});
  add(plan, "pca", PcaAnalysis{std::move(variables), of});
  const Derive derive{{"one", [](const Row&) { return "1"; }}};
  return answer_of(plan, by_node(plan, read_csv(testdata("survival.csv")), derive), "pca");
}

}  // namespace

TEST_CASE("covariances and correlations of three sites are those of R on the pooled rows") {
  if (shared_data().empty()) {
    MESSAGE("SKIPPED covariance.json: no shared data on this machine");
    return;
  }
  const auto r = read_json(shared_data() + kVectors + "covariance.json");
  auto plan = plan_of({number("age"), number("marker"), number("cost"), number("py")});
  add(plan, "cor", CorrelationAnalysis{{"age", "marker", "cost", "py"}});
  const auto pooled = answer_of(
      plan, by_site(plan, read_csv(shared_data() + kVectors + "cohort.csv")), "cor")["pooled"];
  CHECK(pooled["n"] == r["complete_cases"]);
  CHECK(pooled["variables"] == r["variables"]);
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j < 4; ++j) {
      CHECK(is_close(pooled["covariance"][i][j], r["covariance"][i][j], 1e-12));
      CHECK(is_close(pooled["correlation"][i][j], r["pearson"][i][j], 1e-12));
    }
  }
}

TEST_CASE("correlations of ranks are those of R, ties at their mean") {
  const auto r = read_json(testdata("models.json"))["ranks"];
  auto plan = plan_of({category("arm", {"p", "q", "r"}), category("sex", {"0", "1"}),
                       category("decade", {"<50", "[50,60)", "[60,70)", ">=70"})});
  add(plan, "ranks", RankCorrelationAnalysis{{"arm", "sex", "decade"}});
  const Derive derive{
      {"decade", [](const Row& row) {
         const double age = row.number("age");
         return age < 50 ? "<50" : age < 60 ? "[50,60)" : age < 70 ? "[60,70)" : ">=70";
       }}};
  const auto nodes = by_node(plan, read_csv(testdata("survival.csv")), derive);
  const auto pooled = answer_of(plan, nodes, "ranks")["pooled"];
  CHECK(pooled["n"] == 180);
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      CHECK(is_close(pooled["correlation"][i][j], r[i][j], 1e-12));
    }
  }
}

TEST_CASE("a withheld cell takes the correlations of its categories with it") {
  auto plan = plan_of({category("arm", {"p", "q", "r"}), category("sex", {"0", "1"}),
                       category("event", {"0", "1"})});
  add(plan, "ranks", RankCorrelationAnalysis{{"arm", "sex", "event"}});
  const auto nodes = by_node(plan, read_csv(testdata("survival.csv")));
  const auto state = run(plan, nodes, [](const NodeId& node, StepOutput& output) {
    if (node != NodeId("b")) return;
    output.partial.cells.at(with(with({kSet, {}}, "arm", "q"), "event", "1")).reset();
  });
  const auto answer = answer_in(pooled_answer(plan, state), "ranks");
  CHECK(answer["status"] == "partly_withheld");
  CHECK(answer["withheld"] == Json::array({"/correlation/2/0", "/correlation/0/2"}));
  CHECK(answer["pooled"]["correlation"][1][0].is_number());
}

TEST_CASE("principal components are those of R") {
  const auto r = read_json(testdata("reference.json"))["components"];
  for (const auto& [name, of] : {std::pair{"correlation", PcaAnalysis::Of::correlation},
                                 {"covariance", PcaAnalysis::Of::covariance}}) {
    const auto pooled = components(of)["pooled"];
    double total = 0;
    for (const auto& variance : r[name]["variances"]) total += variance.get<double>();
    for (std::size_t k = 0; k < 3; ++k) {
      const double variance = r[name]["variances"][k];
      CHECK(is_close(pooled["variances"][k], variance));
      CHECK(is_close(pooled["explained"][k], variance / total));
      std::size_t i = 0;
      for (const char* variable : {"age", "x", "time"}) {
        CHECK(is_close(pooled["loadings"][k][variable], r[name]["loadings"][k][i++], 1e-10, 1));
      }
    }
  }
}

TEST_CASE("a number that everybody has correlates with nothing") {
  const auto answer = components(PcaAnalysis::Of::correlation, {"age", "one"});
  CHECK(answer["status"] == "failed");
  CHECK(answer["reason"] == "collinearity");
  CHECK(answer["aliased"] == Json::array({"one"}));
}

TEST_CASE("correlations and components are checked") {
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "correlation", "variables": ["age"]})"),
               "study.malformed: /analyses/0/variables: at least two variables"));
  CHECK(
      begins(analysis_refusal(R"({"id": "a", "type": "correlation", "variables": ["age", "arm"]})"),
             "study.wrong_kind: /analyses/0/variables/1: what is correlated is a number"));
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "correlation", "variables":
                                    ["arm", "time5"], "method": "spearman"})"),
               "study.wrong_kind: /analyses/0/variables/1: levels in their order"));
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "correlation", "variables":
                                    ["age", "time5"], "method": "kendall"})"),
               "study.malformed: /analyses/0/method: "));
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "pca", "variables": ["age", "time5"],
                                    "of": "ranks"})"),
               "study.malformed: /analyses/0/of: "));
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "pca", "variables": ["age", "weight"]})"),
               "study.incomplete: /analyses/0/variables/1: "));
}

}  // namespace passerelle::analysis::test
