// CSV and Parquet files, read by DuckDB.
//
// The engine runs in memory, may open the files of its bindings and nothing else, and its
// configuration is locked before the first row is read. Types come from the binding, never from
// what the file happens to hold today: a value that does not fit is an error that names the column.
#pragma once

#include <memory>
#include <vector>

#include "connectors/duckdb/errors.h"
#include "connectors/query/reading.h"
#include "connectors/query/source.h"

namespace passerelle::duckdb {

// Opens the files of a binding, and of those that its rows are read through, and checks that every
// declared column is there. A table in several files is all of their rows.
// CSV: UTF-8, comma, RFC 4180 quotes, a header line; an empty field is missing.
// Parquet: columns by name; a stored type that could lose a value is refused.
// Without the engine (see CMakeLists.txt) the answer is DuckdbError::not_built.
// Reading fails with `key_repeated` where a row finds several lines of a table that may have one.
// Requires: `through` are the tables of the reading, in its order.
Result<std::unique_ptr<query::Source>> open_duckdb(const query::Binding& binding,
                                                   const query::Reading& reading = {},
                                                   const std::vector<query::Binding>& through = {});

}  // namespace passerelle::duckdb
