#include "node/bundle/result_tables.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "node/bundle/result_table.h"
#include "node/bundle/sample_run_test.h"

namespace passerelle::bundle {
namespace {

analysis::StudyPlan plan() { return *analysis::compile_study(*parse_json(sample::study_text())); }

std::vector<Table> tables(const std::string& id, const char* answer) {
  const auto study = plan();
  for (const auto& what : study.analyses) {
    if (what.id == id) return tables_of(study, what, Json::parse(answer), words(Language::en));
  }
  FAIL("no analysis " << id);
  return {};
}

}  // namespace

TEST_CASE("fields with commas, quotes and line breaks are quoted as RFC 4180 says") {
  const Table table{"t",
                    "",
                    {{"a,b", "", Kind::text}, {"n", "", Kind::number}},
                    {{std::string("say \"hi\""), 0.1}, {std::string("x\ny"), 5.0}}};
  CHECK(to_csv(table) == "\"a,b\",n,withheld\r\n\"say \"\"hi\"\"\",0.1,\r\n\"x\ny\",5,\r\n");
}

TEST_CASE("a level that a spreadsheet would take for a formula stays text") {
  const Table table{"t", "", {{"level", "", Kind::text}}, {{std::string("=1+1")}}};
  CHECK(to_csv(table) == "level,withheld\r\n'=1+1,\r\n");
}

TEST_CASE("a negative number in a file stays a number") {
  const Table table{"t", "", {{"b", "", Kind::number}}, {{-0.25}}};
  CHECK(to_csv(table) == "b,withheld\r\n-0.25,\r\n");
}

TEST_CASE("a withheld count is empty and named beside its row") {
  const auto made = tables("patients", R"({"pooled": {"rows": 700, "persons": 690, "by":
      {"old": {"rows": 350, "persons": null}, "new": {"rows": null, "persons": null}}},
      "withheld": ["/by/old/persons", "/by/new"]})");
  REQUIRE(made.size() == 1);
  CHECK(made[0].name == "patients");
  CHECK(to_csv(made[0]) ==
        "arm,rows,persons,withheld\r\nall,700,690,\r\nold,350,,persons\r\nnew,,,rows persons\r\n");
  const auto html = to_html(made[0], words(Language::en));
  CHECK(html.find("withheld</span>") != std::string::npos);
  CHECK(html.find("350") != std::string::npos);
}

TEST_CASE("a number that does not exist is not called withheld") {
  const auto made = tables("curve", R"({"withheld": [], "pooled": {"groups": [{"group": "old",
      "n": 4, "events": 4, "times": [183], "at_risk": [4], "n_event": [4], "n_censor": [0],
      "survival": [0], "standard_error": [null], "conf_low": [null], "conf_high": [null],
      "median": {"value": 183, "after": 0, "until": 183}}]}})");
  REQUIRE(made.size() == 2);
  CHECK(
      to_csv(made[0]) ==
      "group,time,at_risk,n_event,n_censor,survival,standard_error,conf_low,conf_high,withheld\r\n"
      "old,183,4,4,0,0,,,,\r\n");
  CHECK(made[1].name == "curve/summary");
}

TEST_CASE("a curve that is withheld as a whole is one withheld row") {
  const auto made = tables("curve", R"({"withheld": ["/groups"], "pooled": {"groups": null}})");
  REQUIRE(made.size() == 1);
  CHECK(to_csv(made[0]).find("group time at_risk") != std::string::npos);
}

TEST_CASE("the margins of a table stand around its cells") {
  const auto made = tables("deaths", R"({"withheld": ["/odds_ratio"], "pooled": {
      "levels": {"rows": ["old", "new"], "columns": ["0", "1"]},
      "cells": [[10, 20], [30, 40]], "row_totals": [30, 70], "column_totals": [40, 60], "total": 100,
      "tests": {"pearson_chisq": 0.5, "df": 1, "p_value": 0.25}, "odds_ratio": null}})");
  REQUIRE(made.size() == 2);
  CHECK(to_csv(made[0]) ==
        "arm,dead3=0,dead3=1,total,withheld\r\nold,10,20,30,\r\nnew,30,40,70,\r\ntotal,40,60,100,"
        "\r\n");
  CHECK(made[1].name == "deaths/tests");
  CHECK(to_csv(made[1]) ==
        "quantity,estimate,conf_low,conf_high,df,p_value,withheld\r\n"
        "Pearson chi-square,0.5,,,1,0.25,\r\n"
        "Odds ratio,,,,,,estimate conf_low conf_high\r\n");
}

TEST_CASE("text of a study cannot become markup of the page") {
  const Table table{"t", "<b>&", {{"x", "<i>", Kind::text}}, {{std::string("<script>")}}};
  const auto html = to_html(table, words(Language::en));
  CHECK(html.find("<script>") == std::string::npos);
  CHECK(html.find("&lt;script&gt;") != std::string::npos);
  CHECK(html.find("<b>") == std::string::npos);
}

}  // namespace passerelle::bundle
