#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>
#include <random>

#include "node/analysis/errors.h"
#include "node/analysis/expression_values.h"
#include "node/analysis/frame.h"
#include "node/analysis/study_sample_test.h"

namespace passerelle::analysis {
namespace {

// A row of the sample study's columns that matter: age, etype, id, rx, stage, status, time.
struct SampleRow {
  std::int64_t id = 1;
  std::string rx = "Obs";  // empty = missing
  double age = 60;         // NaN = missing
  double time = 1000;
  int status = 0;
  int etype = 2;
  std::string stage = "I";
};

Json study_with(const char* analyses) {
  auto study = sample_study();
  study["analyses"] = Json::parse(analyses);
  return study;
}

query::Column column_of(const std::string& name, const std::vector<SampleRow>& rows) {
  const auto fill = [&](query::ColumnType type, auto empty, auto value, auto is_missing) {
    query::Column column{type, {}, {}};
    auto values = empty;
    for (const auto& row : rows) {
      values.push_back(value(row));
      column.missing.push_back(is_missing(row));
    }
    column.values = std::move(values);
    return column;
  };
  const auto never = [](const SampleRow&) { return false; };
  using TextValues = std::vector<std::string>;
  using DoubleValues = std::vector<double>;
  using IntegerValues = std::vector<std::int64_t>;
  if (name == "rx") {
    return fill(
        query::ColumnType::text, TextValues{}, [](const SampleRow& row) { return row.rx; },
        [](const SampleRow& row) { return row.rx.empty(); });
  }
  if (name == "stage") {
    return fill(
        query::ColumnType::text, TextValues{}, [](const SampleRow& row) { return row.stage; },
        [](const SampleRow& row) { return row.stage.empty(); });
  }
  if (name == "age") {
    return fill(
        query::ColumnType::number, DoubleValues{}, [](const SampleRow& row) { return row.age; },
        [](const SampleRow& row) { return std::isnan(row.age); });
  }
  if (name == "time") {
    return fill(
        query::ColumnType::number, DoubleValues{}, [](const SampleRow& row) { return row.time; },
        [](const SampleRow& row) { return std::isnan(row.time); });
  }
  if (name == "id") {
    return fill(
        query::ColumnType::integer, IntegerValues{}, [](const SampleRow& row) { return row.id; },
        [](const SampleRow& row) { return row.id == 0; });
  }
  if (name == "status") {
    return fill(
        query::ColumnType::boolean, IntegerValues{},
        [](const SampleRow& row) { return std::int64_t{row.status}; }, never);
  }
  REQUIRE(name == "etype");
  return fill(
      query::ColumnType::integer, IntegerValues{},
      [](const SampleRow& row) { return std::int64_t{row.etype}; }, never);
}

query::RowBatch batch_of(const StudyPlan& plan, const std::vector<SampleRow>& rows) {
  query::RowBatch batch;
  batch.rows = rows.size();
  for (const auto& name : plan.base().columns) batch.columns.push_back(column_of(name, rows));
  return batch;
}

// What a key of the node would make of the identifiers.
std::vector<std::uint64_t> pseudonyms_of(const std::vector<SampleRow>& rows) {
  std::vector<std::uint64_t> pseudonyms;
  for (const auto& row : rows) {
    pseudonyms.push_back(row.id == 0 ? 0 : static_cast<std::uint64_t>(row.id) * 1000);
  }
  return pseudonyms;
}

Result<Frame> try_frame(const StudyPlan& plan, const std::vector<SampleRow>& rows) {
  FrameBuilder builder(plan);
  if (auto added = builder.add(batch_of(plan, rows), pseudonyms_of(rows)); !added) {
    return added.error();
  }
  return builder.finish();
}

Frame frame_of(const StudyPlan& plan, const std::vector<SampleRow>& rows) {
  auto frame = try_frame(plan, rows);
  REQUIRE_MESSAGE(frame.has_value(), frame.error().text());
  return *std::move(frame);
}

// As text, because NaN equals nothing.
std::string described(const Frame& frame) {
  std::string text = std::to_string(frame.rows) + " " + std::to_string(frame.persons) + "\n";
  for (const auto person : frame.person) text += std::to_string(person) + " ";
  for (const auto& [name, values] : frame.numbers) {
    text += "\n" + name + ":";
    for (const double value : values) text += " " + (std::isnan(value) ? "?" : number_text(value));
  }
  for (const auto& [name, levels] : frame.categories) {
    text += "\n" + name + ":";
    for (const auto level : levels) text += " " + std::to_string(level);
  }
  for (const auto& [name, members] : frame.members) {
    text += "\n" + name + ":";
    for (const bool is_member : members) text += is_member ? " 1" : " 0";
  }
  return text;
}

std::vector<SampleRow> many_rows() {
  std::vector<SampleRow> rows;
  std::mt19937 random(20261123);
  const std::vector<std::string> arms{"Obs", "Lev", "Lev+5FU", ""};
  for (std::int64_t i = 0; i < 400; ++i) {
    SampleRow row;
    row.id = 1 + static_cast<std::int64_t>(random() % 150);
    row.rx = arms[random() % 4];
    row.age = random() % 9 == 0 ? kMissing : 40.0 + static_cast<double>(random() % 6);
    row.time = static_cast<double>(random() % 3) * 900;
    row.status = static_cast<int>(random() % 2);
    row.etype = 1 + static_cast<int>(random() % 2);
    row.stage = random() % 3 == 0 ? "" : "II";
    rows.push_back(row);
  }
  return rows;
}

constexpr const char* kAnalyses = R"([
  {"id": "n", "type": "count"},
  {"id": "stage", "type": "crosstab", "rows": "stage", "columns": "arm"},
  {"id": "nodes", "type": "describe", "variables": ["age"]}])";

}  // namespace

TEST_CASE("rows become numbers, levels and memberships") {
  const auto plan = compiled(study_with(kAnalyses));
  const auto frame = frame_of(plan, {{7, "Lev", 50, 2000, 1},
                                     {7, "Obs", 40, 1000, 1},
                                     {9, "", 70, 500, 0},        // left out: arm is missing
                                     {8, "Obs", 45, 100, 1, 1},  // not a patient
                                     {3, "Lev+5FU", 60, 1826, 1, 2, ""}});
  CHECK(frame.rows == 4);
  CHECK(frame.persons == 3);
  CHECK(frame.numbers.at("age") == NumberColumn{40, 50, 60, 70});
  CHECK(frame.numbers.at("time5") == NumberColumn{1000, 1826, 1826, 500});
  CHECK(frame.categories.at("arm") == LevelColumn{0, 1, 2, -1});
  CHECK(frame.categories.at("dead5") == LevelColumn{1, 0, 1, 0});
  CHECK(frame.categories.at("stage") == LevelColumn{0, 0, -1, 0});
  CHECK(frame.person == std::vector<std::uint32_t>{0, 0, 1, 2});
  CHECK(frame.rows_of("analysis_set") == std::vector<std::uint32_t>{0, 1, 2});
  CHECK(frame.rows_of("left_out") == std::vector<std::uint32_t>{3});
}

TEST_CASE("the frame does not depend on the order of rows, on batches or on what was expected") {
  const auto plan = compiled(study_with(kAnalyses));
  auto rows = many_rows();
  const auto expected = described(frame_of(plan, rows));
  std::mt19937 random(7);
  for (const std::size_t batch_rows : {1U, 7U, 400U}) {
    std::shuffle(rows.begin(), rows.end(), random);
    FrameBuilder builder(plan);
    builder.expect(batch_rows * 3);
    for (std::size_t first = 0; first < rows.size(); first += batch_rows) {
      const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(first);
      const auto end =
          rows.begin() + static_cast<std::ptrdiff_t>(std::min(first + batch_rows, rows.size()));
      const std::vector<SampleRow> some(begin, end);
      REQUIRE(builder.add(batch_of(plan, some), pseudonyms_of(some)).has_value());
    }
    const auto frame = builder.finish();
    REQUIRE(frame.has_value());
    CHECK(described(*frame) == expected);
  }
}

TEST_CASE("rows are in order of all their columns, missing numbers last") {
  const auto plan = compiled(study_with(kAnalyses));
  const auto frame = frame_of(plan, many_rows());
  const auto& age = frame.numbers.at("age");
  const auto rank = [](double value) { return std::isnan(value) ? 1e300 : value; };
  CHECK(std::is_sorted(age.begin(), age.end(),
                       [&](double left, double right) { return rank(left) < rank(right); }));
  CHECK(std::isnan(age.back()));
}

TEST_CASE("rows outside every set of rows are not kept") {
  auto study = study_with(R"([{"id": "n", "type": "count", "by": "arm"}])");
  study.erase("analysis_set");
  const auto frame = frame_of(compiled(study), {{1, "Obs"}, {2, ""}, {3, "Lev", 1, 1, 1, 1}});
  CHECK(frame.rows == 1);
  CHECK(frame.rows_of("patients:arm") == std::vector<std::uint32_t>{0});
}

TEST_CASE("a value outside the declared levels is an error that tells the variable alone") {
  const auto plan = compiled(study_with(kAnalyses));
  const auto frame = try_frame(plan, {{1, "Obs"}, {2, "placebo"}});
  REQUIRE_FALSE(frame.has_value());
  CHECK(frame.error().text() ==
        "data.outside_levels: variable `arm`: the data hold a value outside its levels or breaks");
  CHECK(frame_of(plan, {{1, "Obs"}, {2, "placebo", 60, 1, 0, 1}}).rows == 1);
}

TEST_CASE("a value outside the breaks of cut is an error") {
  auto study = study_with(R"([{"id": "n", "type": "count", "by": "age_group"}])");
  study["variables"]["age_group"]["breaks"] = Json::array({40, 50, 70});
  study["analysis_set"]["complete_on"] = Json::array({"age_group"});
  const auto plan = compiled(study);
  const auto frame = frame_of(plan, {{1, "Obs", 49.9}, {2, "Obs", 50}, {3, "Obs", kMissing}});
  CHECK(frame.categories.at("age_group") == LevelColumn{-1, 0, 1});
  CHECK(frame.rows_of("left_out").size() == 1);
  CHECK(try_frame(plan, {{1, "Obs", 70}}).error().code == DataError::outside_levels);
}

TEST_CASE(
    "values that a data check counts as outside are told apart from missing ones there alone") {
  auto study = study_with(R"([{"id": "n", "type": "count", "by": "arm"},
                              {"id": "codes", "type": "conformance",
                               "variables": ["arm", "age_group"]}])");
  study["variables"]["age_group"]["breaks"] = Json::array({40, 50, 70});
  study["analysis_set"]["complete_on"] = Json::array({"arm"});
  const auto plan = compiled(study);
  const auto frame = frame_of(
      plan,
      {{1, "Obs", 45}, {2, "placebo", 45}, {3, "", 45}, {4, "Lev", 30}, {5, "Lev", kMissing}});
  CHECK(frame.rows_of("analysis_set").size() == 3);
  CHECK(frame.rows_of("left_out").size() == 2);
  const auto sorted = [&](const char* variable) {
    auto levels = frame.categories.at(variable);
    std::sort(levels.begin(), levels.end());
    return levels;
  };
  CHECK(sorted("arm") == LevelColumn{-1, -1, 0, 1, 1});
  CHECK(sorted("arm@conforms") == LevelColumn{-1, 0, 0, 0, 1});
  CHECK(sorted("age_group") == LevelColumn{-1, -1, 0, 0, 0});
  CHECK(sorted("age_group@conforms") == LevelColumn{-1, 0, 0, 0, 1});
}

TEST_CASE("a value outside takes the level of missing ones") {
  auto study = study_with(R"([{"id": "codes", "type": "conformance", "variables": ["arm"]}])");
  study["analysis_set"]["complete_on"] = Json::array({"arm"});
  study["variables"]["arm"]["missing"] = "category";
  auto levels = frame_of(compiled(study), {{1, "Obs"}, {2, "placebo"}}).categories.at("arm");
  std::sort(levels.begin(), levels.end());
  CHECK(levels == LevelColumn{0, 3});
}

TEST_CASE("levels put the intervals of a cut in another order") {
  auto study = study_with(R"([{"id": "n", "type": "count", "by": "age_group"}])");
  study["variables"]["age_group"]["levels"] = Json::array({">=70", "[50,70)", "<50"});
  study["analysis_set"]["complete_on"] = Json::array({"age_group"});
  const auto frame =
      frame_of(compiled(study), {{1, "Obs", 49}, {2, "Obs", 50}, {3, "Obs", 80}, {4, "Obs", 20}});
  auto levels = frame.categories.at("age_group");
  std::sort(levels.begin(), levels.end());
  CHECK(levels == LevelColumn{0, 1, 2, 2});
  // A person in an interval that is left out is told, not dropped.
  study["variables"]["age_group"]["levels"] = Json::array({"<50", "[50,70)"});
  CHECK(try_frame(compiled(study), {{1, "Obs", 70}}).error().code == DataError::outside_levels);
}

TEST_CASE("a variable may refer to the intervals of a cut") {
  auto study = study_with(R"([{"id": "n", "type": "count"}])");
  study["cohorts"]["patients"]["where"] = Json::parse(R"({"eq": ["age_group", ">=70"]})");
  const auto frame = frame_of(compiled(study), {{1, "Obs", 70}, {2, "Obs", 69}});
  CHECK(frame.rows == 1);
}

TEST_CASE("missing: refuse is an error in a row of the cohort, and only there") {
  auto study = study_with(kAnalyses);
  study["variables"]["arm"]["missing"] = "refuse";
  const auto plan = compiled(study);
  CHECK(try_frame(plan, {{1, ""}}).error().code == DataError::missing_refused);
  CHECK(frame_of(plan, {{1, "", 60, 1, 0, 1}, {2, "Obs"}}).rows == 1);
}

TEST_CASE("a row of nobody is an error") {
  const auto plan = compiled(study_with(kAnalyses));
  CHECK(try_frame(plan, {{0, "Obs"}}).error().code == DataError::missing_person);
  CHECK(frame_of(plan, {{0, "Obs", 60, 1, 0, 1}}).rows == 0);
}

TEST_CASE("an infinite value is an error") {
  const auto plan = compiled(study_with(kAnalyses));
  const auto infinity = std::numeric_limits<double>::infinity();
  CHECK(try_frame(plan, {{1, "Obs", infinity}}).error().code == DataError::not_a_number);
}

TEST_CASE("columns of another type than the study computes with are refused") {
  const auto plan = compiled(study_with(kAnalyses));
  const auto with = [&](const std::string& name, query::Column column) {
    auto batch = batch_of(plan, {{1, "Obs"}});
    const auto place = std::distance(plan.base().columns.begin(), plan.base().columns.find(name));
    batch.columns[static_cast<std::size_t>(place)] = std::move(column);
    const auto added = FrameBuilder(plan).add(std::move(batch), {1});
    return added ? Error(std::error_code()) : added.error();
  };
  const query::Column text{query::ColumnType::text, std::vector<std::string>{"x"}, {false}};
  const query::Column number{query::ColumnType::number, std::vector<double>{1}, {false}};
  const query::Column date{query::ColumnType::date, std::vector<std::int64_t>{1}, {false}};
  CHECK(with("age", text).text().starts_with("data.wrong_type: variable `age`: a text"));
  CHECK(with("age", date).code == DataError::wrong_type);
  CHECK(with("rx", number)
            .text()
            .starts_with("data.wrong_type: variable `arm`: a number where levels are texts"));
  CHECK(with("time", text).text().starts_with("data.wrong_type: /variables/dead5/case/0/0/and/1"));
  CHECK(with("etype", text).text().starts_with("data.wrong_type: /cohorts/patients/where/eq/1"));
  CHECK(with("id", number).code == DataError::wrong_type);
  CHECK(with("id", text).code == std::error_code());
}

TEST_CASE("batches of another shape are refused") {
  const auto plan = compiled(study_with(kAnalyses));
  auto fewer = batch_of(plan, {{1, "Obs"}});
  fewer.columns.pop_back();
  CHECK(FrameBuilder(plan).add(fewer, {1}).error().code == DataError::wrong_shape);
  auto shorter = batch_of(plan, {{1, "Obs"}});
  shorter.columns[0].missing.clear();
  CHECK(FrameBuilder(plan).add(shorter, {1}).error().code == DataError::wrong_shape);
  CHECK(FrameBuilder(plan).add(batch_of(plan, {{1, "Obs"}}), {}).error().code ==
        DataError::wrong_shape);
}

TEST_CASE(
    "every row keeps the pseudonym of its person, and whoever has none in the frame is named "
    "once") {
  const auto plan = compiled(study_with(kAnalyses));
  SampleRow outside{4};
  outside.etype = 1;
  auto of_a_person_inside = outside;
  of_a_person_inside.id = 2;
  const auto frame = frame_of(
      plan, {{2, "Obs", 70}, {1, "Lev", 50}, of_a_person_inside, {2, "Obs", 60}, outside, outside});
  REQUIRE(frame.rows == 3);
  for (std::size_t row = 0; row < frame.rows; ++row) {
    const auto same = [&](std::size_t other) {
      return (frame.person[row] == frame.person[other]) ==
             (frame.ledger.of(row) == frame.ledger.of(other));
    };
    CHECK((same(0) && same(1) && same(2)));
  }
  CHECK(frame.outside.size() == 1);
}

TEST_CASE("a row of nobody's is refused where an analysis runs on it, and nowhere else") {
  const auto plan = compiled(study_with(kAnalyses));
  SampleRow outside{2};
  outside.etype = 1;
  const std::vector<SampleRow> rows{{1, "Obs"}, outside};
  CHECK(FrameBuilder(plan).add(batch_of(plan, rows), {0, 2}).error().code ==
        DataError::missing_person);
  FrameBuilder builder(plan);
  REQUIRE(builder.add(batch_of(plan, rows), {1, 0}));
  CHECK(builder.finish()->outside.empty());
}

TEST_CASE("no rows make an empty frame") {
  const auto plan = compiled(study_with(kAnalyses));
  auto frame = FrameBuilder(plan).finish();
  REQUIRE(frame.has_value());
  CHECK(frame->rows == 0);
  CHECK(frame->persons == 0);
  CHECK(frame->numbers.contains("age"));
  CHECK(frame->rows_of("analysis_set").empty());
}

TEST_CASE("persons may be told apart by text") {
  auto study = study_with(R"([{"id": "n", "type": "count"}])");
  study.erase("analysis_set");
  study.erase("cohorts");
  study["sources"][0]["person"] = "stage";
  const auto frame =
      frame_of(compiled(study),
               {{1, "", 1, 1, 1, 1, "b"}, {1, "", 1, 1, 1, 1, "a"}, {1, "", 1, 1, 1, 1, "b"}});
  CHECK(frame.persons == 2);
  CHECK(frame.person == std::vector<std::uint32_t>{0, 1, 1});
}

}  // namespace passerelle::analysis
