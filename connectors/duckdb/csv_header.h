// The first record of a CSV file (RFC 4180): the names of its columns, in file order. The engine is
// then told every column, so that nothing is guessed from the data.
//
// Thread safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/duckdb/errors.h"
#include "node/base/result.h"

namespace passerelle::duckdb {

// A header is short; a file without a line end in this many bytes is no table.
inline constexpr std::size_t kMaximumHeaderRecord = std::size_t{1} << 20;

// Returns the names of the columns from the beginning of a file. A UTF-8 byte order mark is
// skipped. Refuses a record that does not end within `beginning`, unless the file does.
Result<std::vector<std::string>> read_csv_header(std::string_view beginning);

}  // namespace passerelle::duckdb
