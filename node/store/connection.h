// The SQLite handle: the only place that knows it, with its lock and its prepared statements.
// Private to the room; everyone else holds a Database.
//
// Thread safety: take `Turn` first; everything else needs it.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "node/base/result.h"
#include "node/store/errors.h"
#include "node/store/value.h"

struct sqlite3;
struct sqlite3_stmt;

namespace passerelle::store {

enum class Access { look, change };

// The row that a statement stands on; and its bytes where they are, until the statement moves.
Row row_of(sqlite3_stmt* statement);
std::vector<std::string_view> bytes_of(sqlite3_stmt* statement);

class Connection {
 public:
  static Result<std::unique_ptr<Connection>> open(const std::string& path);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  // Runs statements without placeholders whose answers nobody needs.
  Result<void> execute(const char* sql);

  // Runs one statement and shows it standing on each of its rows. With Access::look a statement
  // that writes is refused.
  using Show = std::function<Result<void>(sqlite3_stmt*)>;
  Result<void> each(const char* sql,
                    std::span<const Value> values,
                    Access access,
                    const Show& show);

  // Whether a transaction is open; SQLite ends one by itself on a full disk or a read error.
  bool in_transaction() const;
  void roll_back();

  std::int64_t changed_rows() const;
  std::int64_t last_row_id() const;
  Result<void> checkpoint();

  // One thread's turn with the connection. A thread that has it already gets an error, not a
  // deadlock.
  class Turn {
   public:
    static Result<Turn> take(Connection& connection);
    Turn(Turn&& other) noexcept : connection_(std::exchange(other.connection_, nullptr)) {}
    Turn& operator=(Turn&&) = delete;
    ~Turn();

   private:
    explicit Turn(Connection& connection) : connection_(&connection) {}
    Connection* connection_;
  };

 private:
  struct Finalizer {
    void operator()(sqlite3_stmt* statement) const;
  };
  using Prepared = std::unique_ptr<sqlite3_stmt, Finalizer>;

  explicit Connection(sqlite3* handle) : handle_(handle) {}
  Result<void> configure();
  Result<Prepared> prepare(const char* sql);
  Result<void> step_all(sqlite3_stmt* statement, const Show& show);
  Error failure(int code) const;

  sqlite3* handle_;
  std::mutex turn_;
  std::atomic<std::thread::id> holder_;
  // Statements at rest, by text; one in use is out of the map, so recursion prepares another.
  std::unordered_map<std::string, Prepared> prepared_;
};

}  // namespace passerelle::store
