#include "node/store/database.h"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>
#include <thread>

#include "node/store/temporary_folder_test.h"

namespace passerelle::store {
namespace {

const std::vector<Migration> kSchema{
    {1, "accounts",
     "create table accounts (id integer primary key, name text not null unique,"
     " balance integer not null check (balance >= 0)) strict;"
     "create table cards (number text primary key,"
     " account integer not null references accounts (id)) strict"}};

Database fresh() {
  auto database = Database::open_in_memory(kSchema);
  REQUIRE(database);
  return *std::move(database);
}

Result<void> add_account(Transaction& tx, std::int64_t id, std::string_view name) {
  return tx.run("insert into accounts values (?, ?, 0)", id, name);
}

std::int64_t count_accounts(const Database& database) {
  auto row = database.read(
      [](Reader& reader) { return reader.query_one("select count(*) from accounts"); });
  REQUIRE(row);
  return (*row)->integer(0);
}

TEST_CASE("what a write returns is the caller's, and its rows are there") {
  auto database = fresh();
  auto changed = database.write([](Transaction& tx) -> Result<std::int64_t> {
    if (auto added = add_account(tx, 7, "anna"); !added) return added.error();
    if (auto added = tx.run("update accounts set balance = 5"); !added) return added.error();
    return tx.changed_rows() * 100 + tx.last_row_id();
  });
  REQUIRE(changed);
  CHECK(*changed == 107);
  CHECK(count_accounts(database) == 1);
}

TEST_CASE("a write that returns an error leaves no trace and the error reaches the caller") {
  auto database = fresh();
  auto written = database.write([](Transaction& tx) -> Result<void> {
    if (auto added = add_account(tx, 1, "anna"); !added) return added;
    return Error{BaseError::malformed, "second thoughts"};
  });
  REQUIRE_FALSE(written);
  CHECK(written.error().code == BaseError::malformed);
  CHECK(count_accounts(database) == 0);
}

TEST_CASE("a write that throws leaves no trace and the next one works") {
  auto database = fresh();
  CHECK_THROWS_AS(static_cast<void>(database.write([](Transaction& tx) -> Result<void> {
                    static_cast<void>(add_account(tx, 1, "anna"));
                    throw std::runtime_error("power cut");
                  })),
                  std::runtime_error);
  CHECK(count_accounts(database) == 0);
  CHECK(database.write([](Transaction& tx) { return add_account(tx, 1, "anna"); }));
}

TEST_CASE("a row that is there already, a broken foreign key and a check are told apart") {
  auto database = fresh();
  const auto error_of = [&](auto&& act) {
    auto written = database.write(act);
    REQUIRE_FALSE(written);
    return written.error();
  };
  REQUIRE(database.write([](Transaction& tx) { return add_account(tx, 1, "anna"); }));
  const auto twice = error_of([](Transaction& tx) { return add_account(tx, 2, "anna"); });
  CHECK(twice.code == StoreError::duplicate);
  CHECK(twice.detail.find("accounts.name") != std::string::npos);
  CHECK(twice.detail.find("anna") == std::string::npos);
  CHECK(error_of([](Transaction& tx) {
          return tx.run("insert into cards values (?, ?)", "c-1", 99);
        }).code == StoreError::constraint);
  CHECK(error_of([](Transaction& tx) {
          return tx.run("update accounts set balance = ?", -1);
        }).code == StoreError::constraint);
}

TEST_CASE("a text that looks like SQL is only a text") {
  auto database = fresh();
  const std::string evil = "x'); drop table accounts; --";
  REQUIRE(database.write([&](Transaction& tx) { return add_account(tx, 1, evil); }));
  auto row = database.read([&](Reader& reader) {
    return reader.query_one("select name from accounts where name = ?", evil);
  });
  REQUIRE(row);
  REQUIRE(row->has_value());
  CHECK((*row)->text(0) == evil);
}

TEST_CASE("a reader cannot write") {
  auto database = fresh();
  auto read = database.read([](Reader& reader) {
    return reader.query("insert into accounts values (1, 'anna', 0) returning id");
  });
  REQUIRE_FALSE(read);
  CHECK(read.error().code == StoreError::internal);
  CHECK(count_accounts(database) == 0);
}

TEST_CASE("a transaction reads what it wrote, and a write may answer rows") {
  auto database = fresh();
  auto name = database.write([](Transaction& tx) -> Result<std::string> {
    auto made = tx.query("insert into accounts values (?, ?, ?) returning id", 4, "anna", 0);
    if (!made) return made.error();
    auto row = tx.query_one("select name from accounts where id = ?", made->front().integer(0));
    if (!row) return row.error();
    return (*row)->text(0);
  });
  REQUIRE(name);
  CHECK(*name == "anna");
}

TEST_CASE("the same statement may run inside its own rows") {
  auto database = fresh();
  REQUIRE(database.write([](Transaction& tx) -> Result<void> {
    if (auto added = add_account(tx, 1, "anna"); !added) return added;
    return add_account(tx, 2, "ben");
  }));
  static constexpr const char* kNames = "select name from accounts order by id";
  std::string pairs;
  auto read = database.read([&](Reader& reader) {
    return reader.each(
        [&](const Row& outer) {
          return reader.each(
              [&](const Row& inner) -> Result<void> {
                pairs += outer.text(0) + inner.text(0) + " ";
                return {};
              },
              kNames);
        },
        kNames);
  });
  REQUIRE(read);
  CHECK(pairs == "annaanna annaben benanna benben ");
}

TEST_CASE("bytes are seen where they are, whatever their kind") {
  auto database = fresh();
  REQUIRE(database.write([](Transaction& tx) { return add_account(tx, 12, "anna"); }));
  std::string seen;
  REQUIRE(database.read([&](Reader& reader) {
    return reader.each_bytes(
        [&](std::span<const std::string_view> columns) -> Result<void> {
          for (const auto bytes : columns) seen.append(bytes).append("|");
          return {};
        },
        "select name, id, x'00FF', x'', null from accounts where id = ?", 12);
  }));
  CHECK(seen == std::string("anna|12|\0\xFF|||", 13));
}

TEST_CASE("an error in the middle of the rows ends them") {
  auto database = fresh();
  REQUIRE(database.write([](Transaction& tx) -> Result<void> {
    if (auto added = add_account(tx, 1, "anna"); !added) return added;
    return add_account(tx, 2, "ben");
  }));
  int shown = 0;
  auto read = database.read([&](Reader& reader) {
    return reader.each(
        [&](const Row&) -> Result<void> {
          ++shown;
          return Error{BaseError::too_large, "enough"};
        },
        "select id from accounts");
  });
  REQUIRE_FALSE(read);
  CHECK(read.error().code == BaseError::too_large);
  CHECK(shown == 1);
}

TEST_CASE("wrong statements are our own mistakes and say so") {
  auto database = fresh();
  const auto refused = [&](auto&& look) {
    auto read = database.read(look);
    return !read && read.error().code == StoreError::internal;
  };
  CHECK(refused([](Reader& reader) { return reader.query("selec 1"); }));
  CHECK(refused([](Reader& reader) { return reader.query("select 1; select 2"); }));
  CHECK(refused([](Reader& reader) { return reader.query("select ?, ?", 1); }));
  CHECK(refused([](Reader& reader) { return reader.query("select \"no_such_column\""); }));
  CHECK(refused([](Reader& reader) { return reader.query(""); }));
}

TEST_CASE("a transaction inside a transaction is refused instead of waiting for itself") {
  auto database = fresh();
  auto written = database.write([&](Transaction& tx) -> Result<void> {
    if (auto added = add_account(tx, 1, "anna"); !added) return added;
    return database.write([](Transaction& inner) { return add_account(inner, 2, "ben"); });
  });
  REQUIRE_FALSE(written);
  CHECK(written.error().code == StoreError::nested);
  CHECK(count_accounts(database) == 0);
}

TEST_CASE("after SQLite has rolled back by itself nothing more is written or committed") {
  auto database = fresh();
  auto written = database.write([](Transaction& tx) -> Result<void> {
    if (auto added = add_account(tx, 1, "anna"); !added) return added;
    const auto rolled_back = tx.run("insert or rollback into accounts values (1, 'anna', 0)");
    CHECK_FALSE(rolled_back);
    return add_account(tx, 2, "ben");
  });
  REQUIRE_FALSE(written);
  CHECK(written.error().code == StoreError::unavailable);
  CHECK(count_accounts(database) == 0);
}

TEST_CASE("writers on many threads wait for each other and lose nothing") {
  const TemporaryFolder folder;
  auto database = Database::open(folder.file("node.db"), kSchema);
  REQUIRE(database);
  REQUIRE(database->write([](Transaction& tx) { return add_account(tx, 1, "anna"); }));
  constexpr int kThreads = 4;
  constexpr int kWrites = 25;
  std::atomic<int> failures = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&] {
      for (int i = 0; i < kWrites; ++i) {
        // Read, then write: an update would be lost if another writer came between.
        auto written = database->write([](Transaction& tx) -> Result<void> {
          auto row = tx.query_one("select balance from accounts where id = 1");
          if (!row) return row.error();
          return tx.run("update accounts set balance = ? where id = 1", (*row)->integer(0) + 1);
        });
        if (!written) ++failures;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(failures == 0);
  auto row = database->read(
      [](Reader& reader) { return reader.query_one("select balance from accounts"); });
  REQUIRE(row);
  CHECK((*row)->integer(0) == kThreads * kWrites);
}

TEST_CASE("two connections to one file never lose an update") {
  const TemporaryFolder folder;
  auto left = Database::open(folder.file("node.db"), kSchema);
  auto right = Database::open(folder.file("node.db"), kSchema);
  REQUIRE(left);
  REQUIRE(right);
  REQUIRE(left->write([](Transaction& tx) { return add_account(tx, 1, "anna"); }));
  REQUIRE(right->write([](Transaction& tx) { return add_account(tx, 2, "ben"); }));
  CHECK(count_accounts(*left) == 2);
}

TEST_CASE("the file is the owner's alone, in WAL mode, with foreign keys and full sync") {
  const TemporaryFolder folder;
  auto database = Database::open(folder.file("node.db"), kSchema);
  REQUIRE(database);
  const auto permissions = std::filesystem::status(folder.file("node.db")).permissions();
  CHECK(permissions == (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  auto row = database->read([](Reader& reader) {
    return reader.query_one(
        "select journal_mode, foreign_keys, synchronous"
        " from pragma_journal_mode, pragma_foreign_keys, pragma_synchronous");
  });
  REQUIRE(row);
  CHECK((*row)->text(0) == "wal");
  CHECK((*row)->integer(1) == 1);
  CHECK((*row)->integer(2) == 2);
}

TEST_CASE("a checkpoint empties the WAL and closing removes it") {
  const TemporaryFolder folder;
  {
    auto database = Database::open(folder.file("node.db"), kSchema);
    REQUIRE(database);
    CHECK(std::filesystem::file_size(folder.file("node.db-wal")) > 0);
    REQUIRE(database->checkpoint());
    CHECK(std::filesystem::file_size(folder.file("node.db-wal")) == 0);
  }
  CHECK_FALSE(std::filesystem::exists(folder.file("node.db-wal")));
}

TEST_CASE("a folder that is not there is named") {
  const auto opened = Database::open("/nowhere/at/all/node.db", kSchema);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == StoreError::unavailable);
  CHECK(opened.error().detail.find("/nowhere/at/all/node.db") != std::string::npos);
}

}  // namespace
}  // namespace passerelle::store
