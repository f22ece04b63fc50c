#include "policies/ledger/queries/replay.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/base/shared_vectors_test.h"

namespace passerelle::ledger::queries {
namespace {

// Sixty persons, of whom four are of group b; a second snapshot without three of group a.
Result<std::string> small_data(const std::string& name) {
  const bool is_second = name == "microdata_v2.csv";
  if (!is_second && name != "microdata.csv") return Error{BaseError::unavailable, name};
  std::string csv = "pid,group,cost\n";
  for (int person = 0; person < 60; ++person) {
    if (is_second && person >= 10 && person < 13) continue;
    csv += "P" + std::to_string(person) + (person < 4 ? ",b" : ",a") + ",0.1\n";
  }
  return csv;
}

Json steps_of(const char* queries, const char* settings = "{}") {
  const auto answer = replay(
      Json{{"id", "s"}, {"queries", Json::parse(queries)}, {"settings", Json::parse(settings)}},
      small_data);
  REQUIRE_MESSAGE(answer, answer.error().text());
  return answer->at("results").at(0).at("steps");
}

std::string refusal(const char* document) {
  const auto answer = replay(Json::parse(document), small_data);
  REQUIRE(!answer);
  return answer.error().detail;
}

TEST_CASE("every step of the shared sequences is as expected") {
  const auto text = shared_text("data/disclosure/differencing.json");
  if (!text) return;
  const auto document = Json::parse(*text);
  const auto answer = replay(document, [](const std::string& name) -> Result<std::string> {
    return *shared_text("data/disclosure/" + name);
  });
  REQUIRE_MESSAGE(answer, answer.error().text());
  const auto& sequences = document.at("sequences");
  REQUIRE(answer->at("results").size() == sequences.size());
  for (std::size_t i = 0; i < sequences.size(); ++i) {
    const auto& id = sequences[i].at("id");
    const auto& result = answer->at("results")[i];
    const auto& expected = sequences[i].at("expected");
    CHECK(result.at("id") == id);
    REQUIRE(result.at("steps").size() == expected.size());
    for (std::size_t step = 0; step < expected.size(); ++step) {
      CHECK(result.at("steps")[step] == expected[step]);
    }
  }
}

TEST_CASE("a step tells all its reasons, and a refused one leaves nothing behind") {
  const auto steps = steps_of(R"([
      {"filter": ["eq", "group", "a"], "statistic": "count"},
      {"filter": null, "statistic": "sum_cost"},
      {"filter": ["eq", "group", "b"], "statistic": "count"},
      {"filter": ["eq", "group", "c"], "statistic": "sum_cost"}])");
  CHECK(steps == Json::parse(R"([
      {"step": 1, "n": 56, "decision": "refuse", "reasons": ["COMPLEMENT"]},
      {"step": 2, "n": 60, "decision": "release", "reasons": [],
       "answer": {"count": 60, "sum_cost": 6.0}},
      {"step": 3, "n": 4, "decision": "refuse", "reasons": ["LOW_COUNT"]},
      {"step": 4, "n": 0, "decision": "release", "reasons": [],
       "answer": {"count": 0, "sum_cost": 0.0}}])"));
}

TEST_CASE("the rules between cohorts are those of the settings") {
  const auto* queries = R"([{"filter": ["eq", "group", "a"], "statistic": "count"},
                            {"filter": null, "statistic": "count"}])";
  const auto reasons = [&](const char* settings) {
    return steps_of(queries, settings).at(1).at("reasons");
  };
  const auto difference = Json::array({"DIFFERENCE"});
  CHECK(reasons(R"({"population_public": false})") == difference);
  CHECK(reasons(R"({"population_public": false, "pairwise": "both"})") == difference);
  CHECK(reasons(R"({"population_public": false, "pairwise": "nested"})") == difference);
  CHECK(reasons(R"({"population_public": false, "threshold": 4})") == Json::array());
  const auto* nobody = R"([{"filter": ["or"], "statistic": "count"}])";
  CHECK(steps_of(nobody, R"({"zeros": "disclosive"})").at(0).at("reasons") ==
        Json::array({"ZERO"}));
}

TEST_CASE("a snapshot of which something was released is a population for those after it") {
  const auto steps = steps_of(R"([
      {"filter": null, "statistic": "count", "snapshot": "v2"},
      {"filter": null, "statistic": "count", "snapshot": "v1"}])");
  CHECK(steps.at(0).at("decision") == "release");
  CHECK(steps.at(1).at("reasons") == Json::array({"COMPLEMENT", "DIFFERENCE"}));
}

TEST_CASE("what cannot be replayed is refused with the place") {
  CHECK(refusal(R"({"queries": [{"filter": ["eq", "age", 3], "statistic": "count"}]})") ==
        "/queries/0/filter/1: a variable of the data is expected");
  CHECK(refusal(R"({"sequences": [{"queries": [{"filter": null, "statistic": "mean"}]}]})") ==
        "/sequences/0/queries/0/statistic: \"count\" or \"sum_cost\" is expected");
  CHECK(refusal(R"([{"queries": [{"filter": null, "statistic": "count", "snapshot": "v3"}]}])") ==
        "/0/queries/0/snapshot: a snapshot of the data is expected");
  CHECK(refusal(R"({"queries": [], "settings": {"pairwise": "all"}})") ==
        R"(/settings/pairwise: "nested", "close" or "both" is expected)");
  CHECK(refusal(R"({"data": {"v1": "../microdata.csv"}, "sequences": []})") ==
        "/data/v1: the name of a file beside this one is expected");
  CHECK(refusal(R"({"data": {"v1": "other.csv"}, "sequences": []})") == "other.csv");
  CHECK(refusal(R"({"data": [], "sequences": []})") == "/data: an object is expected");
}

}  // namespace
}  // namespace passerelle::ledger::queries
