#include "node/store/migrations.h"

#include <algorithm>
#include <map>
#include <string>

namespace passerelle::store {
namespace {

std::string name_of(const Migration& migration) {
  return "migration " + std::to_string(migration.number) + " (" + migration.name + ")";
}

bool is_ordered(const std::vector<Migration>& migrations) {
  return std::adjacent_find(migrations.begin(), migrations.end(),
                            [](const Migration& left, const Migration& right) {
                              return left.number >= right.number;
                            }) == migrations.end();
}

// Runs `act` between begin and commit; anything else but success rolls back.
template <class Act>
Result<void> in_transaction(Connection& connection, const Act& act) {
  if (auto begun = connection.execute("begin immediate"); !begun) return begun;
  auto done = act();
  if (done) done = connection.execute("commit");
  if (!done) connection.roll_back();
  return done;
}

Result<void> apply(Connection& connection,
                   Transaction& transaction,
                   const Migration& migration,
                   Instant now) {
  auto ran = connection.execute(migration.sql);
  if (ran && migration.convert != nullptr) ran = migration.convert(transaction);
  if (!ran) return Error{ran.error().code, name_of(migration) + ": " + ran.error().detail};
  return transaction.run(
      "insert into schema_migrations (number, name, sql, applied_at) values (?, ?, ?, ?)",
      migration.number, migration.name, migration.sql, now);
}

// Refuses what this program must not touch.
Result<void> compare(const std::map<std::int64_t, std::string>& applied,
                     const std::vector<Migration>& migrations) {
  std::map<std::int64_t, const Migration*> known;
  for (const auto& migration : migrations) known.emplace(migration.number, &migration);
  for (const auto& [number, sql] : applied) {
    const auto found = known.find(number);
    if (found == known.end()) {
      return Error{StoreError::newer_than_program,
                   "the database has migration " + std::to_string(number) +
                       ", which this program does not know; use the program that wrote it"};
    }
    if (sql != found->second->sql) {
      return Error{StoreError::migration_edited,
                   name_of(*found->second) + " is not the one that this database was made with"};
    }
  }
  return {};
}

}  // namespace

Result<void> migrate(Connection& connection,
                     const std::vector<Migration>& migrations,
                     const Clock& clock) {
  if (!is_ordered(migrations)) {
    return Error{StoreError::internal, "migrations are not ordered by number"};
  }
  std::map<std::int64_t, std::string> applied;
  auto listed = in_transaction(connection, [&]() -> Result<void> {
    auto made = connection.execute(
        "create table if not exists schema_migrations ("
        " number integer primary key, name text not null, sql text not null,"
        " applied_at text not null) strict");
    if (!made) return made;
    return connection.each("select number, sql from schema_migrations", {}, Access::look,
                           [&](sqlite3_stmt* statement) -> Result<void> {
                             const auto row = row_of(statement);
                             applied.emplace(row.integer(0), row.text(1));
                             return {};
                           });
  });
  if (!listed) return listed;
  if (auto compared = compare(applied, migrations); !compared) return compared;
  Transaction transaction(connection);
  for (const auto& migration : migrations) {
    if (applied.contains(migration.number)) continue;
    auto done = in_transaction(
        connection, [&] { return apply(connection, transaction, migration, clock.now()); });
    if (!done) return done;
  }
  return {};
}

}  // namespace passerelle::store
