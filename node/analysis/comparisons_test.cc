// Differences in differences and interrupted time series against R (vectors of the shared data).
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/analysis/cohort_vectors_test.h"
#include "node/analysis/design.h"
#include "node/analysis/study_sample_test.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {
namespace {

StudyPlan compiled_analysis(const Json& analysis, const std::vector<std::string>& complete_on) {
  auto study = sample_study();
  study.erase("variables");
  study["cohorts"] = {{"patients", {{"from", "colon"}}}};
  study["analysis_set"] = {{"cohort", "patients"}, {"complete_on", complete_on}};
  study["analyses"] = Json::array({analysis});
  return compiled(study);
}

}  // namespace

TEST_CASE("a difference in differences is the product of R's model, and is told by itself") {
  if (!has_shared_data("comparisons")) return;
  const auto plan = compiled_analysis(Json::parse(R"({"id": "did", "type": "did",
      "outcome": "cost", "treated": "treat", "post": "post"})"),
                                      {"cost", "treat", "post"});
  const auto answer =
      answer_of(plan, by_site(plan, read_csv(shared_data() + kVectors + "cohort.csv")), "did");
  CHECK(answer["type"] == "did");
  const auto& pooled = answer["pooled"];
  const auto r = read_json(shared_data() + kVectors + "linear.json")["models"]["did"];
  for (const auto& [name, value] : r["coefficients"].items()) {
    CHECK(is_close(pooled["coefficients"][name], value, 1e-10, r["standard_errors"][name]));
  }
  CHECK(pooled["effect"]["coefficient"] == "treat:post");
  CHECK(is_close(pooled["effect"]["estimate"], r["coefficients"]["treat:post"]));
  CHECK(is_close(pooled["effect"]["standard_error"], r["standard_errors"]["treat:post"]));
  CHECK(is_close(pooled["effect"]["p_value"], r["p"]["treat:post"]));
}

TEST_CASE("an interrupted time series is R's segmented regression") {
  if (!has_shared_data("comparisons")) return;
  auto plan = compiled_analysis(Json::parse(R"({"id": "its", "type": "its", "outcome": "count",
      "time": "month", "intervention": 30, "offset": "log_population"})"),
                                {"count", "month", "log_population"});
  const Derive derive{{"log_population",
                       [](const Row& row) { return text_of(std::log(row.number("population"))); }},
                      {"after(month)", [](const Row& row) { return row.text("after"); }},
                      {"since(month)", [](const Row& row) { return row.text("months_after"); }}};
  const auto table = read_csv(shared_data() + kVectors + "its.csv");
  Nodes nodes;
  for (const int node : {0, 1, 2}) {
    const auto keep = [&](const Row& row) {
      return static_cast<int>(row.number("month")) % 3 == node;
    };
    nodes[NodeId(std::string(1, static_cast<char>('a' + node)))] =
        frame_of(plan, table, derive, keep, "month");
  }
  const auto pooled = answer_of(plan, nodes, "its")["pooled"];
  const auto r = read_json(shared_data() + kVectors + "its.json");
  for (const auto& [theirs, ours] : {std::pair{"(Intercept)", "(Intercept)"},
                                     {"month", "month"},
                                     {"after", "after(month)"},
                                     {"months_after", "since(month)"}}) {
    INFO(theirs);
    CHECK(is_close(pooled["coefficients"][ours], r["coefficients"][theirs], 1e-8));
    CHECK(is_close(pooled["standard_errors"][ours], r["standard_errors"][theirs], 1e-8));
  }
  CHECK(is_close(pooled["deviance"], r["deviance"], 1e-10));
  CHECK(is_close(pooled["level_change"]["estimate"], r["coefficients"]["after"], 1e-8));
  CHECK(is_close(pooled["level_change"]["rate_ratio"],
                 std::exp(r["coefficients"]["after"].get<double>()), 1e-8));
  CHECK(is_close(pooled["slope_change"]["standard_error"], r["standard_errors"]["months_after"],
                 1e-8));
}

TEST_CASE("the columns of an interrupted time series begin after the intervention") {
  const auto plan = with_analysis(R"({"id": "a", "type": "its", "outcome": "time5", "time": "age",
      "intervention": 60})");
  CHECK(names_of(coefficients_of(plan, plan.analyses[0])) ==
        Names{"age", "after(age)", "since(age)"});
  CHECK(plan.base().columns.contains("age"));
}

TEST_CASE("comparisons are checked") {
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "did", "outcome": "time5",
                                    "treated": "arm", "post": "age"})"),
               "study.wrong_kind: /analyses/0: `arm:age` compares two groups at two times"));
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "did", "outcome": "time5",
                                    "treated": "dead5"})"),
               "study.malformed: /analyses/0/post: "));
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "did", "outcome": "time5",
                                    "treated": "dead5", "post": "age", "terms": ["age"]})"),
               "study.duplicate: /analyses/0/terms/0: "));
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "its", "outcome": "time5", "time": "arm",
                                    "intervention": 3})"),
               "study.wrong_kind: /analyses/0/time: "));
  CHECK(begins(analysis_refusal(R"({"id": "a", "type": "its", "outcome": "time5", "time": "age"})"),
               "study.malformed: /analyses/0/intervention: "));
}

}  // namespace passerelle::analysis::test
