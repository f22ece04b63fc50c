#include "policies/disclosure/outputs/suppress.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "node/base/shared_vectors_test.h"
#include "policies/disclosure/outputs/intervals.h"

namespace passerelle::disclosure::outputs {
namespace {

Json suppressed(const Json& document) {
  const auto answer = suppress(document);
  REQUIRE_MESSAGE(answer, answer.error().text());
  return answer->at("results");
}

// The table as it is published, for the attacker.
Json published(const Json& table, const Json& hidden) {
  Json shown{{"cells", table.at("cells")}, {"relations", table.at("relations")}};
  for (auto& cell : shown.at("cells")) {
    if (std::find(hidden.begin(), hidden.end(), cell.at("id")) != hidden.end()) cell["n"] = nullptr;
  }
  return shown;
}

// Whether an attacker must leave every primary cell its width.
bool is_protected(const Json& table, const Json& hidden, std::int64_t width) {
  const auto found = intervals(published(table, hidden));
  REQUIRE_MESSAGE(found, found.error().text());
  const auto& ends = found->at("results").at(0).at("intervals");
  const auto& primary = table.at("primary");
  return std::all_of(primary.begin(), primary.end(), [&](const Json& name) {
    const auto& cell = ends.at(name.get<std::string>()).at("int");
    return cell[1].is_null() || cell[1].get<std::int64_t>() - cell[0].get<std::int64_t>() >= width;
  });
}

TEST_CASE("the shared tables are protected at a cost near the least known") {
  const auto text = shared_text("data/disclosure/suppression.json");
  if (!text) return;
  const auto document = Json::parse(*text);
  const auto& tables = document.at("tables");
  const auto results = suppressed(document);
  REQUIRE(results.size() == tables.size());
  for (std::size_t i = 0; i < tables.size(); ++i) {
    CAPTURE(tables[i].at("id").get<std::string>());
    const auto& hidden = results[i].at("hidden");
    CHECK(results[i].at("id") == tables[i].at("id"));
    CHECK(is_protected(tables[i], hidden, tables[i].at("audit_width").get<std::int64_t>()));
    CHECK(results[i].at("cost").get<double>() <= 1.25 * tables[i].at("best_cost").get<double>());
    std::int64_t cost = 0;
    for (const auto& cell : tables[i].at("cells")) {
      const bool is_hidden = std::find(hidden.begin(), hidden.end(), cell.at("id")) != hidden.end();
      if (is_hidden) cost += cell.at("n").get<std::int64_t>() + 1;
    }
    CHECK(results[i].at("cost") == cost);
  }
}

// A row of three in a column of two, all margins.
Json grid(const char* more) {
  return Json::parse(R"({"id": "g", "cells": [
      {"id": "a", "n": 20}, {"id": "b", "n": 30}, {"id": "c", "n": 40},
      {"id": "d", "n": 25}, {"id": "e", "n": 4}, {"id": "f", "n": 60},
      {"id": "r1", "n": 90}, {"id": "r2", "n": 89}, {"id": "c1", "n": 45}, {"id": "c2", "n": 34},
      {"id": "c3", "n": 100}, {"id": "t", "n": 179}], "relations": [
      {"total": "r1", "parts": ["a", "b", "c"]}, {"total": "r2", "parts": ["d", "e", "f"]},
      {"total": "c1", "parts": ["a", "d"]}, {"total": "c2", "parts": ["b", "e"]},
      {"total": "c3", "parts": ["c", "f"]}, {"total": "t", "parts": ["r1", "r2"]},
      {"total": "t", "parts": ["c1", "c2", "c3"]}])" +
                     std::string(more) + "}");
}

TEST_CASE("primary are the cells that are named, whatever their size, else the small ones") {
  auto named = grid(R"(, "primary": ["f"], "audit_width": 15)");
  const auto hidden = suppressed(named).at(0).at("hidden");
  CHECK(std::find(hidden.begin(), hidden.end(), "f") != hidden.end());
  CHECK(is_protected(named, hidden, 15));

  auto small = grid("");
  const auto found = suppressed(small).at(0).at("hidden");
  small["primary"] = Json::array({"e"});
  CHECK(found.size() == 4);
  CHECK(is_protected(small, found, 10));
  CHECK(suppressed(grid(R"(, "threshold": 4)")).at(0).at("hidden").empty());
}

TEST_CASE("a table that does not add up or names other cells is wrong input") {
  auto table = grid("");
  table["cells"][0]["n"] = 21;
  CHECK(suppress(table).error().detail ==
        "/relations/0: parts that add up to the total are expected");
  CHECK(suppress(Json{{"tables", Json::array({grid(R"(, "primary": ["x"])")})}}).error().detail ==
        "/tables/0/primary: the name of a cell is expected");
  CHECK(suppress(grid(R"(, "audit_width": 0)")).error().detail ==
        "/audit_width: a width from 1 on is expected");
}

}  // namespace
}  // namespace passerelle::disclosure::outputs
