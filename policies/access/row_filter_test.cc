#include "policies/access/row_filter.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace passerelle;
using namespace passerelle::access;

namespace {

const RowCondition kRecurrence = R"({"eq":[{"column":"etype"},2]})";

Json study(const char* where, const char* variables = "{}") {
  return {{"variables", Json::parse(variables)},
          {"cohorts", {{"patients", {{"from", "colon"}, {"where", Json::parse(where)}}}}}};
}

bool demands_met(const Json& study) {
  const auto cohorts = conditions_of_cohorts(study);
  REQUIRE(cohorts.size() == 1);
  return cohorts[0].contains(kRecurrence);
}

}  // namespace

TEST_CASE("a filter is read as its conditions, in order and each once") {
  const auto filter = read_row_filter(
      Json::parse(
          R"({"and": [{"in": [{"column": "site"}, "b", "a"]}, {"eq": [{"column": "etype"}, 2.0]},
                              {"eq": [{"column": "etype"}, 2]}]})"),
      "/row_filter");
  REQUIRE(filter);
  CHECK(*filter == std::vector<RowCondition>{kRecurrence, R"({"in":[{"column":"site"},"b","a"]})"});
  CHECK(read_row_filter(row_filter_to_json(*filter), "").value() == *filter);
  CHECK(read_row_filter(Json::parse(kRecurrence), "").value() == std::vector{kRecurrence});
  CHECK(column_of(kRecurrence) == "etype");
}

TEST_CASE("what is no comparison of a column with constants is no filter") {
  for (const char* text : {
           R"({"eq": ["etype", 2]})",
           R"({"eq": [{"column": "etype"}]})",
           R"({"eq": [{"column": "etype"}, 1, 2]})",
           R"({"eq": [{"column": "etype"}, {"column": "other"}]})",
           R"({"eq": [{"column": ""}, 2]})",
           R"({"between": [{"column": "age"}, 1]})",
           R"({"or": [{"eq": [{"column": "etype"}, 2]}]})",
           R"({"not": {"eq": [{"column": "etype"}, 2]}})",
           R"({"and": []})",
           R"({"and": [{"and": [{"eq": [{"column": "etype"}, 2]}]}]})",
           R"({"eq": [{"column": "etype"}, 2], "ne": [{"column": "etype"}, 3]})",
           R"({})",
           R"([])",
           R"("etype = 2")",
       }) {
    CAPTURE(text);
    const auto read = read_row_filter(Json::parse(text), "/row_filter");
    REQUIRE(!read);
    CHECK(read.error().detail.starts_with("/row_filter: "));
  }
}

TEST_CASE("a cohort makes a condition when it stands alone or in a conjunction of any depth") {
  CHECK(demands_met(study(R"({"eq": ["etype", 2]})")));
  CHECK(demands_met(study(R"({"eq": [{"column": "etype"}, 2.0]})")));
  CHECK(demands_met(study(
      R"({"and": [{"gt": ["age", 60]}, {"and": [{"eq": ["etype", 2]}, {"lt": ["age", 80]}]}]})")));
}

TEST_CASE("a condition under `or` or `not`, or another one, is not made") {
  CHECK(!demands_met(study(R"({"or": [{"eq": ["etype", 2]}, {"gt": ["age", 60]}]})")));
  CHECK(!demands_met(study(R"({"not": {"eq": ["etype", 2]}})")));
  CHECK(!demands_met(study(R"({"eq": ["etype", 1]})")));
  CHECK(!demands_met(study(R"({"eq": ["etype", "2"]})")));
  CHECK(!demands_met(study(R"({"in": ["etype", 2]})")));
  CHECK(!demands_met(study("null")));
}

TEST_CASE("a variable that bears the name of a column does not stand for it") {
  const char* shadow = R"({"etype": {"column": "rx"}})";
  CHECK(!demands_met(study(R"({"eq": ["etype", 2]})", shadow)));
  CHECK(demands_met(study(R"({"eq": [{"column": "etype"}, 2]})", shadow)));
}

TEST_CASE("every cohort of a study is told, and a study without cohorts has none") {
  Json two = study(R"({"eq": ["etype", 2]})");
  two["cohorts"]["all"] = {{"from", "colon"}};
  const auto cohorts = conditions_of_cohorts(two);
  REQUIRE(cohorts.size() == 2);
  CHECK(cohorts[0].empty());
  CHECK(cohorts[1].contains(kRecurrence));
  CHECK(conditions_of_cohorts(Json::object()).empty());
}

TEST_CASE("a cohort that narrows another meets its conditions too") {
  Json chain = study(R"({"eq": ["etype", 2]})");
  chain["sources"] = Json::array({Json{{"alias", "colon"}}});
  chain["cohorts"]["some"] = {{"from", "few"}, {"where", Json::parse(R"({"ge": ["age", 18]})")}};
  chain["cohorts"]["few"] = {{"from", "patients"}};
  for (const auto& conditions : conditions_of_cohorts(chain)) {
    CHECK(conditions.contains(kRecurrence));
  }
  // A cohort that bears the name of the source is not what `from` means.
  chain["cohorts"]["colon"] = chain["cohorts"]["patients"];
  chain["cohorts"]["all"] = {{"from", "colon"}};
  const auto cohorts = conditions_of_cohorts(chain);
  REQUIRE(cohorts.size() == 5);
  CHECK(cohorts[0].empty());
}

TEST_CASE("a period is the condition that a study writes as `between`") {
  const auto cohorts =
      conditions_of_cohorts(study(R"({"between": ["diagnosed", "2015-01-01", "2020-12-31"]})"));
  CHECK(cohorts[0].contains(within_period("diagnosed", "2015-01-01", "2020-12-31")));
}

TEST_CASE("every kind of events of a linked source is told, by the columns of that source") {
  Json asking = study("null", R"({"etype": {"column": "rx"},
    "a": {"exists": {"event": {"source": "stays", "where": {"eq": ["etype", 2]}}}},
    "b": {"case": [[{"at_least": [2, {"any": [{"event": {"source": "stays"}},
                                              {"event": {"source": "drugs"}}]}]}, 1]]}})");
  asking["cohorts"]["in_stay"] = Json::parse(R"({"from": "colon", "where": {"exists": {
    "event": {"source": "drugs", "date": "day"},
    "during": {"event": {"source": "stays", "where": {"and": [{"eq": ["etype", 2]}]}}}}}})");
  const auto stays = conditions_of_events(asking, "stays");
  REQUIRE(stays.size() == 3);
  CHECK(std::ranges::count_if(stays, [](const auto& one) { return one.contains(kRecurrence); }) ==
        2);
  CHECK(std::ranges::count_if(stays, [](const auto& one) { return one.empty(); }) == 1);
  asking["variables"]["c"] = Json::parse(R"({"exists_in": "stays", "levels": [false, true]})");
  CHECK(conditions_of_events(asking, "stays").size() == 4);
  CHECK(std::ranges::count_if(conditions_of_events(asking, "stays"),
                              [](const auto& one) { return one.empty(); }) == 2);
  CHECK(conditions_of_events(asking, "drugs").size() == 2);
  CHECK(conditions_of_events(asking, "colon").empty());
}
