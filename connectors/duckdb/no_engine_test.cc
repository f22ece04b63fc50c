#include <doctest/doctest.h>

#include "connectors/duckdb/duckdb_source.h"

namespace passerelle::duckdb {
namespace {

TEST_CASE("without the engine every file is refused with what to do") {
  const auto source = open_duckdb({"duckdb", "csv", "/data/a.csv", {}});
  REQUIRE_FALSE(source.has_value());
  CHECK(source.error().name() == "duckdb.not_built");
}

}  // namespace
}  // namespace passerelle::duckdb
