// The query of a reading: rows of one table, read through others or drawn together
// (connectors/query/reading.h). Tables, columns and parts go by place in it, files and texts as
// parameters, so no name or value of a binding, a dictionary or a file ever stands in it.
//
// Thread safety: pure functions.
#pragma once

#include <string>
#include <vector>

#include "connectors/duckdb/table_files.h"
#include "connectors/query/reading.h"

namespace passerelle::duckdb {

struct ReadingQuery {
  std::string sql;
  std::vector<std::string> parameters;
  std::vector<query::LogicalColumn> columns;  // of the rows, as declared
  // The tables that may have one line alone for each key: behind the columns, the query tells how
  // many each row found.
  std::vector<std::string> counted;
};

// Returns the query of these columns. `tables` are the table of the rows and those that it is read
// through, in the order of the reading.
// Errors: a column that no table has or lends, keys of two types, texts wanted of a column of
// another type, keys by part where the tables have other parts.
Result<ReadingQuery> query_of(const query::Reading& reading,
                              const std::vector<Table>& tables,
                              const std::vector<std::string>& columns);

}  // namespace passerelle::duckdb
