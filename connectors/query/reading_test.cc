#include "connectors/query/reading.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

namespace passerelle::query {
namespace {

Json stays() {
  return Json::parse(R"({"through": [
    {"table": "identities", "on": {"hospital": "hospital", "stay": "number"},
     "columns": ["entry", "key"], "unique": true, "by_part": true},
    {"table": "register", "on": {"key": "key"}, "columns": ["person"], "only": {"kind": ["00"]}}]})");
}

std::string reading_refusal(const Json& value) {
  const auto read = reading_from_json(value, "/reading");
  REQUIRE_FALSE(read.has_value());
  return read.error().detail;
}

TEST_CASE("a reading names its tables in order, their keys and what they lend") {
  const auto read = reading_from_json(stays(), "");
  REQUIRE(read);
  REQUIRE(read->through.size() == 2);
  const auto& [identities, register_] = std::pair(read->through[0], read->through[1]);
  CHECK(identities.on == std::vector<std::pair<std::string, std::string>>{{"hospital", "hospital"},
                                                                          {"stay", "number"}});
  CHECK(identities.repeated == Through::Repeated::refused);
  CHECK(identities.keys == Through::Keys::by_part);
  CHECK(register_.repeated == Through::Repeated::agreed);
  CHECK(register_.keys == Through::Keys::everywhere);
  CHECK(register_.only == TextsByColumn{{"kind", {"00"}}});
  CHECK_FALSE(read->is_plain());
}

TEST_CASE("columns that rows are joined or chosen by are told") {
  const auto read = reading_from_json(stays(), "");
  REQUIRE(read);
  CHECK(read->own_columns() == std::set<std::string>{"hospital", "key", "kind", "number", "stay"});
  const auto persons = reading_from_json(
      Json::parse(R"({"one_row_per": "person", "only": {"kind": ["00", "03"]}})"), "");
  REQUIRE(persons);
  CHECK(persons->own_columns() == std::set<std::string>{"kind", "person"});
  CHECK(reading_from_json(Json::object(), "").value().is_plain());
}

TEST_CASE("what is no reading is refused with its path") {
  auto value = stays();
  value["through"][0].erase("table");
  CHECK(reading_refusal(value).starts_with("/reading/through/0/table"));
  value = stays();
  value["through"][0]["on"] = Json::object();
  CHECK(reading_refusal(value).starts_with("/reading/through/0/on"));
  value = stays();
  value["through"][0]["on"]["stay"] = 7;
  CHECK(reading_refusal(value).starts_with("/reading/through/0/on/stay"));
  value = stays();
  value["through"][1]["columns"] = Json::array();
  CHECK(reading_refusal(value).starts_with("/reading/through/1/columns"));
  value = stays();
  value["through"][1]["columns"] = Json::array({"entry"});
  CHECK(reading_refusal(value) == "/reading/through: the column entry is lent twice");
  value = stays();
  value["through"][1]["only"]["kind"] = Json::array();
  CHECK(reading_refusal(value).starts_with("/reading/through/1/only/kind"));
  value = stays();
  value["through"][1]["sql"] = "1 = 1";
  CHECK(reading_refusal(value) == "/reading/through/1/sql: unknown field");
  value = stays();
  value["one_row_per"] = "person";
  CHECK(reading_refusal(value) == "/reading/one_row_per: stands only without `through`");
}

}  // namespace
}  // namespace passerelle::query
