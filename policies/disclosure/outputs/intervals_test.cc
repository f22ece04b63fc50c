#include "policies/disclosure/outputs/intervals.h"

#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "node/base/shared_vectors_test.h"

namespace passerelle::disclosure::outputs {
namespace {

Json pair(const char* more = "") {
  return Json::parse(R"({"cells": [{"id": "t", "n": 12}, {"id": "a", "n": null}, {"id": "b"}],
                         "relations": [{"total": "t", "parts": ["a", "b"]}])" +
                     std::string(more) + "}");
}

Json answered(const Json& document) {
  const auto answer = intervals(document);
  REQUIRE_MESSAGE(answer, answer.error().text());
  return answer->at("results").at(0);
}

std::string refused_intervals(const Json& document) {
  const auto answer = intervals(document);
  REQUIRE(!answer);
  return answer.error().detail;
}

// Whether ends are the same but for the rounding of one of the two programs that computed them.
bool agree(const Json& ours, const Json& theirs) {
  for (std::size_t i = 0; i < 2; ++i) {
    if (ours[i].is_null() != theirs[i].is_null()) return false;
    if (ours[i].is_null()) continue;
    if (std::abs(ours[i].get<double>() - theirs[i].get<double>()) > 1e-6) return false;
  }
  return true;
}

TEST_CASE("every shared interval is found, over numbers and over whole counts") {
  const auto text = shared_text("data/disclosure/lp_intervals.json");
  if (!text) return;
  const auto document = Json::parse(*text);
  const auto answer = intervals(document);
  REQUIRE_MESSAGE(answer, answer.error().text());
  const auto& cases = document.at("cases");
  const auto& results = answer->at("results");
  REQUIRE(results.size() == cases.size());
  for (std::size_t i = 0; i < cases.size(); ++i) {
    CAPTURE(cases[i].at("id").get<std::string>());
    CHECK(results[i].at("id") == cases[i].at("id"));
    CHECK(results[i].at("audit") == cases[i].at("audit"));
    CHECK(results[i].at("intervals").size() == cases[i].at("intervals").size());
    for (const auto& [cell, expected] : cases[i].at("intervals").items()) {
      CAPTURE(cell);
      const auto& found = results[i].at("intervals").at(cell);
      CHECK(agree(found.at("lp"), expected.at("lp")));
      CHECK(found.at("int") == expected.at("int"));
      CHECK(found.at("exact") == expected.at("exact"));
    }
  }
}

TEST_CASE("a cell without a count is hidden, and without the truth there is no audit") {
  const auto result = answered(pair());
  CHECK(result.at("intervals").at("b") ==
        Json::parse(R"({"lp": [0.0, 12.0], "int": [0, 12], "exact": false})"));
  CHECK(!result.contains("audit"));
}

TEST_CASE("the audit tells small cells that lie between near ends") {
  const auto* truth = R"(, "truth": {"a": 9, "b": 3})";
  CHECK(answered(pair(truth)).at("audit").at("unprotected") == Json::array());
  const auto wide = pair(R"(, "truth": {"a": 12, "b": 0}, "audit": {"audit_width": 13})");
  CHECK(answered(wide).at("audit").at("unprotected") == Json::array());
  const auto near = pair(R"(, "truth": {"a": 9, "b": 3}, "audit": {"threshold": 5,
                                                                  "audit_width": 13})");
  CHECK(answered(near).at("audit").at("unprotected") == Json::array({"b"}));
}

TEST_CASE("a table that cannot be is wrong input") {
  CHECK(refused_intervals(pair(R"(, "truth": {"a": 13, "b": 0})")) ==
        "/truth/a: a count that fits is expected");
  CHECK(refused_intervals(pair(R"(, "truth": {"a": 3})")) == "/truth/b: is missing");
  CHECK(refused_intervals(pair(R"(, "audit": {"threshold": 5})")) ==
        "/truth: is missing for the audit");
  CHECK(refused_intervals(Json::parse(R"([{"cells": [{"id": "t", "n": 2}, {"id": "a", "n": 3}],
                                 "relations": [{"total": "t", "parts": ["a"]}]}])")) ==
        "/0/cells: no table fits what is published");
  CHECK(refused_intervals(Json::parse(R"({"cells": [{"id": "t", "n": -2}], "relations": []})")) ==
        "/cells/0/n: a count from 0 to 10^12 is expected");
}

}  // namespace
}  // namespace passerelle::disclosure::outputs
