#include "connectors/duckdb/text_value.h"

#include <doctest/doctest.h>

namespace passerelle::duckdb {
namespace {

TEST_CASE("an integer is read to the last of its 64 bits") {
  CHECK(integer_from("9223372036854775807") == INT64_MAX);
  CHECK(integer_from("-9223372036854775808") == INT64_MIN);
  CHECK(integer_from("9223372036854775808") == std::nullopt);
}

TEST_CASE("what is nearly an integer is none") {
  for (const auto* text : {"", " 1", "1 ", "+1", "1.0", "1e3", "0x10", "1,000", "NA", "-"}) {
    CAPTURE(text);
    CHECK(integer_from(text) == std::nullopt);
  }
}

TEST_CASE("a number is the nearest double") {
  CHECK(number_from("0.1") == 0.1);
  CHECK(number_from("-1.5e-3") == -1.5e-3);
  CHECK(number_from("43") == 43.0);
}

TEST_CASE("infinity, not-a-number and text are no numbers") {
  for (const auto* text : {"inf", "-inf", "nan", "NaN", "1e999", "1,5", "NA", " 1", "0x1p3"}) {
    CAPTURE(text);
    CHECK(number_from(text) == std::nullopt);
  }
}

TEST_CASE("booleans are true, false, 1 and 0") {
  CHECK(boolean_from("TRUE") == 1);
  CHECK(boolean_from("false") == 0);
  CHECK(boolean_from("1") == 1);
  CHECK(boolean_from("0") == 0);
  CHECK(boolean_from("T") == std::nullopt);
  CHECK(boolean_from("2") == std::nullopt);
}

TEST_CASE("dates are days since 1970, before and after") {
  CHECK(date_from("1970-01-01") == 0);
  CHECK(date_from("1969-12-31") == -1);
  CHECK(date_from("2000-02-29") == 11016);
  CHECK(date_from("0001-01-01") == -719162);
}

TEST_CASE("days that do not exist and other layouts are no dates") {
  for (const auto* text : {"2001-02-29", "2020-13-01", "2020-00-10", "2020-1-01", "01/02/2020",
                           "2020-01-01T00:00", "-200-01-01"}) {
    CAPTURE(text);
    CHECK(date_from(text) == std::nullopt);
  }
}

}  // namespace
}  // namespace passerelle::duckdb
