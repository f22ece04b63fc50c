#include "node/analysis/published_set.h"

#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/completeness.h"
#include "node/analysis/errors.h"
#include "node/analysis/expression.h"
#include "node/analysis/expression_values.h"
#include "node/analysis/frame.h"
#include "node/analysis/layout.h"
#include "node/analysis/outcomes.h"
#include "node/analysis/step.h"
#include "node/analysis/study_sample_test.h"
#include "node/crypto/digest.h"

namespace passerelle::analysis {
namespace {

Json definition() {
  return Json::parse(R"({"name": "core-2026", "table": "colon", "where": {"eq": ["etype", 2]},
                         "complete_on": ["time", "rx", "age", "status"]})");
}

PublishedSet core(const Json& written = definition()) {
  auto set = published_set_from_json(written, "");
  REQUIRE_MESSAGE(set.has_value(), set.error().text());
  return *std::move(set);
}

std::string refusal_of(const char* pointer, const Json& value) {
  auto written = definition();
  written[Json::json_pointer(pointer)] = value;
  const auto set = published_set_from_json(written, "");
  REQUIRE_FALSE_MESSAGE(set.has_value(), pointer);
  return set.error().text();
}

Json named_study() {
  auto study = sample_study();
  study["analysis_set"] = "core-2026";
  study.erase("cohorts");
  return study;
}

StudyPlan held(const Json& study, const PublishedSet& set = core()) {
  auto plan = with_analysis_set(compiled(study), set);
  REQUIRE_MESSAGE(plan.has_value(), plan.error().text());
  return *std::move(plan);
}

std::string held_refusal(const Json& study, const PublishedSet& set = core()) {
  const auto plan = with_analysis_set(compiled(study), set);
  REQUIRE_FALSE(plan.has_value());
  return plan.error().text();
}

// A row of the columns age, etype, id, rx, status, time, and of one more number.
struct SetRow {
  double age = 60, etype = 2;
  std::string rx = "Obs";
  double status = 1, time = 100, other = 1;
};

Result<Frame> frame_of_set(const StudyPlan& plan, const std::vector<SetRow>& rows) {
  query::RowBatch batch;
  batch.rows = rows.size();
  for (const auto& name : plan.base().columns) {
    query::Column column{query::ColumnType::number, {}, {}};
    if (name == "rx") {
      std::vector<std::string> texts;
      for (const auto& row : rows) {
        texts.push_back(row.rx);
        column.missing.push_back(row.rx.empty());
      }
      column.type = query::ColumnType::text;
      column.values = std::move(texts);
    } else if (name == "id") {
      std::vector<std::int64_t> numbers;
      for (std::size_t i = 0; i < rows.size(); ++i) numbers.push_back(static_cast<int>(i));
      column.missing.assign(rows.size(), false);
      column.type = query::ColumnType::integer;
      column.values = std::move(numbers);
    } else {
      std::vector<double> numbers;
      for (const auto& row : rows) {
        numbers.push_back(name == "age"      ? row.age
                          : name == "etype"  ? row.etype
                          : name == "status" ? row.status
                          : name == "time"   ? row.time
                                             : row.other);
        column.missing.push_back(std::isnan(numbers.back()));
      }
      column.values = std::move(numbers);
    }
    batch.columns.push_back(std::move(column));
  }
  std::vector<std::uint64_t> pseudonyms;
  for (std::size_t i = 0; i < rows.size(); ++i) pseudonyms.push_back(1000 + i);
  FrameBuilder builder(plan);
  if (auto added = builder.add(std::move(batch), pseudonyms); !added) return added.error();
  return builder.finish();
}

std::vector<double> times_of(const Frame& frame) {
  std::vector<double> times;
  for (const auto row : frame.rows_of(kAnalysisSet))
    times.push_back(frame.numbers.at("time5")[row]);
  return times;
}

}  // namespace

TEST_CASE("a definition has one canonical form, whose digest names it") {
  const auto set = core();
  CHECK(set.definition ==
        R"({"complete_on":["age","rx","status","time"],"name":"core-2026","table":"colon",)"
        R"("where":{"eq":["etype",2]}})");
  CHECK(definition_sha256(set.definition) == crypto::sha256_hex(set.definition));
  CHECK(set.columns() == std::set<std::string>{"age", "etype", "rx", "status", "time"});
  const auto again = published_set_of(set.definition);
  REQUIRE(again.has_value());
  CHECK(again->definition == set.definition);
  CHECK(again->columns() == set.columns());
}

TEST_CASE("a definition that the language does not know is refused with its path") {
  CHECK(begins(refusal_of("/name", "no name"), "study.malformed: /name: "));
  CHECK(begins(refusal_of("/name", "node"), "study.malformed: /name: `node` is reserved"));
  CHECK(begins(refusal_of("/title", "x"), "base.malformed: /title"));
  CHECK(begins(refusal_of("/complete_on", Json::array({"age", "age"})),
               "study.duplicate: /complete_on/1: `age` stands twice"));
  CHECK(begins(refusal_of("/complete_on", Json::array({""})), "study.malformed: /complete_on/0"));
  CHECK(begins(refusal_of("/complete_on", Json(std::vector<std::string>(201, "x"))),
               "study.too_large: /complete_on: at most 200"));
  CHECK(begins(refusal_of("/where", Json::parse(R"({"add": ["age", 1]})")), "study.wrong_kind"));
  CHECK(begins(refusal_of("/where", Json::parse(R"({"random": []})")), "study.malformed: /where"));
  auto without = definition();
  without.erase("complete_on");
  CHECK(published_set_from_json(without, "").error().text().find("complete_on") !=
        std::string::npos);
}

TEST_CASE("events of other tables have no place in a published set") {
  for (const char* where :
       {R"({"exists": {"event": {"source": "stays", "date": "entry"}}})",
        R"({"or": [{"eq": ["age", 1]}, {"not": {"exists_in": "stays"}}]})",
        R"({"le": [{"first": {"event": {"source": "stays", "date": "entry"}}}, 10]})"}) {
    CHECK(begins(refusal_of("/where", Json::parse(where)), "study.not_offered: /where"));
  }
}

TEST_CASE("a set is held against the table that it is made of") {
  query::Binding table{"duckdb", "csv", "/x.csv", {}};
  for (const char* name : {"id", "age", "time", "status", "etype"}) {
    table.columns.push_back({name, query::ColumnType::integer});
  }
  CHECK(check_table(core(), table).error().text() ==
        "study.unknown_name: /: no column `rx` in the table colon; it has: id, age, time, status, "
        "etype");
  table.columns.push_back({"rx", query::ColumnType::text});
  CHECK(check_table(core(), table).has_value());
  auto written = definition();
  written["where"] = Json::parse(R"({"eq": ["rx", 2]})");
  CHECK(check_table(core(written), table).error().code == AnalysisError::wrong_kind);
  table.person = "age";
  CHECK(begins(check_table(core(), table).error().text(),
               "study.malformed: /: `age` identifies persons"));
  table.person = "etype";
  CHECK(begins(check_table(core(), table).error().text(),
               "study.malformed: /: `etype` identifies persons"));
}

TEST_CASE("a study that names a set compiles without knowing it, and holds its name alone") {
  const auto plan = compiled(named_study());
  REQUIRE(plan.named_set.has_value());
  CHECK(plan.named_set->name == "core-2026");
  CHECK(plan.named_set->definition.empty());
  const auto& set = plan.row_sets.at("analysis_set");
  CHECK(set.cohort == "core-2026");
  CHECK(set.complete_on == Names{"age", "arm", "dead5", "time5"});
  CHECK(plan.row_sets.size() == 1);
  CHECK(plan.cohorts.at("core-2026").where == nullptr);
  CHECK(plan.base().columns == std::set<std::string>{"age", "id", "rx", "status", "time"});
  for (const auto& analysis : plan.analyses) CHECK(analysis.row_set == "analysis_set");
  CHECK(levels_in(plan, "analysis_set", "arm") == Names{"Obs", "Lev", "Lev+5FU"});
}

TEST_CASE("a set's name is an identifier that no cohort of the study bears") {
  CHECK(begins(refusal("/analysis_set", "patients"),
               "study.duplicate: /analysis_set: `patients` is a cohort of this study"));
  CHECK(begins(refusal("/analysis_set", "no name"), "study.malformed: /analysis_set: "));
  CHECK(begins(refusal("/analysis_set", "node"), "study.malformed: /analysis_set: "));
  auto study = named_study();
  study["analysis_set"] = "colon";  // as the only cohort is called when none is written
  CHECK(compile_study(study).error().code == AnalysisError::duplicate);
}

TEST_CASE(
    "numbers that are told with their missing ones and categories of their own need no value") {
  auto study = named_study();
  study["variables"]["stage"]["missing"] = "category";
  study["variables"]["grade"] = Json::parse(R"({"column": "grade", "levels": [1, 2]})");
  study["analyses"] = Json::parse(R"([
    {"id": "ages", "type": "describe", "variables": ["age"], "by": "arm"},
    {"id": "lengths", "type": "histogram", "variable": "stay", "breaks": [0, 100, null]},
    {"id": "stages", "type": "crosstab", "rows": "stage", "columns": "arm"},
    {"id": "unknown", "type": "missingness", "variables": ["grade"]},
    {"id": "groups", "type": "table_one", "by": "arm", "variables": ["weight", "dead5"]}])");
  const auto plan = held(study);
  CHECK(plan.row_sets.at("analysis_set").complete_on == Names{"arm", "dead5"});
  CHECK(plan.analyses[3].row_set == "analysis_set");  // its rows are the cohort
  CHECK(levels_in(plan, "analysis_set", "stage") == Names{"I", "II", "(missing)"});
}

TEST_CASE("an analysis of another cohort has rows of its own beside a named set") {
  auto study = sample_study();
  study["analysis_set"] = "core-2026";
  study["analyses"] = Json::parse(R"([
    {"id": "all", "type": "count", "by": "stage", "cohort": "patients"},
    {"id": "core", "type": "count", "by": "arm", "cohort": "core-2026"}])");
  const auto plan = held(study);
  CHECK(plan.analyses[0].row_set == "patients:stage");
  CHECK(plan.analyses[1].row_set == "analysis_set");
  CHECK(plan.row_sets.at("analysis_set").complete_on == Names{"arm"});
}

TEST_CASE("the holder's definition gives the set its rows and its columns") {
  const auto plan = held(named_study());
  CHECK(plan.named_set->definition == core().definition);
  CHECK(plan.base().columns.contains("etype"));
  CHECK(plan.digest == compiled(named_study()).digest);
  const auto frame = frame_of_set(plan, {{60, 2, "Obs", 1, 1},
                                         {61, 1, "Obs", 1, 2},         // not in `where`
                                         {62, kMissing, "Obs", 1, 3},  // where it is missing
                                         {kMissing, 2, "Obs", 1, 4},
                                         {64, 2, "", 1, 5},
                                         {65, 2, "Lev", kMissing, 6},
                                         {66, 2, "Lev", 0, 7}});
  REQUIRE_MESSAGE(frame.has_value(), frame.error().text());
  CHECK(times_of(*frame) == std::vector<double>{1, 7});
}

TEST_CASE("two studies on one set have the same rows, whatever their variables") {
  auto other = named_study();
  other["analyses"] = Json::parse(R"([{"id": "n", "type": "count", "by": "dead5"},
                                      {"id": "t", "type": "linear", "outcome": "time5", "terms": ["age_group"]}])");
  const std::vector<SetRow> rows{{60, 2, "Obs", 1, 1}, {61, 2, "", 1, 2}, {62, 2, "Lev", 0, 3}};
  const auto first = frame_of_set(held(named_study()), rows);
  const auto second = frame_of_set(held(other), rows);
  REQUIRE(first.has_value());
  REQUIRE(second.has_value());
  CHECK(times_of(*first) == std::vector<double>{1, 3});
  CHECK(times_of(*second) == times_of(*first));
}

TEST_CASE("a set without a condition has all rows that are complete on its columns") {
  auto written = definition();
  written.erase("where");
  const auto frame = frame_of_set(held(named_study(), core(written)),
                                  {{60, 1, "Obs", 1, 1}, {kMissing, 2, "Obs", 1, 2}});
  REQUIRE(frame.has_value());
  CHECK(times_of(*frame) == std::vector<double>{1});
}

TEST_CASE("a variable that must have a value and reads beyond the set is refused by name") {
  auto written = definition();
  written["complete_on"] = {"rx", "age", "status"};
  CHECK(held_refusal(named_study(), core(written)) ==
        "study.incomplete: /variables/dead5: `dead5` must have a value in every "
        "row, and reads `time`; `core-2026` is complete on age, rx, status");
  written["complete_on"] = Json::array();
  CHECK(held_refusal(named_study(), core(written)).ends_with("is complete on nothing"));
  // `where` alone says nothing of what has a value.
  auto study = named_study();
  study["analyses"] =
      Json::parse(R"([{"id": "n", "type": "linear", "outcome": "etype", "terms": ["age"]}])");
  CHECK(begins(held_refusal(study), "study.incomplete: /analyses/0/outcome: `etype` must have"));
}

TEST_CASE("asking whether a column has a value needs none") {
  auto study = named_study();
  study["variables"]["untold"] =
      Json::parse(R"({"case": [[{"is_null": "other"}, 1]], "else": 0, "levels": [0, 1]})");
  study["analyses"] = Json::parse(R"([{"id": "n", "type": "count", "by": "untold"}])");
  const auto frame =
      frame_of_set(held(study), {{60, 2, "Obs", 1, 1, kMissing}, {60, 2, "Obs", 1, 2, 3}});
  REQUIRE(frame.has_value());
  CHECK(frame->rows_of("analysis_set").size() == 2);
  study["variables"]["untold"] = Json::parse(
      R"({"case": [[{"is_null": "other"}, 1]], "else": {"case": [[{"gt": ["other", 1]}, 0]], "else": 1},
          "levels": [0, 1]})");
  CHECK(held_refusal(study).find("`untold` must have a value in every row, and reads `other`") !=
        std::string::npos);
}

TEST_CASE("a value that is missing all the same ends the study, and no row goes without a word") {
  auto study = named_study();
  study["variables"]["log_time"] = Json::parse(R"({"log": "time"})");
  study["analyses"] =
      Json::parse(R"([{"id": "n", "type": "linear", "outcome": "log_time", "terms": ["age"]}])");
  const auto plan = held(study);
  CHECK(frame_of_set(plan, {{60, 2, "Obs", 1, 1}, {61, 2, "Obs", 1, 2}}).has_value());
  const auto frame = frame_of_set(plan, {{60, 2, "Obs", 1, 1}, {61, 2, "Obs", 1, 0}});
  REQUIRE_FALSE(frame.has_value());
  CHECK(frame.error().text() ==
        "data.missing_refused: variable `log_time`: has no value in some rows of the set that the "
        "study names");
  // Outside of the set it is nobody's concern.
  CHECK(frame_of_set(plan, {{60, 2, "Obs", 1, 1}, {61, 1, "Obs", 1, 0}}).has_value());
}

TEST_CASE("a value outside its levels is an error on a named set as anywhere") {
  const auto frame = frame_of_set(held(named_study()), {{60, 2, "Other", 1, 1}});
  REQUIRE_FALSE(frame.has_value());
  CHECK(frame.error().code == DataError::outside_levels);
}

TEST_CASE("no row is read for a set that nobody has looked up") {
  const auto frame = frame_of_set(compiled(named_study()), {{60, 2, "Obs", 1, 1}});
  REQUIRE_FALSE(frame.has_value());
  CHECK(frame.error().code == BaseError::internal);
}

TEST_CASE("a set of another table, or made of the study's persons, is refused") {
  auto written = definition();
  written["table"] = "stays";
  CHECK(held_refusal(named_study(), core(written)) ==
        "study.unknown_name: /analysis_set: `core-2026` is a set of rows of the table stays, and "
        "the rows of the study are those of colon");
  auto study = named_study();
  study["sources"][0]["person"] = "etype";
  CHECK(begins(held_refusal(study),
               "study.malformed: /analysis_set: `core-2026` is made of `etype`"));
}

TEST_CASE("a result tells the name of the set and its rows, and nothing that it left out") {
  const auto plan = held(named_study());
  auto state = start(plan);
  const auto layout = layout_of(Outcomes(plan), state);
  CHECK(layout.wanted.contains({kAnalysisSet, {}}));
  for (const auto& key : layout.wanted) CHECK(key.row_set != "left_out");
}

}  // namespace passerelle::analysis
