// DuckDB's handles, wrapped once: an engine in memory that may read some files and nothing else.
//
// Thread safety: one thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/duckdb/errors.h"
#include "connectors/query/source.h"

namespace passerelle::duckdb {

// What the file stores in a column: the classes of types that are read differently.
enum class Stored { text, integer, number, decimal, boolean, date, other };

struct StoredColumn {
  std::string name;
  Stored stored = Stored::other;
};

// The result of one query, complete: an error while reading came with the query, not later.
class Rows {
 public:
  struct Handles;
  explicit Rows(std::unique_ptr<Handles> handles);
  ~Rows();
  Rows(Rows&&) noexcept;
  Rows& operator=(Rows&&) noexcept;

  std::vector<StoredColumn> columns();

  // Returns the next rows, each column as its declared type; nothing when all were read.
  // Requires: `declared` has one entry per column of the query.
  Result<std::optional<query::RowBatch>> next(const std::vector<query::LogicalColumn>& declared);

 private:
  std::unique_ptr<Handles> handles_;
};

class Engine {
 public:
  // Starts the engine, allows the files, and locks the configuration.
  static Result<Engine> start(const std::vector<std::string>& files);
  ~Engine();
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;

  // Runs a query with its parameters, files that were allowed among them.
  // Requires: `sql` holds no text that came from a file or a caller.
  Result<Rows> query(const std::string& sql, const std::vector<std::string>& parameters);

 private:
  struct Handles;
  explicit Engine(std::unique_ptr<Handles> handles);
  std::unique_ptr<Handles> handles_;
};

}  // namespace passerelle::duckdb
