// The files of a binding as the engine may read them: every declared column found in each.
//
// Thread safety: one thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "connectors/duckdb/engine.h"

namespace passerelle::duckdb {

// One file: `from` is a table expression with one parameter, the file; `select[i]` reads the
// declared column i. No name of a file or a column stands in either.
struct TableFile {
  std::string part;
  std::string file;
  std::string from;
  std::vector<std::string> select;
  std::optional<std::size_t> rows = std::nullopt;
};

struct Table {
  std::vector<query::LogicalColumn> columns;
  std::vector<TableFile> files;  // at least one, in the order of their parts

  // Returns the place of a declared column.
  Result<std::size_t> place_of(const std::string& column) const;
  // Returns how many rows the files say they have, where all of them do.
  std::optional<std::size_t> rows_told() const;
};

Result<Table> open_table(const query::Binding& binding, Engine& engine);

}  // namespace passerelle::duckdb
