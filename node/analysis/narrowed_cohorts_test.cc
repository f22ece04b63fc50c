// Cohorts that narrow each other, and the steps that they make before an analysis set.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/analysis/expression.h"
#include "node/analysis/steps_before_set.h"
#include "node/analysis/study_sample_test.h"
#include "node/analysis/test_batches.h"

namespace passerelle::analysis {
namespace {

// Everybody, the adults of them, and the patients of these, who are the analysis set.
Json narrowing(const char* analyses = "[]") {
  auto study = sample_study();
  study["cohorts"] = Json::parse(R"({
    "patients": {"from": "adults", "where": {"eq": ["etype", 2]}},
    "adults": {"from": "everybody", "where": {"ge": ["age", 18]}},
    "everybody": {"from": "colon"},
    "others": {"from": "colon"}})");
  for (const auto& one : Json::parse(analyses)) study["analyses"].push_back(one);
  return study;
}

std::string cohort_refusal(const char* name, const char* cohort) {
  auto study = narrowing();
  study["cohorts"][name] = Json::parse(cohort);
  const auto plan = compile_study(study);
  return plan ? "accepted" : plan.error().text();
}

constexpr const char* kSteps = R"([
  {"id": "adults", "type": "count", "cohort": "adults"},
  {"id": "all", "type": "count", "cohort": "everybody"}])";

}  // namespace

TEST_CASE("a cohort holds the rows of the one that it narrows for which its condition is true") {
  const auto plan = compiled(narrowing());
  const auto& patients = plan.cohorts.at("patients");
  CHECK(patients.narrows == std::vector<std::string>{"everybody", "adults"});
  REQUIRE(patients.where->op == Operator::conjunction);
  CHECK(patients.where->operands[0]->op == Operator::ge);
  CHECK(patients.where->operands[1]->op == Operator::eq);
  const auto table = test::parse_csv("id,etype,age\n1,2,17\n2,2,18\n3,1,40\n4,2,\n");
  auto counting = narrowing();
  counting["analyses"] = Json::parse(R"([
    {"id": "a", "type": "count", "cohort": "everybody"},
    {"id": "b", "type": "count", "cohort": "adults"},
    {"id": "c", "type": "count", "cohort": "patients"}])");
  counting.erase("analysis_set");
  const auto counted = compiled(counting);
  test::ColumnTypes types;
  test::widen(types, table);
  const auto frame = test::built_frame(counted, table, types);
  const auto rows = [&](const char* id) {
    return frame.rows_of(find_analysis(counted, id).row_set).size();
  };
  CHECK(rows("a") == 4);
  CHECK(rows("b") == 2);
  CHECK(rows("c") == 1);
}

TEST_CASE("what a cohort narrows is a cohort of the study, and no circle") {
  CHECK(cohort_refusal("more", R"({"from": "patients"})") == "accepted");
  CHECK(begins(cohort_refusal("more", R"({"from": "lung"})"),
               "study.unknown_name: /cohorts/more/from: the rows of a study are those of one "
               "source, here colon, or of another of its cohorts"));
  CHECK(begins(cohort_refusal("more", R"({"from": "more"})"),
               "study.malformed: /cohorts/more/from: cohorts narrow each other in a circle"));
  CHECK(begins(cohort_refusal("everybody", R"({"from": "patients"})"),
               "study.malformed: /cohorts/patients/from: cohorts narrow each other in a circle"));
  auto deep = narrowing();
  for (int i = 0; i < 40; ++i) {
    const auto wider = i == 0 ? "patients" : "c" + std::to_string(i - 1);
    deep["cohorts"]["c" + std::to_string(i)] = {{"from", wider}, {"where", {{"ge", {"age", i}}}}};
  }
  const auto plan = compile_study(deep);
  REQUIRE_FALSE(plan.has_value());
  CHECK(begins(plan.error().text(), "study.too_large: /cohorts/c"));
}

TEST_CASE("counts of the wider cohorts are the steps before the analysis set, the widest first") {
  CHECK(steps_before_set(compiled(narrowing(kSteps))) == std::vector<std::string>{"all", "adults"});
  auto share = narrowing(kSteps);
  share["analyses"].push_back(
      {{"id", "share"}, {"type", "derive"}, {"expr", "`adults/rows` / `all/rows`"}});
  CHECK(steps_before_set(compiled(share)).size() == 2);
  CHECK(steps_before_set(compiled(narrowing())).empty());
  CHECK(steps_before_set(compiled(sample_study())).empty());
  // Its levels are numbers of the study's own, and so is what is asked of the cohort beside it.
  CHECK(steps_before_set(compiled(narrowing(R"([
    {"id": "adults", "type": "count", "cohort": "adults", "by": "arm"},
    {"id": "all", "type": "count", "cohort": "everybody"},
    {"id": "known", "type": "missingness", "cohort": "everybody", "variables": ["age"]}])")))
            .empty());
  // Of a cohort that the set does not narrow nobody knows here that it is wider.
  CHECK(steps_before_set(compiled(narrowing(R"([
    {"id": "others", "type": "count", "cohort": "others"}])")))
            .empty());
}

}  // namespace passerelle::analysis
