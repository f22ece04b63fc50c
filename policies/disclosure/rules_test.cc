#include "policies/disclosure/rules.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

namespace passerelle::disclosure {
namespace {

std::string refused_rules(const char* text) {
  const auto rules = rules_from_json(Json::parse(text), "/policy");
  REQUIRE_FALSE(rules);
  return rules.error().detail;
}

}  // namespace

TEST_CASE("rules survive the way to JSON and back") {
  const Rules rules{.min_cell = 11,
                    .zeros_are_disclosive = true,
                    .min_degrees_of_freedom = 12,
                    .dominance_n = 1,
                    .dominance_k = 0.85,
                    .p_percent = 0.15};
  const auto read = rules_from_json(to_json(rules), "");
  REQUIRE(read);
  CHECK(*read == rules);
}

TEST_CASE("rules on the ledger are written only where they are not the usual ones") {
  const auto usual = to_json(Rules{});
  CHECK_FALSE(usual.contains("differences"));
  CHECK_FALSE(usual.contains("population"));
  CHECK_FALSE(usual.contains("refusals_before_check"));
  const Rules limited{.refusals_before_check = 10};
  CHECK(*rules_from_json(to_json(limited), "") == limited);
  CHECK(refused_rules(R"({"refusals_before_check": 0})")
            .starts_with("/policy/refusals_before_check"));
  for (const auto mode : {Differencing::nested, Differencing::close, Differencing::both}) {
    for (const bool is_public : {true, false}) {
      const Rules rules{.differences = mode, .population_is_public = is_public};
      const auto read = rules_from_json(to_json(rules), "");
      REQUIRE(read);
      CHECK(*read == rules);
    }
  }
  CHECK(refused_rules(R"({"differences": "none"})").starts_with("/policy/differences"));
  CHECK(refused_rules(R"({"population": "unknown"})").starts_with("/policy/population"));
}

TEST_CASE("the stricter of two rules on the ledger wins") {
  const Rules weak{.differences = Differencing::nested, .population_is_public = false};
  const Rules strict{.differences = Differencing::both, .population_is_public = true};
  CHECK(stricter(weak, strict) == strict);
  CHECK(stricter(strict, weak) == strict);
  CHECK(stricter(weak, Rules{}).differences == Differencing::close);
  const Rules ten{.refusals_before_check = 10}, five{.refusals_before_check = 5};
  CHECK(stricter(ten, five) == five);
  CHECK(stricter(Rules{}, ten) == ten);
  CHECK_FALSE(stricter(Rules{}, Rules{}).refusals_before_check);
}

TEST_CASE("what is left out has the defaults of the shared rules") {
  const auto rules = rules_from_json(Json::parse(R"({"min_cell": 5})"), "");
  REQUIRE(rules);
  CHECK(rules->min_cell == 5);
  CHECK(rules->zeros_are_disclosive == false);
  CHECK(rules->min_degrees_of_freedom == 10);
  CHECK(rules->dominance_n == 2);
  CHECK(rules->dominance_k == 0.9);
  CHECK(rules->p_percent == 0.1);
}

TEST_CASE("a value that would switch a rule off is refused and named") {
  CHECK(refused_rules(R"({"min_cell": 1})").find("/policy/min_cell") != std::string::npos);
  CHECK(refused_rules(R"({"min_cell": 0})").find("/policy/min_cell") != std::string::npos);
  CHECK(refused_rules(R"({"min_cell": -11})").find("/policy/min_cell") != std::string::npos);
  CHECK(refused_rules(R"({"min_cell": 10000000})").find("/policy/min_cell") != std::string::npos);
  CHECK(refused_rules(R"({"dof_min": 0})").find("/policy/dof_min") != std::string::npos);
  CHECK(refused_rules(R"({"p_percent": 0})").find("/policy/p_percent") != std::string::npos);
  CHECK(refused_rules(R"({"p_percent": 1.5})").find("/policy/p_percent") != std::string::npos);
  CHECK(refused_rules(R"({"dominance": {"n": 2, "k": 1}})").find("/policy/dominance/k") !=
        std::string::npos);
  CHECK(refused_rules(R"({"dominance": {"n": 0, "k": 0.9}})").find("/policy/dominance/n") !=
        std::string::npos);
  CHECK(refused_rules(R"({"dominance": {"n": 3, "k": 0.9}})").find("/policy/dominance/n") !=
        std::string::npos);
  CHECK(
      refused_rules(R"({"dominance": {"n": 4294967298, "k": 0.9}})").find("/policy/dominance/n") !=
      std::string::npos);
}

TEST_CASE("unknown rules and unknown words are refused") {
  CHECK(refused_rules(R"({"min_cells": 5})").find("min_cells") != std::string::npos);
  CHECK(refused_rules(R"({"zeros": "ignore"})").find("/policy/zeros") != std::string::npos);
  CHECK(refused_rules(R"({"dominance": {"n": 2, "k": 0.9, "off": true}})").find("off") !=
        std::string::npos);
}

TEST_CASE("of two sets of rules the stricter value of each is taken") {
  const Rules left{.min_cell = 5, .zeros_are_disclosive = true, .dominance_k = 0.85};
  const Rules right{.min_cell = 11, .min_degrees_of_freedom = 20, .p_percent = 0.2};
  const Rules expected{.min_cell = 11,
                       .zeros_are_disclosive = true,
                       .min_degrees_of_freedom = 20,
                       .dominance_n = 2,
                       .dominance_k = 0.85,
                       .p_percent = 0.2};
  CHECK(stricter(left, right) == expected);
  CHECK(stricter(right, left) == expected);
}

}  // namespace passerelle::disclosure
