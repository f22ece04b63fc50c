#include "node/store/value.h"

#include <doctest/doctest.h>

#include "node/store/database.h"

namespace passerelle::store {
namespace {

Database database_with_one_row(const Value& value) {
  static constexpr Migration kTable{1, "one column without a type", "create table t (v)"};
  auto database = Database::open_in_memory({kTable});
  REQUIRE(database);
  auto written = database->write(
      [&](Transaction& tx) -> Result<void> { return tx.run("insert into t values (?)", value); });
  REQUIRE(written);
  return *std::move(database);
}

Row round_trip(const Value& value) {
  auto database = database_with_one_row(value);
  auto row = database.read([](Reader& reader) { return reader.query_one("select v from t"); });
  REQUIRE(row);
  REQUIRE(row->has_value());
  return **row;
}

TEST_CASE("text comes back byte for byte, with zeros inside and when empty") {
  using namespace std::string_view_literals;
  CHECK(round_trip("a\0é"sv).text(0) == "a\0é"sv);
  const auto empty = round_trip(std::string_view());
  CHECK(empty.text(0).empty());
  CHECK_FALSE(empty.is_null(0));
}

TEST_CASE("a blob is not text but comes back as the same bytes") {
  const std::string bytes("\x00\xFF\x01", 3);
  CHECK(round_trip(Blob{bytes}).blob(0) == bytes);
  CHECK(round_trip(Blob{bytes}).bytes(0) == bytes);
  CHECK(round_trip("text").bytes(0).empty());
}

TEST_CASE("integers keep all 64 bits and doubles keep every bit") {
  CHECK(round_trip(INT64_MIN).integer(0) == INT64_MIN);
  CHECK(round_trip(INT64_MAX).integer(0) == INT64_MAX);
  CHECK(round_trip(0.1).number(0) == 0.1);
  CHECK(round_trip(7u).integer(0) == 7);
}

TEST_CASE("booleans, ids and instants go in and out") {
  CHECK(round_trip(true).boolean(0));
  CHECK_FALSE(round_trip(false).boolean(0));
  CHECK(round_trip(PermitId("p-1")).text(0) == "p-1");
  const Instant instant =
      std::chrono::sys_days(std::chrono::year(2027) / 1 / 31) + std::chrono::milliseconds(250);
  const auto row = round_trip(instant);
  CHECK(row.text(0) == "2027-01-31T00:00:00.250Z");
  REQUIRE(row.instant(0));
  CHECK(*row.instant(0) == instant);
}

TEST_CASE("an empty optional is null and a full one is its value") {
  CHECK(round_trip(std::optional<std::string>()).is_null(0));
  CHECK(round_trip(nullptr).optional_text(0) == std::nullopt);
  CHECK(round_trip(std::optional<std::int64_t>(4)).optional_integer(0) == 4);
  CHECK(round_trip(std::optional<std::string>("x")).optional_text(0) == "x");
}

TEST_CASE("a value of another kind is converted, never a crash") {
  CHECK(round_trip("12 apples").integer(0) == 12);
  CHECK(round_trip("apples").integer(0) == 0);
  CHECK(round_trip(1e300).integer(0) == 0);
  CHECK(round_trip(nullptr).text(0).empty());
  CHECK(round_trip(5).text(0) == "5");
  CHECK(round_trip("2.5").number(0) == 2.5);
}

}  // namespace
}  // namespace passerelle::store
