// The one database of a node: SQLite in WAL mode, one connection, numbered migrations.
//
//   auto saved = database.write([&](Transaction& tx) -> Result<void> {
//     return tx.run("insert into users (name, role) values (?, ?)", user.name, user.role);
//   });
//   auto rows = database.read([&](Reader& reader) {
//     return reader.query("select name, role from users where name = ?", name);
//   });
//
// Invariants: (1) what a `write` did is there completely or not at all; (2) foreign keys hold;
// (3) when `write` returned without error, the rows survive a power cut; (4) values reach a
// statement only through placeholders.
//
// Statement text is a literal next to the function that uses it: the parameter is `const char*` so
// that nobody assembles one. A room above takes `Transaction&` in functions that write and
// `Reader&` (a Transaction is one) in functions that only look.
//
// Thread safety: `Database` may be used from any thread, calls wait for each other; a Reader or
// Transaction belongs to the function that got it. Both are synchronous: never on an I/O thread.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "node/base/clock.h"
#include "node/base/result.h"
#include "node/store/errors.h"
#include "node/store/value.h"

namespace passerelle::store {

class Transaction;

// One step of the schema. A migration that was ever applied is never edited: write the next one.
// Numbers are unique over the house and each room has its own range; rooms keep their migrations
// beside their types and whoever opens the database passes all of them, ordered by number.
struct Migration {
  int number;
  const char* name;
  const char* sql;  // one or more statements, run in one transaction
  // What SQL cannot say, done after it in the same transaction. It is as frozen as the text: it
  // uses statements of its own, never a room's functions over its present tables.
  Result<void> (*convert)(Transaction&) = nullptr;
};

class Connection;
enum class Access;

Result<void> migrate(Connection& connection,
                     const std::vector<Migration>& migrations,
                     const Clock& clock);

// A look at the database: all queries of one `read` see the same state.
class Reader {
 public:
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // Returns all rows of the answer.
  template <class... Args>
  Result<std::vector<Row>> query(const char* sql, const Args&... args) {
    const std::array<Value, sizeof...(Args)> values{Value(args)...};
    return query_values(sql, values);
  }

  // Returns the first row, or nothing when there is none.
  template <class... Args>
  Result<std::optional<Row>> query_one(const char* sql, const Args&... args) {
    const std::array<Value, sizeof...(Args)> values{Value(args)...};
    return query_one_values(sql, values);
  }

  // Shows the rows one after the other without keeping them; the first error ends it.
  template <class... Args>
  Result<void> each(const std::function<Result<void>(const Row&)>& show,
                    const char* sql,
                    const Args&... args) {
    const std::array<Value, sizeof...(Args)> values{Value(args)...};
    return each_values(show, sql, values);
  }

  // The same for large texts and blobs, column by column: `show` sees them where they are, without
  // a copy, until it returns. A number shows its digits.
  template <class... Args>
  Result<void> each_bytes(
      const std::function<Result<void>(std::span<const std::string_view>)>& show,
      const char* sql,
      const Args&... args) {
    const std::array<Value, sizeof...(Args)> values{Value(args)...};
    return each_bytes_values(show, sql, values);
  }

 protected:
  Reader(Connection& connection, Access access) : connection_(&connection), access_(access) {}
  ~Reader() = default;
  Connection& connection() const { return *connection_; }

 private:
  friend class Database;
  Result<std::vector<Row>> query_values(const char* sql, std::span<const Value> values);
  Result<std::optional<Row>> query_one_values(const char* sql, std::span<const Value> values);
  Result<void> each_values(const std::function<Result<void>(const Row&)>& show,
                           const char* sql,
                           std::span<const Value> values);
  Result<void> each_bytes_values(
      const std::function<Result<void>(std::span<const std::string_view>)>& show,
      const char* sql,
      std::span<const Value> values);

  Connection* connection_;
  Access access_;
};

// The right to change the database until the function that got it returns.
class Transaction final : public Reader {
 public:
  // Runs a statement that answers no rows.
  template <class... Args>
  Result<void> run(const char* sql, const Args&... args) {
    const std::array<Value, sizeof...(Args)> values{Value(args)...};
    return run_values(sql, values);
  }

  // Returns how many rows the last `run` inserted, changed or deleted.
  std::int64_t changed_rows() const;

  // Returns the row id of the last insert.
  std::int64_t last_row_id() const;

 private:
  friend class Database;
  friend Result<void> migrate(Connection&, const std::vector<Migration>&, const Clock&);
  explicit Transaction(Connection& connection);
  Result<void> run_values(const char* sql, std::span<const Value> values);
};

class Database {
 public:
  // Opens or creates the file (mode 0600) and applies the migrations it does not have yet, each in
  // its own transaction. Refuses a file of a newer program and an edited migration.
  // Requires: migrations are ordered by number, no number twice.
  static Result<Database> open(const std::filesystem::path& file,
                               const std::vector<Migration>& migrations,
                               const Clock& clock = SystemClock());

  // A database that ends with the object; for tests and dry runs.
  static Result<Database> open_in_memory(const std::vector<Migration>& migrations,
                                         const Clock& clock = SystemClock());

  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;

  // Moves the WAL into the file and closes it. Requires: no `read` or `write` is running.
  ~Database();

  // Runs `change` in an exclusive transaction: commits when it returns a value, rolls back when it
  // returns an error or throws. `change` is `Result<T>(Transaction&)`; returns its result.
  template <class Change>
  std::invoke_result_t<Change&, Transaction&> write(Change&& change) {
    std::optional<std::invoke_result_t<Change&, Transaction&>> outcome;
    auto done = write_transaction([&](Transaction& transaction) -> Result<void> {
      outcome.emplace(change(transaction));
      if (!*outcome) return outcome->error();
      return {};
    });
    if (!done) return std::move(done).error();
    return *std::move(outcome);
  }

  // Runs `look`, `Result<T>(Reader&)`, on one state of the database; returns its result.
  template <class Look>
  std::invoke_result_t<Look&, Reader&> read(Look&& look) const {
    std::optional<std::invoke_result_t<Look&, Reader&>> outcome;
    auto done = read_transaction([&](Reader& reader) -> Result<void> {
      outcome.emplace(look(reader));
      if (!*outcome) return outcome->error();
      return {};
    });
    if (!done) return std::move(done).error();
    return *std::move(outcome);
  }

  // Moves what the WAL holds into the database file.
  Result<void> checkpoint() const;

 private:
  explicit Database(std::unique_ptr<Connection> connection);
  static Result<Database> prepare(std::unique_ptr<Connection> connection,
                                  const std::vector<Migration>& migrations,
                                  const Clock& clock);
  Result<void> write_transaction(const std::function<Result<void>(Transaction&)>& change);
  Result<void> read_transaction(const std::function<Result<void>(Reader&)>& look) const;

  std::unique_ptr<Connection> connection_;
};

}  // namespace passerelle::store
