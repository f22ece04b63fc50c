#include "policies/disclosure/outputs/check.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/base/shared_vectors_test.h"

namespace passerelle::disclosure::outputs {
namespace {

Json one(const char* kind, const char* input, const char* settings = "{}") {
  return Json{{"id", "x"},
              {"kind", kind},
              {"input", Json::parse(input)},
              {"settings", Json::parse(settings)}};
}

// The decision about a single case.
Json decided(const Json& test) {
  const auto answer = check(test);
  REQUIRE_MESSAGE(answer, answer.error().text());
  return answer->at("results").at(0);
}

Json reasons(const char* kind, const char* input, const char* settings = "{}") {
  return decided(one(kind, input, settings)).at("reasons");
}

std::string refusal(const Json& document) {
  const auto answer = check(document);
  REQUIRE(!answer);
  return answer.error().detail;
}

std::string refusal(const char* kind, const char* input, const char* settings = "{}") {
  return refusal(one(kind, input, settings));
}

Json codes(std::initializer_list<const char*> list) {
  auto json = Json::array();
  for (const auto* code : list) json.push_back(code);
  return json;
}

TEST_CASE("every shared case is decided as expected, in every field") {
  const auto text = shared_text("data/disclosure/cases.json");
  if (!text) return;
  const auto document = Json::parse(*text);
  const auto answer = check(document);
  REQUIRE_MESSAGE(answer, answer.error().text());
  const auto& cases = document.at("cases");
  const auto& results = answer->at("results");
  REQUIRE(results.size() == cases.size());
  CHECK(cases.size() == 75);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    auto expected = cases[i].at("expected");
    expected["id"] = cases[i].at("id");
    CAPTURE(expected.at("id").get<std::string>());
    CHECK(results[i] == expected);
  }
}

TEST_CASE("a case stands alone, in a list, or under its name") {
  auto test = one("proportion", R"({"x": 31, "n": 90})");
  test.erase("id");
  test.erase("settings");
  const auto expected =
      Json::parse(R"({"results": [{"id": "0", "decision": "release", "reasons": []}]})");
  CHECK(*check(test) == expected);
  CHECK(*check(Json::array({test})) == expected);
  CHECK(*check(Json{{"cases", Json::array({test})}, {"format", "text"}}) == expected);
  CHECK(*check(Json::array()) == Json::parse(R"({"results": []})"));
}

TEST_CASE("what an output was expected to be changes nothing") {
  auto test = one("unit_records", R"({"what": "residuals"})");
  test["expected"] = Json::parse(R"({"decision": "release"})");
  CHECK(decided(test).at("decision") == "refuse");
  CHECK(decided(test).at("reasons") == codes({"UNIT_RECORD"}));
}

TEST_CASE("an unknown kind is refused, whatever it holds") {
  const auto result = decided(one("word_cloud", R"(["x"])", R"({"colours": 3})"));
  CHECK(result.at("decision") == "refuse");
  CHECK(result.at("reasons") == codes({"UNKNOWN_KIND"}));
}

TEST_CASE("a rule that is null is off, one that is left out is as usual") {
  const auto* values =
      R"({"statistic": "sum", "values": [900, 50, 10, 10, 10, 10, 10, 10, 10, 10, 10]})";
  CHECK(reasons("summary", values) == codes({"NK"}));
  CHECK(reasons("summary", values, R"({"nk": null})") == codes({}));
  CHECK(reasons("summary", values, R"({"nk": {"n": 1, "k": 0.9}, "p_percent": 0.2})") ==
        codes({"P_PERCENT"}));
  CHECK(reasons("summary", values, R"({"nk": {"n": 4, "k": 0.93}, "p_percent": null})") ==
        codes({"NK"}));
}

TEST_CASE("a share that is reached but for rounding is not exceeded") {
  // 0.9 of 30 is 27 and a rounding error.
  const auto* values = R"({"statistic": "mean", "values": [13.7, 13.3, 0.3, 0.3, 0.3, 0.3, 0.3,
                           0.3, 0.3, 0.3, 0.3, 0.3]})";
  CHECK(reasons("summary", values) == codes({}));
  CHECK(reasons("proportion", R"({"x": 27, "n": 30})",
                R"({"group_share_max": 0.9, "threshold": 3})") == codes({"GROUP_DISCLOSURE"}));
}

TEST_CASE("statistics over nobody are of too few") {
  CHECK(reasons("summary", R"({"statistic": "sd", "values": []})") ==
        codes({"LOW_COUNT", "LOW_DOF"}));
  CHECK(reasons("summary", R"({"statistic": "mean", "values": []})") == codes({"LOW_COUNT"}));
  CHECK(reasons("endpoint", R"({"statistic": "min", "values": []})") ==
        codes({"ENDPOINT", "LOW_COUNT"}));
  CHECK(reasons("concentration", R"({"measure": "gini", "values": []})") == codes({"LOW_COUNT"}));
  const auto quantile = decided(one("quantile", R"({"q": 0.5, "values": []})"));
  CHECK(quantile.at("reasons") == codes({"LOW_COUNT", "QUANTILE_TAIL"}));
  CHECK(quantile.at("value").is_null());
  CHECK(quantile.at("at_or_above") == 0);
}

TEST_CASE("a cell of one breaks every rule on sums") {
  const auto result =
      decided(one("magnitude_table", R"({"cells": [{"id": "a", "values": [-7.5], "entities": 1}]})",
                  R"({"entity_threshold": 2})"));
  CHECK(result.at("primary").at("a") ==
        codes({"ALL_EQUAL", "LOW_COUNT", "LOW_ENTITIES", "NK", "P_PERCENT"}));
}

TEST_CASE("an empty cell tells something where zeros do and somebody could be there") {
  const auto* sums = R"({"cells": [{"id": "a", "values": [], "entities": 0},
                                   {"id": "b", "values": [], "structural_zero": true}]})";
  const auto* counts = R"({"cells": [{"id": "a", "n": 0, "entities": 0},
                                     {"id": "b", "n": 0, "structural_zero": true}]})";
  const auto* strict = R"({"zeros": "disclosive", "entity_threshold": 3})";
  const auto expected = Json::parse(R"({"a": ["ZERO"]})");
  CHECK(decided(one("magnitude_table", sums, strict)).at("primary") == expected);
  CHECK(decided(one("frequency_table", counts, strict)).at("primary") == expected);
  CHECK(reasons("magnitude_table", sums) == codes({}));
}

TEST_CASE("a histogram counts the greatest value in its last bin and refuses edges of the data") {
  const auto* input = R"({"edges": [0, 1, 2], "values": [0, 0.5, 1, 2, 2, 7]})";
  const auto result = decided(one("histogram", input, R"({"threshold": 2})"));
  CHECK(result.at("counts") == Json::array({2, 3}));
  CHECK(result.at("decision") == "refuse");
  CHECK(result.at("reasons") == codes({"ENDPOINT"}));
  const auto strict = decided(one("histogram", R"({"edges": [-1, 1, 3], "values": [2, 2]})",
                                  R"({"threshold": 3, "zeros": "disclosive",
                                      "on_violation": "refuse"})"));
  CHECK(strict.at("decision") == "refuse");
  CHECK(strict.at("primary") == Json::parse(R"({"0": ["ZERO"], "1": ["LOW_COUNT"]})"));
}

TEST_CASE("a model is held against each of its counts") {
  CHECK(reasons("regression", R"({"family": "binomial", "n": 300, "parameters": 3, "events": 293,
                                  "separated": true})") == codes({"LOW_EVENTS", "PERFECT_FIT"}));
  CHECK(reasons("regression", R"({"family": "poisson", "n": 9, "parameters": 2, "events": 20,
                                  "r2": 1, "patterns": [5, 4]})") ==
        codes({"LOW_COUNT", "LOW_DOF", "SATURATED"}));
  CHECK(reasons("glm_aggregates", R"({"n": 30, "parameters": 21, "binary_columns": {"a": 30},
                                      "pairs": []})") == codes({"LOW_DOF"}));
  CHECK(reasons("correlation", R"({"n": 9, "r": -1})") ==
        codes({"LOW_COUNT", "LOW_DOF", "PERFECT_FIT"}));
}

TEST_CASE("a curve closes an interval only where those who are left are enough or none") {
  const auto* input = R"({"steps": [{"t": 1, "at_risk": 30, "events": 12, "censored": 12},
                                    {"t": 2.5, "at_risk": 6, "events": 2, "censored": 4}]})";
  const auto result = decided(one("survival_curve", input));
  CHECK(result.at("primary") == Json::parse(R"({"0": ["LOW_AT_RISK"],
                                                "1": ["LOW_AT_RISK", "LOW_STEP"]})"));
  CHECK(result.at("merged") == Json::parse(R"([{"t_end": 2.5, "events": 14, "censored": 16,
                                                "remaining": 0, "survival": 0.4}])"));
  const auto narrow = decided(one("survival_curve", input, R"({"step_threshold": 20})"));
  CHECK(narrow.at("decision") == "refuse");
  CHECK(narrow.at("merged").empty());
}

TEST_CASE("a receiver's curve of too few positives has no remedy") {
  const auto* input = R"({"publish": "curve", "segments": [{"pos": 4, "neg": 3},
                                                           {"pos": 5, "neg": 60}]})";
  const auto result = decided(one("roc_curve", input));
  CHECK(result.at("decision") == "refuse");
  CHECK(result.at("reasons") == codes({"LOW_COUNT", "LOW_STEP"}));
  CHECK(!result.contains("merged"));
}

TEST_CASE("a rate without complement and a mode of everybody") {
  CHECK(reasons("proportion", R"({"x": 0, "n": 90})", R"({"zeros": "disclosive"})") ==
        codes({"ZERO"}));
  CHECK(reasons("proportion", R"({"x": 3, "n": 9})") == codes({"LOW_COUNT"}));
  CHECK(reasons("mode", R"({"counts": {"A": 9, "B": 8}})") == codes({"LOW_COUNT"}));
  CHECK(reasons("odds_ratio", R"({"a": 0, "b": 9, "c": 20, "d": 20})") ==
        codes({"LOW_COUNT", "ZERO"}));
}

TEST_CASE("a limit for steps follows the threshold unless it is given") {
  const auto* input = R"({"steps": [{"t": 1, "at_risk": 100, "events": 8, "censored": 0}]})";
  CHECK(reasons("survival_curve", input, R"({"threshold": 5})") == codes({}));
  CHECK(reasons("survival_curve", input, R"({"threshold": 5, "step_threshold": 9})") ==
        codes({"LOW_STEP"}));
}

TEST_CASE("input that is wrong is named by its path and what was expected") {
  CHECK(refusal(Json("x")) == "/: an object is expected");
  CHECK(refusal(Json::parse(R"({"cases": {}})")) == "/cases: a list is expected");
  CHECK(refusal(Json::parse(R"({"cases": [{"id": "x"}]})")) == "/cases/0/kind: is missing");
  CHECK(refusal(Json::parse(R"([{"kind": "mode"}])")) == "/0/input: an object is expected");
  CHECK(refusal("mode", R"({"counts": {"a/b": -1}})") ==
        "/input/counts/a~1b: a count from 0 to 10^12 is expected");
  CHECK(
      refusal("summary", R"({"statistic": "median", "values": []})") ==
      R"(/input/statistic: "mean", "sum", "variance", "sd", "skewness" or "kurtosis" is expected)");
  CHECK(refusal("summary", R"({"statistic": "sum", "values": [1, "2"]})") ==
        "/input/values/1: a number of at most 1e300 is expected");
  CHECK(refusal("mode", R"({"counts": {}})", R"({"treshold": 3})") ==
        "/settings/treshold: unknown field");
  CHECK(refusal("mode", R"({"counts": {}})", R"({"threshold": 0})") ==
        "/settings/threshold: a number of persons from 1 on is expected");
  CHECK(refusal("mode", R"({"counts": {}})", R"({"nk": {"n": 0, "k": 0.5}})") ==
        "/settings/nk/n: a number of contributors from 1 on is expected");
  CHECK(refusal("histogram", R"({"edges": [1, 1], "values": []})") ==
        "/input/edges: two or more ascending numbers are expected");
  CHECK(refusal("quantile", R"({"q": 1.5, "values": [1]})") ==
        "/input/q: a share from 0 to 1 is expected");
  CHECK(refusal("proportion", R"({"x": 5, "n": 4})") ==
        "/input/x: a count of at most n is expected");
  CHECK(refusal("regression", R"({"family": "cox", "n": 50, "parameters": 1})") ==
        "/input/events: is missing");
  CHECK(refusal("survival_curve", R"({"steps": [{"t": 1, "at_risk": 3, "events": 4,
                                                 "censored": 0}]})") ==
        "/input/steps/0/at_risk: at least as many as have an event or are censored are expected");
}

TEST_CASE("a table whose cells do not fit each other is wrong input") {
  const auto table = [](const char* relation) {
    return refusal("frequency_table",
                   (R"({"cells": [{"id": "t", "n": 5}, {"id": "a", "n": 5}, {"id": "b", "n": 1}],
                       "relations": [)" +
                    std::string(relation) + "]}")
                       .c_str());
  };
  CHECK(table(R"({"total": "t", "parts": ["a", "b"]})") ==
        "/input/relations/0/parts: parts that add up to the total are expected");
  CHECK(table(R"({"total": "t", "parts": ["c"]})") ==
        "/input/relations/0/parts: the name of a cell is expected");
  CHECK(table(R"({"total": "b", "parts": ["b", "b"]})") ==
        "/input/relations/0/parts: a part stands there twice");
  CHECK(refusal("frequency_table", R"({"cells": [{"id": "a", "n": 5}, {"id": "a", "n": 5}]})") ==
        "/input/cells/1/id: another name is expected than that of a cell before");
  CHECK(
      refusal("frequency_table", R"({"cells": [{"id": "a", "n": 5, "structural_zero": true}]})") ==
      "/input/cells/0/n: 0 is expected of a structural zero");
}

}  // namespace
}  // namespace passerelle::disclosure::outputs
