// Sets of rules that a study names.
#include "node/analysis/rule_sets.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/analysis/dictionaries.h"
#include "node/analysis/plan.h"
#include "node/analysis/test_batches.h"

namespace passerelle::analysis {
namespace {

Json rules_study(const Json& check) {
  auto study = Json::parse(R"({"passerelle": "study/1",
    "study": {"id": "rules", "version": "1.0.0", "title": {"en": "Rules"}, "purpose": "53-1-a"},
    "sources": [{"alias": "ve", "datasets": ["https://be.example/dataset/ve"],
                 "person": "person_id"}],
    "variables": {"age_nm": {"column": "sex_cd"}}})");
  study["analyses"] = Json::array({check});
  return study;
}

std::string rules_refusal(const Json& study) {
  const auto plan = compile_study(study);
  REQUIRE_FALSE(plan.has_value());
  return plan.error().text();
}

const Json kCheck{{"id", "dq"}, {"type", "validation"}, {"rule_set", "bycovid/1.1"}};

}  // namespace

TEST_CASE("a study that names a set of rules asks for all of them, of source columns") {
  const auto plan = compile_study(rules_study(kCheck));
  REQUIRE_MESSAGE(plan.has_value(), plan.error().text());
  const auto& rules = std::get<ValidationAnalysis>(plan->analyses[0].what).variables;
  CHECK(rules.size() == 21);
  CHECK(rules.front() == "V01");
  // The study gives the name of a column to a variable of its own; the rule means the column.
  CHECK(plan->base().columns.contains("age_nm"));
  CHECK(plan->digest == *study_digest(rules_study(kCheck)));
}

TEST_CASE("two checks may name the same set") {
  auto twice = rules_study(kCheck);
  twice["analyses"].push_back(kCheck);
  twice["analyses"][1]["id"] = "dq2";
  CHECK(compile_study(twice).has_value());
}

TEST_CASE("a set that nobody knows, and a rule that would take a variable's name, are refused") {
  auto unknown = kCheck;
  unknown["rule_set"] = "bycovid/9";
  CHECK(rules_refusal(rules_study(unknown)) ==
        "study.not_offered: /analyses/0/rule_set: a set of rules is expected: bycovid/1.1");
  unknown["rule_set"] = 7;
  CHECK(
      rules_refusal(rules_study(unknown)).starts_with("study.not_offered: /analyses/0/rule_set: "));
  auto both = kCheck;
  both["rules"] = {"V01"};
  CHECK(rules_refusal(rules_study(both))
            .starts_with("study.malformed: /analyses/0/rule_set: stands only in a `validation` "
                         "without `rules`"));
  auto elsewhere = kCheck;
  elsewhere["type"] = "missingness";
  CHECK(
      rules_refusal(rules_study(elsewhere)).starts_with("study.malformed: /analyses/0/rule_set: "));
  auto taken = rules_study(kCheck);
  taken["variables"]["V07"] = {{"column", "age_nm"}};
  CHECK(rules_refusal(taken).starts_with("study.duplicate: /variables/V07: "));
}

TEST_CASE("a document that names no set stays as it is, whatever it is") {
  for (const auto* text : {"7", "{}", R"({"analyses": 7})", R"({"analyses": [7]})",
                           R"({"analyses": [{"rule_set": 1}], "variables": 7})"}) {
    CAPTURE(text);
    CHECK(with_rules(Json::parse(text)).value() == Json::parse(text));
  }
}

TEST_CASE("full vaccination is consistent with doses, date and flag, by brand") {
  const auto table = test::parse_csv(
      "person_id,dose_1_brand_cd,dose_1_dt,dose_2_dt,fully_vaccinated_dt,fully_vaccinated_bl\n"
      "1,,,,,False\n"
      "2,,,,2021-05-01,False\n"
      "3,JJ,2021-05-01,,2021-05-01,True\n"
      "4,JJ,2021-05-01,,,False\n"
      "5,BP,2021-05-01,2021-06-01,2021-06-01,True\n"
      "6,BP,2021-05-01,,,False\n"
      "7,BP,2021-05-01,,2021-05-01,True\n"
      "8,BP,2021-05-01,,,\n");
  const auto rules = Json::parse(rule_set_texts().at("bycovid/1.1")).at("rules");
  auto one = rules_study({{"id", "v"}, {"type", "describe"}, {"variables", {"holds"}}});
  one["variables"] = {
      {"holds", {{"case", {{rules.at("V21"), 1}, {{{"not", rules.at("V21")}}, 0}}}}}};
  const auto plan = compile_study(one);
  REQUIRE_MESSAGE(plan.has_value(), plan.error().text());
  test::ColumnTypes types;
  test::widen(types, table);
  const auto frame = test::built_frame(*plan, table, types);
  // Person 8's flag is unknown, so the rule is.
  CHECK(frame.rows == 7);
  CHECK(std::ranges::count(frame.numbers.at("holds"), 1) == 4);
  CHECK(std::ranges::count(frame.numbers.at("holds"), 0) == 3);
}

}  // namespace passerelle::analysis
