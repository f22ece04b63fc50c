#include "policies/ledger/queries/csv.h"

#include <doctest/doctest.h>

namespace passerelle::ledger::queries {

TEST_CASE("rows are read with and without quotes, whatever ends their lines") {
  const auto rows = rows_of_csv("a,b\r\n1,\n\"x, \"\"y\"\"\n\",\"\"\n,2");
  REQUIRE(rows);
  CHECK(*rows == std::vector<Row>{{"a", "b"}, {"1", ""}, {"x, \"y\"\n", ""}, {"", "2"}});
  CHECK(rows_of_csv("")->empty());
}

TEST_CASE("rows that cannot be told apart are refused with their number") {
  CHECK(rows_of_csv("a,b\n1\n").error().detail ==
        "row 2: as many fields as in the header are expected");
  CHECK(rows_of_csv("a\n\"1\n").error().detail ==
        "row 2: a quote or an end of line is out of place");
  CHECK(!rows_of_csv("a\n1\"2\"\n"));
  CHECK(!rows_of_csv("a\n\"1\"2\n"));
  CHECK(!rows_of_csv("a\n1\r2\n"));
}

}  // namespace passerelle::ledger::queries
