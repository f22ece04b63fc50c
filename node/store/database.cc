#include "node/store/database.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstring>
#include <utility>

#include "node/store/connection.h"
#include "node/store/migrations.h"

namespace passerelle::store {
namespace {

// SQLite gives a new file and its WAL the mode of the file it finds, so make it first.
Result<void> create_private(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return Error{StoreError::unavailable, "open " + file.string() + ": " + std::strerror(errno)};
  }
  ::close(descriptor);
  return {};
}

// Ends a transaction that nobody committed, also when an exception passes.
class RollbackUnlessCommitted {
 public:
  explicit RollbackUnlessCommitted(Connection& connection) : connection_(connection) {}
  RollbackUnlessCommitted(const RollbackUnlessCommitted&) = delete;
  RollbackUnlessCommitted& operator=(const RollbackUnlessCommitted&) = delete;
  ~RollbackUnlessCommitted() { connection_.roll_back(); }

 private:
  Connection& connection_;
};

}  // namespace

Result<std::vector<Row>> Reader::query_values(const char* sql, std::span<const Value> values) {
  std::vector<Row> rows;
  auto done = connection_->each(sql, values, access_, [&](sqlite3_stmt* statement) -> Result<void> {
    rows.push_back(row_of(statement));
    return {};
  });
  if (!done) return std::move(done).error();
  return rows;
}

Result<std::optional<Row>> Reader::query_one_values(const char* sql,
                                                    std::span<const Value> values) {
  auto rows = query_values(sql, values);
  if (!rows) return std::move(rows).error();
  if (rows->empty()) return std::optional<Row>();
  return std::optional<Row>(std::move(rows->front()));
}

Result<void> Reader::each_values(const std::function<Result<void>(const Row&)>& show,
                                 const char* sql,
                                 std::span<const Value> values) {
  return connection_->each(sql, values, access_,
                           [&](sqlite3_stmt* statement) { return show(row_of(statement)); });
}

Result<void> Reader::each_bytes_values(
    const std::function<Result<void>(std::span<const std::string_view>)>& show,
    const char* sql,
    std::span<const Value> values) {
  return connection_->each(sql, values, access_,
                           [&](sqlite3_stmt* statement) { return show(bytes_of(statement)); });
}

Transaction::Transaction(Connection& connection) : Reader(connection, Access::change) {}

Result<void> Transaction::run_values(const char* sql, std::span<const Value> values) {
  return connection().each(sql, values, Access::change,
                           [](sqlite3_stmt*) -> Result<void> { return {}; });
}

std::int64_t Transaction::changed_rows() const { return connection().changed_rows(); }

std::int64_t Transaction::last_row_id() const { return connection().last_row_id(); }

Database::Database(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(const std::filesystem::path& file,
                                const std::vector<Migration>& migrations,
                                const Clock& clock) {
  if (auto created = create_private(file); !created) return std::move(created).error();
  auto connection = Connection::open(file.string());
  if (!connection) return std::move(connection).error();
  return prepare(*std::move(connection), migrations, clock);
}

Result<Database> Database::open_in_memory(const std::vector<Migration>& migrations,
                                          const Clock& clock) {
  auto connection = Connection::open(":memory:");
  if (!connection) return std::move(connection).error();
  return prepare(*std::move(connection), migrations, clock);
}

Result<Database> Database::prepare(std::unique_ptr<Connection> connection,
                                   const std::vector<Migration>& migrations,
                                   const Clock& clock) {
  if (auto migrated = migrate(*connection, migrations, clock); !migrated) {
    return std::move(migrated).error();
  }
  return Database(std::move(connection));
}

Result<void> Database::write_transaction(const std::function<Result<void>(Transaction&)>& change) {
  auto turn = Connection::Turn::take(*connection_);
  if (!turn) return std::move(turn).error();
  // "immediate" takes the write lock now: what was read here is still true at the commit.
  if (auto begun = connection_->execute("begin immediate"); !begun) return begun;
  const RollbackUnlessCommitted guard(*connection_);
  Transaction transaction(*connection_);
  if (auto changed = change(transaction); !changed) return changed;
  if (!connection_->in_transaction()) {
    return Error{StoreError::unavailable, "the transaction was rolled back after an earlier error"};
  }
  return connection_->execute("commit");
}

Result<void> Database::read_transaction(const std::function<Result<void>(Reader&)>& look) const {
  auto turn = Connection::Turn::take(*connection_);
  if (!turn) return std::move(turn).error();
  if (auto begun = connection_->execute("begin"); !begun) return begun;
  const RollbackUnlessCommitted guard(*connection_);
  Reader reader(*connection_, Access::look);
  return look(reader);
}

Result<void> Database::checkpoint() const {
  auto turn = Connection::Turn::take(*connection_);
  if (!turn) return std::move(turn).error();
  return connection_->checkpoint();
}

}  // namespace passerelle::store
