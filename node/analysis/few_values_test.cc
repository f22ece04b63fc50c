#include "node/analysis/few_values.h"

#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "node/analysis/expression_values.h"
#include "node/analysis/study_sample_test.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

std::optional<std::int64_t> rarest(const std::vector<double>& values, std::size_t few) {
  Values of;
  for (std::size_t i = 0; i < values.size(); ++i) {
    of.values.push_back(values[i]);
    of.persons.push_back(static_cast<std::uint32_t>(i));
  }
  const auto found = rarest_of_few(of, few);
  if (few <= Magnitude::kMostFew) {
    Magnitude magnitude;
    for (const double value : values) magnitude.add(value);
    CHECK(magnitude.evidence(few).rarest_of_few == found);
    CHECK(magnitude_of(of, few).rarest_of_few == found);
  }
  return found;
}

// A study of the mean of `value`, a number made so.
StudyPlan mean_of(const char* expression) {
  auto study = sample_study();
  study["variables"]["value"] = Json::parse(expression);
  study["analysis_set"]["complete_on"] = Json::array({"value"});
  study["analyses"] =
      Json::parse(R"([{"id": "mean", "type": "describe", "variables": ["value"]}])");
  return compiled(study);
}

std::size_t on_the_way(const char* expression) {
  return mean_of(expression).variable("value").on_the_way.size();
}

}  // namespace

TEST_CASE("the rarest of few values is counted, of many none") {
  CHECK(rarest({0, 1, 1, 1, 2, 2}, 4) == 1);
  CHECK(rarest({0, 0, 1, 1, 1, 2, 2}, 3) == 2);
  CHECK(rarest({0, 0, 1, 1, 1, 2, 2}, 2) == std::nullopt);
  CHECK(rarest({1, 2, 3, 4, 5}, 4) == std::nullopt);
  CHECK(rarest({1, 2, 3, 4, 5, 5}, 5) == 1);
  CHECK(rarest({7, 7, 7}, 4) == std::nullopt);
  CHECK(rarest({}, 4) == std::nullopt);
}

TEST_CASE("a person with a value in several rows has it once") {
  const Values of{{0, 0, 0, 1, 1, 1}, {1, 1, 1, 1, 2, 3}};
  CHECK(rarest_of_few(of, 2) == 1);
  CHECK(magnitude_of(of, 2).rarest_of_few == 1);
}

TEST_CASE("all values of a case are counted, as many as there are") {
  const auto plan = mean_of(R"({"case": [[{"lt": ["age", 20]}, 1], [{"lt": ["age", 30]}, 1000],
      [{"lt": ["age", 40]}, 1000000], [{"lt": ["age", 50]}, 5]], "else": 0})");
  CHECK(plan.variable("value").coded_values == 5);
  CHECK(plan.variable("value").on_the_way.empty());
  CHECK(few_of(plan.variable("value"), kEquationsOfProducts) == 5);
}

TEST_CASE("what takes few values on the way to a number is a number of its own") {
  // Of one number and constants, its own values tell everything.
  CHECK(on_the_way(R"({"column": "age"})") == 0);
  CHECK(on_the_way(R"({"min": ["time", 1826]})") == 0);
  CHECK(on_the_way(R"({"log": {"div": ["time", 365.25]}})") == 0);
  // Two beside each other, in digits of their own.
  CHECK(on_the_way(R"({"add": [{"mul": ["status", 1000]}, "age"]})") == 2);
  CHECK(on_the_way(R"({"add": [{"mul": [{"case": [[{"lt": ["age", 40]}, 1]], "else": 0}, 1000]},
                               "age"]})") == 3);
  // A case of numbers tells who is of which branch, and what each of these holds.
  CHECK(on_the_way(R"({"case": [[{"lt": ["age", 40]}, {"add": ["age", 1000]}]], "else": "age"})") ==
        3);
  // So does one that is a part, and a case within a branch.
  CHECK(on_the_way(R"({"add": ["time", {"case": [[{"lt": ["age", 40]}, {"mul": ["status", 9]}]],
                                        "else": "age"}]})") == 5);
  CHECK(on_the_way(R"({"case": [[{"lt": ["age", 40]}, {"case": [[{"gt": ["time", 9]}, 7]],
                                                       "else": 0}]], "else": "age"})") == 3);
  // Steps and clips of a number, beside the number.
  CHECK(on_the_way(R"({"add": [{"mul": [{"min": [{"max": [{"sub": ["age", 96]}, 0]}, 1]}, 1000]},
                               "age"]})") == 2);
}

TEST_CASE("what stands in a branch is of the rows that take it") {
  auto study = sample_study();
  study["variables"]["value"] =
      Json::parse(R"({"case": [[{"lt": ["age", 40]}, {"mul": ["time", 10]}]], "else": "age"})");
  study["analysis_set"]["complete_on"] = Json::array({"value"});
  study["analyses"] =
      Json::parse(R"([{"id": "mean", "type": "describe", "variables": ["value"]}])");
  const auto plan = compiled(study);
  query::RowBatch batch;
  batch.rows = 3;
  for (const auto& name : plan.base().columns) {
    const bool is_age = name == "age";
    batch.columns.push_back(
        {query::ColumnType::number,
         is_age ? std::vector<double>{30, 50, 39} : std::vector<double>{1, 2, 3},
         std::vector<bool>(3)});
  }
  const std::vector<std::string> names(plan.base().columns.begin(), plan.base().columns.end());
  Evaluator evaluator(names, batch);
  std::multiset<std::string> found;
  for (const auto& name : plan.variable("value").on_the_way) {
    const auto values = evaluator.evaluate(plan.variable(name).expression);
    std::string text;
    for (std::size_t row = 0; row < 3; ++row) {
      text += std::isnan(values->number(row)) ? "? " : number_text(values->number(row)) + " ";
    }
    found.insert(text);
  }
  CHECK(found == std::multiset<std::string>{"0 1 0 ", "10 ? 30 ", "? 50 ? "});
}

TEST_CASE("too many numbers on the way are refused") {
  Json sum = Json::array();
  for (int i = 0; i < 101; ++i) sum.push_back({{"mul", {"age", i + 2}}});
  auto study = sample_study();
  study["variables"]["value"] = {{"add", sum}};
  study["analysis_set"]["complete_on"] = Json::array({"value"});
  study["analyses"] =
      Json::parse(R"([{"id": "mean", "type": "describe", "variables": ["value"]}])");
  const auto plan = compile_study(study);
  REQUIRE_FALSE(plan);
  CHECK(
      begins(plan.error().text(), "study.too_large: /variables: numbers are made of at most 100"));
}

TEST_CASE("what stands on the way is no variable of the study, and is not told twice") {
  auto study = sample_study();
  study["variables"]["high"] = Json::parse(R"({"case": [[{"lt": ["age", 40]}, 1]], "else": 0})");
  study["variables"]["one"] = Json::parse(R"({"add": [{"mul": ["high", 1000]}, "age"]})");
  study["variables"]["two"] = Json::parse(R"({"add": [{"mul": ["high", 500]}, "age"]})");
  study["analysis_set"]["complete_on"] = Json::array({"one", "two"});
  study["analyses"] =
      Json::parse(R"([{"id": "means", "type": "describe", "variables": ["one", "two"]}])");
  const auto plan = compiled(study);
  CHECK(plan.variable("one").on_the_way.size() == 3);
  std::size_t hidden = 0;
  for (const auto& [name, variable] : plan.variables) {
    hidden += variable.is_of_the_study() ? 0 : 1;
    CHECK(variable.is_on_the_way != variable.is_of_the_study());
  }
  // The age of each is an expression of its own, as is its product; the case is one.
  CHECK(hidden == 5);
}

TEST_CASE("the rarest on the way is of the rows that a sum is over") {
  const auto plan = mean_of(R"({"add": [{"mul": ["status", 1000]}, "age"]})");
  Frame frame;
  frame.rows = 6;
  frame.person = {0, 1, 2, 3, 4, 5};
  const auto& names = plan.variable("value").on_the_way;
  REQUIRE(names.size() == 2);
  frame.numbers[*names.begin()] = {0, 1000, 1000, 0, 0, 0};
  frame.numbers[*names.rbegin()] = {41, 42, 43, 44, 45, 46};
  const std::vector<std::uint32_t> all{0, 1, 2, 3, 4, 5}, some{2, 3, 4};
  CHECK(rarest_on_the_way(plan, {"value"}, all, frame) == 2);
  CHECK(rarest_on_the_way(plan, {"value"}, some, frame) == 1);
  CHECK(rarest_on_the_way(plan, {}, all, frame) == std::nullopt);
}

}  // namespace passerelle::analysis
