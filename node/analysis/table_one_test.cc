// Groups beside each other against R.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/analysis/standardised_difference.h"
#include "node/analysis/study_sample_test.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {
namespace {

Json table(const std::vector<std::string>& variables, const Gate& gate = {}) {
  auto plan = plan_of({category("sex", {"0", "1"}), category("arm", {"p", "q", "r"}), number("age"),
                       number("x", MissingRule::category)});
  plan.row_sets[kSet].complete_on = {"age", "arm", "sex"};
  add(plan, "one", TableOneAnalysis{"sex", variables});
  const auto nodes = by_node(plan, read_csv(testdata("survival.csv")));
  return answer_in(pooled_answer(plan, run(plan, nodes, gate)), "one");
}

}  // namespace

TEST_CASE("a standardised difference of two sites' groups is that of the reference") {
  if (shared_data().empty()) {
    MESSAGE("SKIPPED propensity.json: no shared data on this machine");
    return;
  }
  const auto folder = shared_data() + "/analysis-vectors/";
  auto plan = plan_of({category("treat", {"0", "1"}), number("age"), number("stage")});
  add(plan, "one", TableOneAnalysis{"treat", {"age", "stage"}});
  const auto pooled =
      answer_of(plan, by_site(plan, read_csv(folder + "cohort.csv")), "one")["pooled"];
  const auto r = read_json(folder + "propensity.json")["standardised_mean_differences"];
  for (const char* variable : {"age", "stage"}) {
    CHECK(is_close(pooled[variable]["standardised_differences"]["1"], r[variable]["unweighted"]));
  }
  const auto moments = read_json(folder + "moments.json");
  CHECK(pooled["n"] == 600);
}

TEST_CASE("a category of many levels has the distance of its shares") {
  const auto pooled = table({"arm", "age"})["pooled"];
  CHECK(is_close(pooled["arm"]["standardised_differences"]["1"],
                 read_json(testdata("reference.json"))["arms_by_sex"]));
  const auto rows = read_csv(testdata("survival.csv"));
  std::map<std::string, std::int64_t> women, all;
  for (std::size_t i = 0; i < rows.rows.size(); ++i) {
    const Row row(rows, i);
    ++all[row.text("arm")];
    if (row.text("sex") == "1") ++women[row.text("arm")];
  }
  for (const char* arm : {"p", "q", "r"}) {
    CHECK(pooled["arm"]["counts"][arm] == all[arm]);
    CHECK(pooled["arm"]["by"]["1"]["counts"][arm] == women[arm]);
    CHECK(is_close(pooled["arm"]["percent"][arm], 100.0 * static_cast<double>(all[arm]) / 180));
  }
  CHECK(pooled["groups"] == Json::array({"0", "1"}));
  CHECK(pooled["by"]["1"] == women["p"] + women["q"] + women["r"]);
}

TEST_CASE("a withheld count takes the shares and the distance that would tell it") {
  const auto answer = table({"arm", "age"}, [](const NodeId& node, StepOutput& output) {
    if (node != NodeId("a")) return;
    CellKey key{kSet, {}};
    output.partial.cells.at(with(with(key, "arm", "q"), "sex", "1")).reset();
  });
  CHECK(answer["status"] == "partly_withheld");
  const auto& arm = answer["pooled"]["arm"];
  CHECK(arm["by"]["1"]["counts"]["q"].is_null());
  for (const char* level : {"p", "q", "r"}) CHECK(arm["by"]["1"]["percent"][level].is_null());
  CHECK(arm["standardised_differences"]["1"].is_null());
  CHECK(arm["counts"]["q"].is_number());
  CHECK(answer["pooled"]["age"]["standardised_differences"]["1"].is_number());
}

TEST_CASE("groups that do not differ are at no distance, and some distances do not exist") {
  CHECK(standardised_difference(MeanAndVariance{5, 0}, {5, 0}) == 0);
  CHECK(std::isnan(standardised_difference(MeanAndVariance{5, 0}, {6, 0})));
  CHECK(standardised_difference(std::vector{0.5, 0.5}, {0.5, 0.5}) == 0);
  CHECK(standardised_difference(std::vector{0.5, 0.5}, {0.25, 0.75}) > 0);
  CHECK(standardised_difference(std::vector{1.0, 0.0, 0.0}, {1.0, 0.0, 0.0}) == 0);
  CHECK(std::isnan(standardised_difference(std::vector{1.0, 0.0, 0.0}, {0.0, 1.0, 0.0})));
}

TEST_CASE("a table of groups is checked") {
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "table_one", "variables": ["age"]})"),
               "study.malformed: /analyses/0/by: "));
  CHECK(begins(
      analysis_refusal(R"({"id": "a", "type": "table_one", "by": "age", "variables": ["arm"]})"),
      "study.wrong_kind: /analyses/0/by: groups are expected"));
  CHECK(begins(
      analysis_refusal(R"({"id": "a", "type": "table_one", "by": "arm", "variables": ["arm"]})"),
      "study.duplicate: /analyses/0/variables/0: "));
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "table_one", "by": "arm",
                                    "variables": ["age"], "smd": true})"),
               "study.malformed: /analyses/0"));
}

}  // namespace passerelle::analysis::test
