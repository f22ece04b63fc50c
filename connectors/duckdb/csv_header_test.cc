#include "connectors/duckdb/csv_header.h"

#include <doctest/doctest.h>

namespace passerelle::duckdb {
namespace {

using Names = std::vector<std::string>;

Names names(std::string_view text) {
  const auto header = read_csv_header(text);
  REQUIRE(header.has_value());
  return *header;
}

TEST_CASE("names stand in file order") {
  CHECK(names("id,rx,age\n1,Lev,43\n") == Names{"id", "rx", "age"});
}

TEST_CASE("quoted names keep commas, quotes and line ends") {
  CHECK(names("\"a,b\",\"say \"\"x\"\"\",\"two\nlines\"\n") ==
        Names{"a,b", "say \"x\"", "two\nlines"});
}

TEST_CASE("a byte order mark is no part of the first name") {
  CHECK(names("\xEF\xBB\xBFid,age\r\n") == Names{"id", "age"});
}

TEST_CASE("the header ends where the line does, however the line ends") {
  CHECK(names("id,age\r\n1,2\r\n") == Names{"id", "age"});
  CHECK(names("id,age\n1,2\n") == Names{"id", "age"});
}

TEST_CASE("a file may be nothing but a header") { CHECK(names("id,age") == Names{"id", "age"}); }

TEST_CASE("an empty name is a name") { CHECK(names("id,,age\n") == Names{"id", "", "age"}); }

TEST_CASE("what is no header is refused") {
  for (const auto* text :
       {"", "\xEF\xBB\xBF", "\"id\n1\n", "\"id\"x,age\n", "i\"d,age\n", "id\r1\r"}) {
    const auto header = read_csv_header(text);
    REQUIRE_FALSE(header.has_value());
    CHECK(header.error().name() == "duckdb.malformed_file");
  }
}

TEST_CASE("a header line without an end in a large file is refused") {
  const auto header = read_csv_header(std::string(kMaximumHeaderRecord, 'a'));
  REQUIRE_FALSE(header.has_value());
  CHECK(header.error().detail == "the header line does not end");
}

}  // namespace
}  // namespace passerelle::duckdb
