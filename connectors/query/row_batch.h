// Rows as columns. They exist only inside the worker process and never leave it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace passerelle::query {

enum class ColumnType { integer, number, text, boolean, date };

// Values of one column; `missing[i]` says that row i has none (its value is then a default).
// `boolean` is stored as 0 and 1, `date` as days since 1970-01-01, both as integers.
struct Column {
  ColumnType type = ColumnType::integer;
  std::variant<std::vector<std::int64_t>, std::vector<double>, std::vector<std::string>> values;
  std::vector<bool> missing;
};

// Columns in the order of the query that asked for them.
struct RowBatch {
  std::size_t rows = 0;
  std::vector<Column> columns;
};

}  // namespace passerelle::query
