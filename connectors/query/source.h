// A table of a data holder as the house sees it: logical columns, and an engine that reads them.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/query/row_batch.h"
#include "node/base/json.h"
#include "node/base/result.h"

namespace passerelle::query {

struct LogicalColumn {
  std::string name;
  ColumnType type = ColumnType::integer;
};

// Where one logical table is: what `passerelle dataset attach` binds. Stays inside the node.
struct Binding {
  std::string engine;  // "duckdb"
  std::string format;  // "csv" or "parquet"
  std::string file;    // absolute path
  std::vector<LogicalColumn> columns;
  // The column that holds identifiers of persons; empty: no row identifies anybody. Nothing: its
  // holder has not said, and then nobody can be taken out of the rows by an identifier.
  std::optional<std::string> person = std::nullopt;
  // Datasets whose persons have the same identifiers name one space; empty: a space of its own.
  std::string person_space = {};
  // A table in several files, in place of `file`: by the name of each part, for instance a year.
  std::map<std::string, std::string> parts = {};

  // The files by their parts; a single file is the part without a name.
  std::map<std::string, std::string> files() const;
};

// In JSON, `person` is the name of a column (whole numbers or texts), false, or left out; parts are
// `files` in place of `file`.
Result<Binding> binding_from_json(const Json& value, const std::string& path);
Json to_json(const Binding& binding);
Result<ColumnType> column_type_from(std::string_view text);
std::string to_text(ColumnType type);

// A table that a study reads, and which of the study's sources it is of, counted from 0: the one
// with the study's own rows, then those that are linked with it.
struct StudyTable {
  std::size_t source = 0;
  Binding binding;
  std::vector<Binding> through = {};  // the tables that its rows are read through, in that order

  // The table that tells whose the rows are.
  const Binding& persons() const { return through.empty() ? binding : through.back(); }
  // All its tables, its own first.
  std::vector<Binding> bindings() const;
};

// {"source": …, "binding": …, "through": [binding, …]}, the last only where there are any.
Result<StudyTable> study_table_from_json(const Json& value, const std::string& path);
Json to_json(const StudyTable& table);

// A source that is open for reading, and only for reading.
//
// Thread safety: one thread. Errors never hold file content, SQL or paths.
class Source {
 public:
  virtual ~Source() = default;

  // Returns how many rows the file says it has, where it says so without being read. A hint: what
  // is in a file may be wrong.
  virtual std::optional<std::size_t> rows_told() const = 0;

  // Streams the named logical columns, in that order, row batch by row batch, in any row order.
  // Stops at the first error that `take` returns.
  virtual Result<void> read(const std::vector<std::string>& columns,
                            const std::function<Result<void>(RowBatch)>& take) = 0;
};

}  // namespace passerelle::query
