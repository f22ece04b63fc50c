#include "node/store/connection.h"

#include <sqlite3.h>

#include <string_view>
#include <utility>

#include "node/store/full_text.h"

namespace passerelle::store {
namespace {

// How long to wait for another process: a backup or a command that took the lock just now.
constexpr int kBusyMilliseconds = 5000;

// The kind of an error. Texts of SQLite stay out unless they can only name tables and columns.
StoreError kind_of(int extended_code) {
  if (extended_code == SQLITE_CONSTRAINT_UNIQUE || extended_code == SQLITE_CONSTRAINT_PRIMARYKEY ||
      extended_code == SQLITE_CONSTRAINT_ROWID) {
    return StoreError::duplicate;
  }
  switch (extended_code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return StoreError::busy;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return StoreError::corrupt;
    case SQLITE_CONSTRAINT: return StoreError::constraint;
    case SQLITE_ERROR:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
    case SQLITE_MISMATCH:
    case SQLITE_INTERNAL: return StoreError::internal;
    default: return StoreError::unavailable;
  }
}

int bind_one(sqlite3_stmt* statement, int position, const Value& value) {
  // SQLite binds NULL for a null pointer, and an empty view may have one.
  const auto start = [](std::string_view text) {
    return text.data() == nullptr ? "" : text.data();
  };
  struct Binder {
    sqlite3_stmt* statement;
    int position;
    decltype(start) begin;

    int operator()(std::monostate) const { return sqlite3_bind_null(statement, position); }
    int operator()(std::int64_t number) const {
      return sqlite3_bind_int64(statement, position, number);
    }
    int operator()(double number) const { return sqlite3_bind_double(statement, position, number); }
    // A null destructor is SQLITE_STATIC: the value outlives the steps (Value, Lifetime).
    int operator()(std::string_view text) const {
      return sqlite3_bind_text64(statement, position, begin(text), text.size(), nullptr,
                                 SQLITE_UTF8);
    }
    int operator()(const std::string& text) const { return (*this)(std::string_view(text)); }
    int operator()(Blob blob) const {
      return sqlite3_bind_blob64(statement, position, begin(blob.bytes), blob.bytes.size(),
                                 nullptr);
    }
    int operator()(PostingReceiver* receiver) const {
      return sqlite3_bind_pointer(statement, position, receiver, kReceiverType, nullptr);
    }
  };
  return std::visit(Binder{statement, position, start}, value.held());
}

std::string_view bytes_of(sqlite3_stmt* statement, int column) {
  const void* start = sqlite3_column_blob(statement, column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  return start == nullptr ? std::string_view()
                          : std::string_view(static_cast<const char*>(start), size);
}

}  // namespace

Row row_of(sqlite3_stmt* statement) {
  std::vector<Row::Held> columns;
  const int count = sqlite3_column_count(statement);
  columns.reserve(static_cast<std::size_t>(count));
  for (int column = 0; column < count; ++column) {
    switch (sqlite3_column_type(statement, column)) {
      case SQLITE_INTEGER:
        columns.emplace_back(std::int64_t{sqlite3_column_int64(statement, column)});
        break;
      case SQLITE_FLOAT: columns.emplace_back(sqlite3_column_double(statement, column)); break;
      case SQLITE_TEXT: columns.emplace_back(std::string(bytes_of(statement, column))); break;
      case SQLITE_BLOB:
        columns.emplace_back(Row::BlobBytes{std::string(bytes_of(statement, column))});
        break;
      default: columns.emplace_back(std::monostate());
    }
  }
  return Row(std::move(columns));
}

std::vector<std::string_view> bytes_of(sqlite3_stmt* statement) {
  std::vector<std::string_view> columns;
  const int count = sqlite3_column_count(statement);
  columns.reserve(static_cast<std::size_t>(count));
  for (int column = 0; column < count; ++column) columns.push_back(bytes_of(statement, column));
  return columns;
}

Result<std::unique_ptr<Connection>> Connection::open(const std::string& path) {
  sqlite3* handle = nullptr;
  // Our mutex orders the calls, so SQLite's own is not needed.
  const int code =
      sqlite3_open_v2(path.c_str(), &handle,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<Connection> connection(new Connection(handle));
  if (code != SQLITE_OK) {
    return Error{kind_of(code), "open " + path + ": " + sqlite3_errstr(code)};
  }
  if (auto configured = connection->configure(); !configured) {
    auto error = std::move(configured).error();
    error.detail = "open " + path + ": " + error.detail;
    return error;
  }
  return connection;
}

Connection::~Connection() {
  prepared_.clear();
  sqlite3_close(handle_);
}

Result<void> Connection::configure() {
  sqlite3_extended_result_codes(handle_, 1);
  sqlite3_busy_timeout(handle_, kBusyMilliseconds);
  // A misspelt column in double quotes is an error, not a text; the schema tables are not writable.
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  if (auto wal = execute("pragma journal_mode = wal"); !wal) return wal;
  if (auto full = execute("pragma synchronous = full"); !full) return full;
  // A checkpoint comes after 32 MiB: whoever waits for a commit waits for it too, and persons new
  // to the ledger of releases are megabytes at once.
  if (auto later = execute("pragma wal_autocheckpoint = 8192"); !later) return later;
  // At most 32 MiB of pages stay at hand: a search reads some ten thousand pages, again and again.
  if (auto cache = execute("pragma cache_size = -32768"); !cache) return cache;
  if (auto added = add_full_text_functions(handle_); !added) return added;
  return execute("pragma foreign_keys = on");
}

Result<void> Connection::execute(const char* sql) {
  const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return failure(code);
  return {};
}

Result<Connection::Prepared> Connection::prepare(const char* sql) {
  if (auto found = prepared_.extract(sql); !found.empty()) return std::move(found.mapped());
  sqlite3_stmt* statement = nullptr;
  const char* rest = nullptr;
  const int code =
      sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, &rest);
  Prepared prepared(statement);
  if (code != SQLITE_OK) return failure(code);
  if (statement == nullptr ||
      std::string_view(rest).find_first_not_of(" \t\n;") != std::string_view::npos) {
    return Error{StoreError::internal, "one call runs exactly one statement"};
  }
  return prepared;
}

Result<void> Connection::each(const char* sql,
                              std::span<const Value> values,
                              Access access,
                              const Show& show) {
  // After a rollback by SQLite itself, further statements would commit one by one.
  if (!in_transaction()) {
    return Error{StoreError::unavailable, "the transaction was rolled back after an earlier error"};
  }
  auto prepared = prepare(sql);
  if (!prepared) return std::move(prepared).error();
  sqlite3_stmt* statement = prepared->get();
  if (access == Access::look && sqlite3_stmt_readonly(statement) == 0) {
    return Error{StoreError::internal, "a statement that writes needs a Transaction"};
  }
  if (static_cast<std::size_t>(sqlite3_bind_parameter_count(statement)) != values.size()) {
    return Error{StoreError::internal, "a statement has more or fewer placeholders than values"};
  }
  int position = 0;
  for (const auto& value : values) {
    const int code = bind_one(statement, ++position, value);
    if (code != SQLITE_OK) return failure(code);
  }
  auto done = step_all(statement, show);
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  prepared_.try_emplace(sql, *std::move(prepared));
  return done;
}

Result<void> Connection::step_all(sqlite3_stmt* statement, const Show& show) {
  for (;;) {
    const int code = sqlite3_step(statement);
    if (code == SQLITE_DONE) return {};
    if (code != SQLITE_ROW) return failure(code);
    if (auto shown = show(statement); !shown) return shown;
  }
}

bool Connection::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

void Connection::roll_back() {
  if (in_transaction()) sqlite3_exec(handle_, "rollback", nullptr, nullptr, nullptr);
}

std::int64_t Connection::changed_rows() const { return sqlite3_changes64(handle_); }

std::int64_t Connection::last_row_id() const { return sqlite3_last_insert_rowid(handle_); }

Result<void> Connection::checkpoint() {
  const int code =
      sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  if (code != SQLITE_OK) return failure(code);
  return {};
}

// SQLite's own sentence is told for mistakes in our constant texts and for refused rows, where it
// names tables and columns; anywhere else it may quote a value, and only its fixed text is told.
Error Connection::failure(int code) const {
  const auto kind = kind_of(code);
  const bool names_only =
      kind == StoreError::duplicate || kind == StoreError::constraint || code == SQLITE_ERROR;
  return Error{kind, names_only ? sqlite3_errmsg(handle_) : sqlite3_errstr(code)};
}

void Connection::Finalizer::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Result<Connection::Turn> Connection::Turn::take(Connection& connection) {
  if (connection.holder_.load() == std::this_thread::get_id()) {
    return Error{StoreError::nested, "a transaction is already open on this thread"};
  }
  connection.turn_.lock();
  connection.holder_.store(std::this_thread::get_id());
  return Turn(connection);
}

Connection::Turn::~Turn() {
  if (connection_ == nullptr) return;
  connection_->holder_.store(std::thread::id());
  connection_->turn_.unlock();
}

}  // namespace passerelle::store
