// Histograms against R, and what a study must not ask for.
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "node/analysis/layout.h"
#include "node/analysis/study_sample_test.h"
#include "node/analysis/test_batches.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis {
namespace {

Json study_of(const Json& analyses) {
  auto study = sample_study();
  for (const char* field : {"variables", "cohorts", "analysis_set"}) study.erase(field);
  study["analyses"] = analyses;
  return study;
}

// Each site of the table is a node.
test::Nodes sites_of(const StudyPlan& plan, const test::Table& table) {
  test::ColumnTypes types;
  test::widen(types, table);
  test::Nodes nodes;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto site = test::Row(table, i).text("site");
    if (nodes.contains(NodeId(site))) continue;
    const auto rows =
        test::rows_where(table, [&](const test::Row& row) { return row.text("site") == site; });
    nodes[NodeId(site)] = test::built_frame(plan, rows, types);
  }
  return nodes;
}

}  // namespace

TEST_CASE("a histogram over three nodes has the counts of hist() in R") {
  const auto data = test::shared_data();
  if (data.empty()) {
    MESSAGE("SKIPPED histogram.json: no shared data on this machine");
    return;
  }
  const auto reference = test::read_json(data + "/analysis-vectors/histogram.json");
  const auto plan = compiled(study_of(Json::array({{{"id", "h"},
                                                    {"type", "histogram"},
                                                    {"variable", reference["variable"]},
                                                    {"breaks", reference["breaks"]}}})));
  const auto table = test::read_csv(data + "/analysis-vectors/cohort.csv");
  const auto answer = test::answer_of(plan, sites_of(plan, table), "h");
  CHECK(answer["pooled"]["counts"] == reference["counts"]);
  CHECK(answer["pooled"]["breaks"] == reference["breaks"]);
  CHECK(answer["status"] == "released");
}

TEST_CASE("bins are closed on the right, the first on both sides, and a withheld bin stays so") {
  const auto plan = compiled(study_of(Json::parse(
      R"([{"id": "h", "type": "histogram", "variable": "x", "breaks": [0, 1, 2, null]}])")));
  const auto table = test::parse_csv("id,site,x\n1,A,0\n2,A,1\n3,A,2\n4,A,9\n5,A,\n");
  const auto nodes = sites_of(plan, table);
  CHECK(test::answer_of(plan, nodes, "h")["pooled"]["counts"] == Json::array({2, 1, 1}));
  const auto state = test::run(plan, nodes, [](const NodeId&, StepOutput& output) {
    for (auto& [key, count] : output.partial.cells) {
      if (!key.where.empty() && key.where.back().level == "(1,2]") count.reset();
    }
  });
  const auto answer = test::answer_in(pooled_answer(plan, state), "h");
  CHECK(answer["pooled"]["counts"] == Json::parse("[2, null, 1]"));
  CHECK(answer["withheld"] == Json::array({"/counts/1"}));
}

TEST_CASE("where values may be missing, bins are parts of the rows with a value") {
  const auto plan = with_analysis(
      R"({"id": "h", "type": "histogram", "variable": "nodes", "breaks": [0, 5, 40]})");
  const auto layout = layout_of(Outcomes(plan), State{});
  const CellKey values{"analysis_set", {{"nodes", kPresentLevel}}};
  const CellRelation relation{
      values, {with(values, "nodes@bins", "[0,5]"), with(values, "nodes@bins", "(5,40]")}};
  CHECK(std::find(layout.relations.begin(), layout.relations.end(), relation) !=
        layout.relations.end());
}

TEST_CASE("histograms that cannot be, or could be subtracted from others, are refused") {
  CHECK(begins(
      analysis_refusal(R"({"id": "h", "type": "histogram", "variable": "age", "breaks": [1, 1]})"),
      "study.malformed: /analyses/0/breaks/1: breaks increase strictly"));
  CHECK(begins(
      analysis_refusal(R"({"id": "h", "type": "histogram", "variable": "arm", "breaks": [1, 2]})"),
      "study.wrong_kind: /analyses/0/variable: what is counted between breaks is a number"));
  const auto said = [](const char* analyses) {
    auto study = sample_study();
    study["analyses"] = Json::parse(analyses);
    return compile_study(study).error().text();
  };
  CHECK(begins(said(R"([{"id": "h", "type": "histogram", "variable": "age", "breaks": [0, 50, 99]},
                        {"id": "i", "type": "histogram", "variable": "age", "breaks": [0, 51, 99]}])"),
               "study.not_offered: /analyses/1: another analysis cuts `age` at other breaks"));
  CHECK(begins(said(R"([{"id": "h", "type": "histogram", "variable": "age", "breaks": [0, 50, 99]},
                        {"id": "n", "type": "count", "by": "age_group"}])"),
               "study.not_offered: /analyses/1/by: `age_group` counts the column `age`"));
}

}  // namespace passerelle::analysis
