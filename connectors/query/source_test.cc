#include "connectors/query/source.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

namespace passerelle::query {
namespace {

Json binding() {
  return Json::parse(R"({"engine": "duckdb", "format": "csv", "file": "/data/colon.csv",
                         "columns": [{"name": "id", "type": "integer"},
                                     {"name": "rx", "type": "text"},
                                     {"name": "seen", "type": "date"}]})");
}

std::string binding_refusal(const Json& value) {
  const auto read = binding_from_json(value, "/binding");
  REQUIRE_FALSE(read.has_value());
  return read.error().detail;
}

TEST_CASE("a binding reads back as it was written") {
  const auto read = binding_from_json(binding(), "");
  REQUIRE(read.has_value());
  CHECK(read->columns.size() == 3);
  CHECK(read->columns[1].type == ColumnType::text);
  CHECK(to_json(*read) == binding());
}

TEST_CASE("a binding names its column of persons, says that there is none, or says nothing") {
  auto value = binding();
  CHECK(binding_from_json(value, "").value().person == std::nullopt);
  for (const auto& [written, read] :
       {std::pair{Json("id"), std::string("id")}, {Json("rx"), "rx"}, {Json(false), ""}}) {
    value["person"] = written;
    const auto known = binding_from_json(value, "");
    REQUIRE(known.has_value());
    CHECK(known->person == read);
    CHECK(to_json(*known) == value);
  }
}

TEST_CASE("a binding may name the space of its persons") {
  auto value = binding();
  CHECK(binding_from_json(value, "").value().person_space.empty());
  value["person_space"] = "national register";
  const auto known = binding_from_json(value, "");
  REQUIRE(known);
  CHECK(known->person_space == "national register");
  CHECK(to_json(*known) == value);
  for (const Json& written : {Json(""), Json("a\nb"), Json(7)}) {
    value["person_space"] = written;
    CHECK_FALSE(binding_from_json(value, "/binding").has_value());
  }
}

TEST_CASE("a column of persons that is none of the columns, or a date, is refused") {
  for (const auto& written : {Json("nobody"), Json("seen"), Json(true), Json("")}) {
    auto value = binding();
    value["person"] = written;
    CHECK(binding_refusal(value).starts_with("/binding/person"));
  }
}

TEST_CASE("every column type has one name") {
  for (const auto type : {ColumnType::integer, ColumnType::number, ColumnType::text,
                          ColumnType::boolean, ColumnType::date}) {
    const auto read = column_type_from(to_text(type));
    REQUIRE(read.has_value());
    CHECK(*read == type);
  }
  CHECK_FALSE(column_type_from("VARCHAR").has_value());
}

TEST_CASE("a relative path is refused") {
  auto value = binding();
  value["file"] = "colon.csv";
  CHECK(binding_refusal(value) == "/binding/file: an absolute path is expected");
}

TEST_CASE("a path that an engine would read as a pattern is refused") {
  for (const auto* file : {"/data/*.csv", "/data/a?.csv", "/data/[ab].csv", "/data/a\n.csv"}) {
    auto value = binding();
    value["file"] = file;
    CHECK(binding_refusal(value).starts_with("/binding/file: a path without"));
  }
}

TEST_CASE("unknown engines, formats, types and fields are refused with their path") {
  auto value = binding();
  value["engine"] = "bash";
  CHECK(binding_refusal(value).starts_with("/binding/engine"));
  value = binding();
  value["format"] = "xlsx";
  CHECK(binding_refusal(value).starts_with("/binding/format"));
  value = binding();
  value["columns"][1]["type"] = "varchar";
  CHECK(binding_refusal(value).starts_with("/binding/columns/1/type"));
  value = binding();
  value["columns"][2]["key"] = true;
  CHECK(binding_refusal(value).starts_with("/binding/columns/2/key"));
  value = binding();
  value["password"] = "x";
  CHECK(binding_refusal(value) == "/binding/password: unknown field");
}

TEST_CASE("a table may be in several files, one for each part") {
  auto value = binding();
  value.erase("file");
  value["files"] = {{"2020", "/data/20.csv"}, {"2021", "/data/21.csv"}};
  const auto known = binding_from_json(value, "");
  REQUIRE(known);
  CHECK(known->files() ==
        std::map<std::string, std::string>{{"2020", "/data/20.csv"}, {"2021", "/data/21.csv"}});
  CHECK(to_json(*known) == value);
  CHECK(binding_from_json(binding(), "").value().files() ==
        std::map<std::string, std::string>{{"", "/data/colon.csv"}});
}

TEST_CASE("files of parts are checked like a single one, and do not stand beside it") {
  auto value = binding();
  value["files"] = {{"2020", "/data/20.csv"}};
  CHECK(binding_refusal(value) == "/binding/file: unknown field");
  value.erase("file");
  for (const auto& [files, path] : {std::pair{Json::object(), "/binding/files"},
                                    {Json{{"2020", "20.csv"}}, "/binding/files/2020"},
                                    {Json{{"2020", "/data/*.csv"}}, "/binding/files/2020"},
                                    {Json{{"2020", 7}}, "/binding/files/2020"},
                                    {Json{{"", "/data/20.csv"}}, "/binding/files"}}) {
    value["files"] = files;
    CAPTURE(path);
    CHECK(binding_refusal(value).starts_with(path));
  }
}

TEST_CASE("a table of a study names those that its rows are read through") {
  Json value{{"source", 1}, {"binding", binding()}};
  const auto alone = study_table_from_json(value, "");
  REQUIRE(alone);
  CHECK(to_json(*alone) == value);
  CHECK(alone->persons().file == "/data/colon.csv");
  auto persons = binding();
  persons["file"] = "/data/persons.csv";
  value["through"] = Json::array({persons});
  const auto read = study_table_from_json(value, "");
  REQUIRE(read);
  CHECK(to_json(*read) == value);
  CHECK(read->persons().file == "/data/persons.csv");
  CHECK(read->bindings().size() == 2);
  value["through"][0]["format"] = "xlsx";
  CHECK(study_table_from_json(value, "").error().detail.starts_with("/through/0/format"));
}

TEST_CASE("a column that stands twice is refused") {
  auto value = binding();
  value["columns"][1]["name"] = "id";
  CHECK(binding_refusal(value) == "/binding/columns: the column id stands twice");
}

TEST_CASE("a table without columns is refused") {
  auto value = binding();
  value["columns"] = Json::array();
  CHECK(binding_refusal(value) == "/binding/columns: at least one column is expected");
}

}  // namespace
}  // namespace passerelle::query
