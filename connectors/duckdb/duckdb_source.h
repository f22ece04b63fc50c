// CSV and Parquet files, read by DuckDB.
//
// The engine runs in memory, may open the one file of its binding and nothing else, and its
// configuration is locked before the first row is read. Types come from the binding, never from
// what the file happens to hold today: a value that does not fit is an error that names the column.
#pragma once

#include <memory>

#include "connectors/duckdb/errors.h"
#include "connectors/query/source.h"

namespace passerelle::duckdb {

// Opens the file of a binding and checks that every declared column is there.
// CSV: UTF-8, comma, RFC 4180 quotes, a header line; an empty field is missing.
// Parquet: columns by name; a stored type that could lose a value is refused.
// Without the engine (see CMakeLists.txt) the answer is DuckdbError::not_built.
Result<std::unique_ptr<query::Source>> open_duckdb(const query::Binding& binding);

}  // namespace passerelle::duckdb
