// Questions about events of linked sources: what a study may ask, and what the answers are.
#include "node/analysis/events.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/event_histories.h"
#include "node/analysis/expression_values.h"
#include "node/analysis/plan.h"
#include "node/analysis/test_batches.h"

namespace passerelle::analysis {
namespace {

using test::LinkedTables;
using test::parse_csv;
using Words = std::vector<std::string>;

Json study_asking(const Json& variable) {
  auto study = Json::parse(R"({"passerelle": "study/1",
    "study": {"id": "linked", "version": "1.0.0", "title": {"en": "Linked"}, "purpose": "53-1-e-i"},
    "sources": [{"alias": "drugs", "datasets": ["https://fr.example/dataset/drugs"], "person": "who"},
                {"alias": "people", "datasets": ["https://fr.example/dataset/people"], "person": "id"},
                {"alias": "stays", "datasets": ["https://fr.example/dataset/stays"], "person": "nir"}],
    "cohorts": {"all": {"from": "people"}},
    "variables": {"sick": {"exists": {"event": {"source": "stays", "date": "entry"}}},
                  "dosed": {"exists": {"event": {"source": "drugs", "date": "day"}}}},
    "analyses": [{"id": "a", "type": "describe", "variables": ["asked", "sick", "dosed"]}]})");
  study["variables"]["asked"] = variable;
  return study;
}

const test::Table kPeople = parse_csv(
    "id,index,born\n"
    "1,2020-06-01,1980-02-29\n"
    "2,2020-06-01,1990-06-01\n"
    "3,,2000-01-01\n"
    "4,2020-06-01,2010-12-31\n");

LinkedTables linked() {
  LinkedTables tables;
  tables["drugs"].table = parse_csv(
      "who,code,day,dose\n"
      "1,A,2020-05-01,10\n"
      "1,A,2020-06-11,20\n"
      "1,B,2020-06-11,5\n"
      "1,A,2021-01-01,30\n"
      "2,B,2020-06-01,7\n"
      "2,A,,8\n"
      "3,A,2020-01-01,1\n"
      "9,A,2020-01-01,1\n"
      ",A,2020-06-01,1\n");
  tables["stays"].table = parse_csv(
      "nir,entry,leave,ward\n"
      "1,2020-05-20,2020-06-15,surgery\n"
      "1,2020-06-20,2020-06-25,medicine\n"
      "2,2020-01-01,,medicine\n"
      "4,2019-01-01,2021-01-01,\n");
  for (auto& [alias, linked] : tables) test::widen(linked.types, linked.table);
  return tables;
}

std::string word(double value) { return std::isnan(value) ? "?" : number_text(value); }

// What a variable is for the four people, in their order; who lacks a value is in no row.
Words asked(const Json& variable) {
  const auto plan = compile_study(study_asking(variable));
  REQUIRE_MESSAGE(plan.has_value(), plan.error().text());
  test::ColumnTypes types;
  test::widen(types, kPeople);
  const auto frame = test::built_frame(*plan, kPeople, types, linked());
  Words words;
  for (const auto& row : kPeople.rows) {
    const auto person = std::hash<std::string>{}(row[0]) | 1;
    std::size_t row_of_person = 0;
    while (row_of_person < frame.rows && frame.ledger.of(row_of_person) != person) ++row_of_person;
    words.push_back(row_of_person < frame.rows ? word(frame.numbers.at("asked")[row_of_person])
                                               : "?");
  }
  return words;
}

Words asked(const char* variable) { return asked(Json::parse(variable)); }

std::string question_refusal(const char* variable) {
  const auto plan = compile_study(study_asking(Json::parse(variable)));
  REQUIRE_FALSE(plan.has_value());
  return plan.error().text();
}

std::string data_refusal(const char* variable) {
  const auto plan = compile_study(study_asking(Json::parse(variable)));
  REQUIRE_MESSAGE(plan.has_value(), plan.error().text());
  test::ColumnTypes types;
  test::widen(types, kPeople);
  const auto frame = test::try_frame(*plan, kPeople, types, linked());
  REQUIRE_FALSE(frame.has_value());
  return frame.error().text();
}

}  // namespace

TEST_CASE("whether and how often something happened is asked of the person of a row") {
  CHECK(asked(R"({"exists": {"event": {"source": "drugs"}}})") == Words{"1", "1", "1", "0"});
  CHECK(asked(R"({"count": {"event": {"source": "drugs"}}})") == Words{"4", "2", "1", "0"});
  CHECK(asked(R"({"count": {"event": {"source": "drugs", "where": {"eq": ["code", "A"]}}}})") ==
        Words{"3", "1", "1", "0"});
  CHECK(asked(R"({"at_least": [2, {"event": {"source": "drugs"}}]})") == Words{"1", "1", "0", "0"});
  CHECK(asked(R"({"count": {"any": [{"event": {"source": "drugs", "date": "day"}},
                                    {"event": {"source": "stays", "date": "entry"}}]}})") ==
        Words{"6", "2", "1", "1"});
}

TEST_CASE("a row without a date, or for which it is unknown whether it counts, is no event") {
  CHECK(asked(R"({"count": {"event": {"source": "drugs", "date": "day"}}})") ==
        Words{"4", "1", "1", "0"});
  CHECK(asked(R"({"count": {"event": {"source": "stays",
          "where": {"ge": [{"days_between": ["entry", "leave"]}, 0]}}}})") ==
        Words{"2", "0", "0", "1"});
}

TEST_CASE("windows are days from a day of the row, both ends included") {
  const auto within = [](const char* days) {
    auto variable = Json::parse(R"({"count": {"event": {"source": "drugs", "date": "day"},
                                              "within": {"of": "index"}}})");
    variable["count"]["within"]["days"] = Json::parse(days);
    return asked(variable);
  };
  CHECK(within("[0, 10]") == Words{"2", "1", "?", "0"});
  CHECK(within("[0, 9]") == Words{"0", "1", "?", "0"});
  CHECK(within("[-31, 9]") == Words{"1", "1", "?", "0"});
  CHECK(within("[-30, 9]") == Words{"0", "1", "?", "0"});
  CHECK(within("[null, 10]") == Words{"3", "1", "?", "0"});
  CHECK(within("[11, null]") == Words{"1", "0", "?", "0"});
  CHECK(asked(R"({"count": {"event": {"source": "drugs", "date": "day"}, "before": "index"}})") ==
        Words{"1", "0", "?", "0"});
  CHECK(asked(R"({"count": {"event": {"source": "drugs", "date": "day"}, "after": "index"}})") ==
        Words{"3", "0", "?", "0"});
  CHECK(asked(R"({"count": {"event": {"source": "drugs", "date": "day"}, "after": "index",
                            "before": {"date": "2021-01-01"}}})") == Words{"2", "0", "?", "0"});
  // Observed from a year before to a day after.
  CHECK(asked(R"({"exists": {"event": {"source": "stays", "date": "entry", "end": "leave"},
                             "covers": {"of": "index", "days": [-365, 1]}}})") ==
        Words{"0", "0", "?", "1"});
  CHECK(asked(R"({"exists": {"event": {"source": "stays", "date": "entry", "end": "leave"},
                             "covers": {"of": "index", "days": [-12, 14]}}})") ==
        Words{"1", "0", "?", "1"});
}

TEST_CASE("the first, last and nth event give their day or a value") {
  const auto days = [](const char* of) {
    return asked(Json{{"days_between", {{{"date", "2020-01-01"}}, Json::parse(of)}}});
  };
  CHECK(days(R"({"first": {"event": {"source": "drugs", "date": "day"}}})") ==
        Words{"121", "152", "0", "?"});
  CHECK(days(R"({"last": {"event": {"source": "drugs", "date": "day"}}})") ==
        Words{"366", "152", "0", "?"});
  CHECK(days(R"({"nth": [2, {"event": {"source": "drugs", "date": "day"}}]})") ==
        Words{"162", "?", "?", "?"});
  // Two on one day: the smaller value is first, whatever order the file has.
  const auto dose = [](const char* op) {
    return asked(Json{{op, Json::parse(R"({"event": {"source": "drugs", "date": "day",
                                           "value": "dose"}, "after": "index"})")}});
  };
  CHECK(dose("first") == Words{"5", "?", "?", "?"});
  CHECK(dose("last") == Words{"30", "?", "?", "?"});
  CHECK(asked(R"({"nth": [2, {"event": {"source": "drugs", "date": "day", "value": "dose"},
                              "after": "index"}]})") == Words{"20", "?", "?", "?"});
  CHECK(asked(R"({"case": [[{"eq": [{"first": {"event": {"source": "stays", "date": "entry",
          "value": "ward"}}}, "surgery"]}, 1]], "else": 0})") == Words{"1", "0", "?", "?"});
  CHECK(asked(R"({"case": [[{"eq": [{"last": {"event": {"source": "stays", "date": "entry",
          "value": "ward"}}}, "medicine"]}, 1]], "else": 0})") == Words{"1", "1", "?", "?"});
}

TEST_CASE("the one event of a person gives its value, and none where there are several") {
  CHECK(asked(R"({"only": {"event": {"source": "drugs", "value": "dose"}}})") ==
        Words{"?", "?", "1", "?"});
  CHECK(asked(R"({"only": {"event": {"source": "drugs", "date": "day", "value": "dose"}}})") ==
        Words{"?", "7", "1", "?"});
}

TEST_CASE("events close to each other are one era, and a washout keeps what begins anew") {
  CHECK(asked(R"({"count": {"event": {"source": "drugs", "date": "day"}, "era": 41}})") ==
        Words{"2", "1", "1", "0"});
  CHECK(asked(R"({"count": {"event": {"source": "drugs", "date": "day"}, "era": 40}})") ==
        Words{"3", "1", "1", "0"});
  CHECK(asked(R"({"count": {"event": {"source": "stays", "date": "entry", "end": "leave"},
                            "era": 5}})") == Words{"1", "1", "0", "1"});
  CHECK(asked(R"({"count": {"event": {"source": "drugs", "date": "day"}, "washout": 41}})") ==
        Words{"2", "1", "1", "0"});
  CHECK(asked(R"({"count": {"event": {"source": "drugs", "date": "day"}, "washout": 300}})") ==
        Words{"1", "1", "1", "0"});
}

TEST_CASE("lines that agree are one event, where what they add up to is more than nothing") {
  CHECK(asked(R"({"count": {"event": {"source": "drugs", "date": "day",
                  "net": {"sum": {"sub": ["dose", 13]}}}}})") == Words{"1", "0", "0", "0"});
  CHECK(asked(R"({"count": {"event": {"source": "drugs", "date": "day",
                  "net": {"sum": {"sub": ["dose", 13]}, "by": "code"}}}})") ==
        Words{"2", "0", "0", "0"});
  CHECK(asked(R"({"first": {"event": {"source": "drugs", "date": "day", "value": "dose",
                  "net": {"sum": "dose", "by": "code"}}}})") == Words{"10", "7", "1", "?"});
}

TEST_CASE("what is no sum of lines is refused with its place") {
  const std::string at = "/variables/asked/count/event/net";
  CHECK(question_refusal(R"({"count": {"event": {"source": "drugs", "net": "dose"}}})")
            .starts_with("study.malformed: " + at + ": {"));
  CHECK(question_refusal(R"({"count": {"event": {"source": "drugs", "net": {"by": "code"}}}})")
            .starts_with("study.malformed: " + at + ": {"));
  CHECK(question_refusal(
            R"({"count": {"event": {"source": "drugs", "net": {"sum": "dose", "min": 1}}}})") ==
        "study.malformed: " + at + "/min: one of sum, by is expected");
  CHECK(question_refusal(R"({"count": {"event": {"source": "drugs", "net": {"sum": "who"}}}})")
            .starts_with("study.malformed: " + at + "/sum: `who` tells persons apart"));
  CHECK(data_refusal(R"({"count": {"event": {"source": "drugs", "net": {"sum": "code"}}}})")
            .find(at + "/sum: a number is expected, this is a text") != std::string::npos);
}

TEST_CASE("events lie in other events of the same person") {
  CHECK(asked(R"({"count": {"event": {"source": "drugs", "date": "day"},
          "during": {"event": {"source": "stays", "date": "entry", "end": "leave"}}}})") ==
        Words{"2", "0", "0", "0"});
  CHECK(asked(R"({"count": {"event": {"source": "stays", "date": "entry", "end": "leave"},
          "overlaps": {"event": {"source": "drugs", "date": "day"}}}})") ==
        Words{"1", "0", "0", "0"});
  CHECK(asked(R"({"count": {"event": {"source": "stays", "date": "entry", "end": "leave"},
          "during": {"event": {"source": "drugs", "date": "day"}}}})") ==
        Words{"0", "0", "0", "0"});
}

TEST_CASE("an age is in completed years") {
  CHECK(asked(R"({"age_at": ["born", "index"]})") == Words{"40", "30", "?", "9"});
  CHECK(asked(R"({"age_at": ["born", {"date": "2020-05-31"}]})") == Words{"40", "29", "20", "9"});
  CHECK(completed_years(*parse_date("1980-02-29"), *parse_date("2021-02-28")) == 40);
  CHECK(completed_years(*parse_date("1980-02-29"), *parse_date("2021-03-01")) == 41);
}

TEST_CASE("each source is read for its own columns only") {
  const auto plan = compile_study(study_asking(Json::parse(
      R"({"first": {"event": {"source": "drugs", "date": "day", "value": "dose",
                              "where": {"eq": ["code", "A"]}}, "after": "index"}})")));
  REQUIRE_MESSAGE(plan.has_value(), plan.error().text());
  CHECK(plan->base().alias == "people");
  CHECK(plan->base().columns == std::set<std::string>{"id", "index"});
  CHECK(plan->sources[1].alias == "drugs");
  CHECK(plan->sources[1].columns == std::set<std::string>{"who", "day", "dose", "code"});
  CHECK(plan->sources[2].columns == std::set<std::string>{"nir", "entry"});
  CHECK(plan->datasets().size() == 3);
}

TEST_CASE("the same kind of events is one, wherever a study asks about it") {
  const auto plan = compile_study(study_asking(Json::parse(
      R"({"count": {"event": {"date": "day", "source": "drugs"}, "after": "index"}})")));
  REQUIRE(plan.has_value());
  CHECK(events_of(*plan).size() == 2);
}

TEST_CASE("what cannot be asked is refused with its place") {
  CHECK(question_refusal(R"({"exists": {"event": {"source": "people"}}})")
            .starts_with("study.unknown_name: /variables/asked/exists/event/source: the alias of a "
                         "linked source"));
  CHECK(question_refusal(R"({"exists": {"event": {"source": "other"}}})")
            .starts_with("study.unknown_name: /variables/asked/exists/event/source: "));
  CHECK(question_refusal(
            R"({"exists": {"event": {"source": "drugs", "where": {"eq": ["who", 7]}}}})") ==
        "study.malformed: /variables/asked/exists/event/where/eq/0: `who` tells persons apart; no "
        "study computes with it");
  CHECK(question_refusal(R"({"first": {"event": {"source": "drugs"}}})")
            .starts_with("study.malformed: /variables/asked/first/event: a `date` is expected"));
  CHECK(question_refusal(R"({"exists": {"event": {"source": "drugs"}, "after": "index"}})")
            .starts_with("study.malformed: /variables/asked/exists/event: a `date` is expected"));
  CHECK(question_refusal(R"({"only": {"event": {"source": "drugs"}}})")
            .starts_with(
                "study.malformed: /variables/asked/only/event: a `value` or a `date` is expected"));
  CHECK(question_refusal(R"({"exists": {"event": {"source": "drugs", "end": "day"}}})")
            .starts_with(
                "study.malformed: /variables/asked/exists/event/end: stands only with `date`"));
  CHECK(question_refusal(R"({"exists": {"event": {"source": "drugs", "sql": "1"}}})")
            .starts_with("study.malformed: /variables/asked/exists/event/sql: one of source"));
  CHECK(question_refusal(R"({"exists": {"source": "drugs"}})")
            .starts_with(
                "study.malformed: /variables/asked/exists/source: one of event, any, within"));
  CHECK(question_refusal(R"({"exists": {"any": [{"event": {"source": "drugs"}}]}})")
            .starts_with("study.malformed: /variables/asked/exists/any: a list of 2 to 50"));
  CHECK(question_refusal(R"({"exists": {"any": [{"event": {"source": "drugs", "date": "day"}},
                                       {"event": {"source": "stays"}}]}})")
            .starts_with("study.malformed: /variables/asked/exists/any/1/event: a `date`"));
  CHECK(question_refusal(R"({"at_least": [0, {"event": {"source": "drugs"}}]})")
            .starts_with("study.malformed: /variables/asked/at_least: [number, events]"));
  CHECK(
      question_refusal(R"({"exists": {"event": {"source": "drugs", "date": "day"},
                               "within": {"of": "index", "days": [3, 2]}}})")
          .starts_with("study.malformed: /variables/asked/exists/within/days: `from` is at most"));
  CHECK(question_refusal(R"({"exists": {"event": {"source": "drugs", "date": "day"},
                               "within": {"of": "index", "days": [null, null]}}})")
            .starts_with("study.malformed: /variables/asked/exists/within/days: [from, to]"));
  CHECK(question_refusal(R"({"exists": {"event": {"source": "drugs", "date": "day"}, "era": -1}})")
            .starts_with("study.malformed: /variables/asked/exists/era: "));
  CHECK(question_refusal(R"({"date": "2020-02-30"})")
            .starts_with("study.malformed: /variables/asked/date: a date as YYYY-MM-DD"));
}

TEST_CASE("an event is told by its own row: no question, and nothing that is no condition") {
  CHECK(question_refusal(R"({"count": {"event": {"source": "drugs",
          "where": {"exists": {"event": {"source": "stays"}}}}}})")
            .starts_with("study.malformed: /variables/asked/count/event/where: events are asked "
                         "about for the rows of the study"));
  CHECK(question_refusal(R"({"only": {"event": {"source": "drugs",
          "value": {"case": [[{"exists_in": "stays"}, 1]]}}}})")
            .starts_with("study.malformed: /variables/asked/only/event/value/case/0/0: events"));
  CHECK(question_refusal(R"({"count": {"event": {"source": "drugs", "where": {"add": [1, 2]}}}})")
            .starts_with("study.wrong_kind: /variables/asked/count/event/where: a condition"));
  CHECK(question_refusal(R"({"count": {"event": {"source": "drugs",
          "where": {"starts_with": ["code", 5]}}}})")
            .starts_with("study.wrong_kind: /variables/asked/count/event/where/starts_with/1: a "
                         "text is expected"));
  CHECK(question_refusal(R"({"exists": {"event": {"source": "stays", "date": "entry"},
                               "covers": {"of": "index", "days": [0, null]}}})")
            .starts_with("study.malformed: /variables/asked/exists/covers/days: [from, to] is"));
  CHECK(question_refusal(R"({"count": {"event": {"source": "drugs", "date": "day"},
          "during": {"event": {"source": "stays", "date": "entry"}, "after": "index"}}})")
            .starts_with("study.malformed: /variables/asked/count/during/after: one of event, any, "
                         "during"));
}

TEST_CASE("events nest no deeper than expressions, and their kinds are counted") {
  Json deep = Json::parse(R"({"event": {"source": "stays", "date": "entry"}})");
  for (int i = 0; i < 40; ++i) {
    deep = {{"event", {{"source", "stays"}, {"date", "entry"}}}, {"during", std::move(deep)}};
  }
  auto plan = compile_study(study_asking({{"count", std::move(deep)}}));
  REQUIRE_FALSE(plan.has_value());
  CHECK(plan.error().text().starts_with("study.too_large: "));

  auto study = study_asking(Json::parse(R"({"age_at": ["born", "index"]})"));
  for (int i = 0; i < 101; ++i) {
    study["variables"]["v" + std::to_string(i)] = {
        {"count", {{"event", {{"source", "drugs"}, {"date", "day"}}}, {"washout", i}}}};
    study["analyses"][0]["variables"].push_back("v" + std::to_string(i));
  }
  plan = compile_study(study);
  REQUIRE_FALSE(plan.has_value());
  CHECK(plan.error().text().starts_with("study.too_large: /variables: at most 100 kinds"));
}

TEST_CASE("variables that refer to each other many times are looked at once") {
  auto study = study_asking("born");
  study["variables"]["asked"] = {{"add", std::vector<std::string>(20, "x14")}};
  study["variables"]["x0"] = {{"age_at", {"born", "index"}}};
  for (int i = 1; i < 15; ++i) {
    study["variables"]["x" + std::to_string(i)] = {
        {"add", std::vector<std::string>(20, "x" + std::to_string(i - 1))}};
  }
  study["analysis_set"] = {{"cohort", "all"}, {"complete_on", {"x0"}}};
  study["analyses"].push_back(
      Json::parse(R"({"id": "l", "type": "linear", "outcome": "asked", "terms": ["x0"]})"));
  CHECK(compile_study(study).has_value());
}

TEST_CASE("nobody has an event where a source is empty, and its kinds are unknown") {
  auto tables = linked();
  for (auto& [alias, table] : tables) table.table.rows.clear();
  const auto plan = compile_study(study_asking(Json::parse(R"({"case": [
    [{"is_null": {"first": {"event": {"source": "stays", "date": "entry", "value": "ward"}}}}, 1],
    [{"eq": [{"first": {"event": {"source": "stays", "date": "entry", "value": "ward"}}}, "x"]},
     2]], "else": 0})")));
  REQUIRE_MESSAGE(plan.has_value(), plan.error().text());
  test::ColumnTypes types;
  test::widen(types, kPeople);
  CHECK(test::built_frame(*plan, kPeople, types, tables).numbers.at("asked") ==
        NumberColumn(4, 1.0));

  auto levels = study_asking(Json::parse(R"({"first": {"event": {"source": "stays",
    "date": "entry", "value": "ward"}}, "levels": ["surgery", "medicine"]})"));
  levels["analyses"][0] = Json::parse(R"({"id": "a", "type": "crosstab", "rows": "asked"})");
  levels["analyses"].push_back(
      Json::parse(R"({"id": "b", "type": "describe", "variables": ["sick", "dosed"]})"));
  const auto by_ward = compile_study(levels);
  REQUIRE_MESSAGE(by_ward.has_value(), by_ward.error().text());
  // A source that delivers no batch at all, as an engine does with an empty table.
  EventHistories histories(*by_ward);
  histories.finish();
  FrameBuilder builder(*by_ward, &histories);
  CHECK(builder.finish().has_value());
}

TEST_CASE("earlier and later are so on any axis") {
  auto study = study_asking(Json::parse(R"({"count": {"event": {"source": "drugs", "date": "dose"},
                                                      "before": 10.5}})"));
  const auto plan = compile_study(study);
  CHECK_FALSE(plan.has_value());
  CHECK(asked(R"({"count": {"event": {"source": "drugs", "date": "dose"},
                            "before": {"sub": [{"age_at": ["born", "born"]}, -10.5]}}})") ==
        Words{"2", "2", "1", "0"});
  CHECK(asked(R"({"count": {"event": {"source": "drugs", "date": "dose"},
                            "after": {"sub": [{"age_at": ["born", "born"]}, -9.5]}}})") ==
        Words{"3", "0", "0", "0"});
}

TEST_CASE("a linked source of which nothing is asked is refused, as is one named twice") {
  auto study = study_asking(Json::parse(R"({"age_at": ["born", "index"]})"));
  study["analyses"][0]["variables"] = {"asked", "sick"};
  auto plan = compile_study(study);
  REQUIRE_FALSE(plan.has_value());
  CHECK(
      plan.error().text().starts_with("study.malformed: /sources: no variable or cohort of an "
                                      "analysis asks for events of `drugs`"));
  study["sources"][2]["alias"] = "drugs";
  plan = compile_study(study);
  REQUIRE_FALSE(plan.has_value());
  CHECK(plan.error().text().starts_with("study.duplicate: /sources/2/alias: `drugs` stands twice"));
}

TEST_CASE("cohorts are of one source") {
  auto study = study_asking(Json::parse(R"({"age_at": ["born", "index"]})"));
  study["cohorts"]["zz"] = {{"from", "drugs"}};
  const auto plan = compile_study(study);
  REQUIRE_FALSE(plan.has_value());
  CHECK(plan.error().text().starts_with(
      "study.unknown_name: /cohorts/zz/from: the rows of a study are those of one source"));
}

TEST_CASE("columns of a kind that cannot be asked so are refused by their place, never a value") {
  CHECK(data_refusal(R"({"count": {"event": {"source": "drugs", "date": "code"}}})") ==
        "data.wrong_type: /variables/asked/count/event/date: a date or a number of days is "
        "expected, this is a text");
  CHECK(data_refusal(R"({"count": {"event": {"source": "drugs", "where": "dose"}}})")
            .starts_with(
                "data.wrong_type: /variables/asked/count/event/where: a condition is expected"));
  CHECK(data_refusal(R"({"count": {"event": {"source": "drugs", "date": "dose"},
                                   "after": "index"}})")
            .starts_with("data.wrong_type: /variables/asked/count/after: a number is expected"));
  CHECK(data_refusal(R"({"first": {"event": {"source": "drugs", "date": "day", "value": "code"}}})")
            .starts_with("data.wrong_type: variable `asked`: a text where the study computes"));
  CHECK(
      data_refusal(R"({"count": {"any": [{"event": {"source": "drugs", "date": "day"}},
                                           {"event": {"source": "drugs", "date": "dose"}}]}})")
          .starts_with("data.wrong_type: /variables/asked/count/any/1/event: a date is expected"));
}

TEST_CASE("no bit depends on the order of linked rows") {
  const auto plan = compile_study(study_asking(
      Json::parse(R"({"first": {"event": {"source": "drugs", "date": "day", "value": "dose"}}})")));
  REQUIRE(plan.has_value());
  test::ColumnTypes types;
  test::widen(types, kPeople);
  auto tables = linked();
  const auto before = test::built_frame(*plan, kPeople, types, tables);
  for (auto& [alias, table] : tables) std::ranges::reverse(table.table.rows);
  const auto after = test::built_frame(*plan, kPeople, types, tables);
  CHECK(before.ledger.pseudonyms == after.ledger.pseudonyms);
  CHECK(before.ledger.of_row == after.ledger.of_row);
  for (const auto& [name, numbers] : before.numbers) {
    const auto& others = after.numbers.at(name);
    for (std::size_t row = 0; row < numbers.size(); ++row) {
      CHECK(word(numbers[row]) == word(others[row]));
    }
  }
}

}  // namespace passerelle::analysis
