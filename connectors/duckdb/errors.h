// The codes of this room. No detail holds a value, a path or the engine's own words, which quote
// both.
#pragma once

#include <system_error>

namespace passerelle::duckdb {

enum class DuckdbError {
  not_built = 1,     // the program was built without the engine
  wrong_library,     // the library loaded at run time is not the one this was built against
  engine,            // the engine could not be started or would not take its limits
  cannot_open,       // no such file, not readable, not of that format
  malformed_file,    // the file is not a table: broken records, broken text
  column_missing,    // a declared column is not in the file
  column_ambiguous,  // a declared column stands twice in the file
  does_not_fit,      // a value does not fit the declared type of its column
  interrupted,       // reading stopped before the end
  key_repeated,      // a row finds several lines of a table that it is read through
  parts_differ,      // tables that are read part by part have other parts
};
std::error_code make_error_code(DuckdbError code);

}  // namespace passerelle::duckdb

template <>
struct std::is_error_code_enum<passerelle::duckdb::DuckdbError> : std::true_type {};
