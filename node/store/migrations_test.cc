#include "node/store/migrations.h"

#include <doctest/doctest.h>

#include <fstream>

#include "node/store/temporary_folder_test.h"

namespace passerelle::store {
namespace {

constexpr Migration kUsers{1, "users",
                           "create table users (name text primary key) strict;"
                           "insert into users values ('first')"};
constexpr Migration kRoles{2, "roles",
                           "alter table users add column role text not null default 'researcher'"};
constexpr Migration kPermits{10, "permits", "create table permits (id text primary key) strict"};

std::string text_of(Database& database, const char* sql) {
  auto row = database.read([&](Reader& reader) { return reader.query_one(sql); });
  REQUIRE(row);
  REQUIRE(row->has_value());
  return (*row)->text(0);
}

TEST_CASE("a database of an older version gets the missing migrations and keeps its rows") {
  const TemporaryFolder folder;
  {
    REQUIRE(Database::open(folder.file("node.db"), {kUsers}));
  }
  auto database = Database::open(folder.file("node.db"), {kUsers, kRoles, kPermits});
  REQUIRE(database);
  CHECK(text_of(*database, "select name || '/' || role from users") == "first/researcher");
  CHECK(text_of(*database, "select group_concat(number) from schema_migrations") == "1,2,10");
}

TEST_CASE("a migration of another room is applied although a higher number is there") {
  const TemporaryFolder folder;
  {
    REQUIRE(Database::open(folder.file("node.db"), {kUsers, kPermits}));
  }
  auto database = Database::open(folder.file("node.db"), {kUsers, kRoles, kPermits});
  REQUIRE(database);
  CHECK(text_of(*database, "select role from users") == "researcher");
}

TEST_CASE("a migration may convert rows in a way that SQL cannot, and both or neither are kept") {
  const Migration kShouting{
      2, "shouting", "alter table users add column loud text not null default ''",
      [](Transaction& tx) {
        return tx.run("update users set loud = ? where name = ?", "FIRST!", "first");
      }};
  const Migration kFailing{3, "failing", "create table half (v)", [](Transaction&) -> Result<void> {
                             return Error{StoreError::internal, "no"};
                           }};
  const TemporaryFolder folder;
  CHECK_FALSE(Database::open(folder.file("node.db"), {kUsers, kShouting, kFailing}));
  auto database = Database::open(folder.file("node.db"), {kUsers, kShouting});
  REQUIRE(database);
  CHECK(text_of(*database, "select loud from users") == "FIRST!");
  CHECK(text_of(*database, "select count(*) from sqlite_schema where name = 'half'") == "0");
}

TEST_CASE("opening again applies nothing twice") {
  const TemporaryFolder folder;
  {
    REQUIRE(Database::open(folder.file("node.db"), {kUsers}));
  }
  auto database = Database::open(folder.file("node.db"), {kUsers});
  REQUIRE(database);
  CHECK(text_of(*database, "select count(*) from users") == "1");
}

TEST_CASE("each migration is recorded with its name, text and time") {
  const ManualClock clock(std::chrono::sys_days(std::chrono::year(2027) / 1 / 31));
  auto database = Database::open_in_memory({kUsers}, clock);
  REQUIRE(database);
  CHECK(text_of(*database, "select name from schema_migrations") == "users");
  CHECK(text_of(*database, "select sql from schema_migrations") == kUsers.sql);
  CHECK(text_of(*database, "select applied_at from schema_migrations") ==
        "2027-01-31T00:00:00.000Z");
}

TEST_CASE("a database of a newer program is refused and left alone") {
  const TemporaryFolder folder;
  {
    REQUIRE(Database::open(folder.file("node.db"), {kUsers, kPermits}));
  }
  const auto opened = Database::open(folder.file("node.db"), {kUsers, kRoles});
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == StoreError::newer_than_program);
  CHECK(opened.error().name() == "store.newer_than_program");
  auto as_before = Database::open(folder.file("node.db"), {kUsers, kPermits});
  REQUIRE(as_before);
  CHECK(text_of(*as_before, "select count(*) from schema_migrations") == "2");
}

TEST_CASE("a migration that was edited after it had been applied is refused") {
  const TemporaryFolder folder;
  {
    REQUIRE(Database::open(folder.file("node.db"), {kUsers}));
  }
  Migration edited = kUsers;
  edited.sql = "create table users (name text primary key, age integer) strict";
  const auto opened = Database::open(folder.file("node.db"), {edited});
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == StoreError::migration_edited);
}

TEST_CASE("a migration that fails half way leaves nothing of itself, but those before it") {
  const TemporaryFolder folder;
  constexpr Migration kBroken{2, "broken", "create table half (v); create table users (v)"};
  const auto opened = Database::open(folder.file("node.db"), {kUsers, kBroken});
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == StoreError::internal);
  CHECK(opened.error().detail.find("migration 2 (broken)") != std::string::npos);
  auto database = Database::open(folder.file("node.db"), {kUsers});
  REQUIRE(database);
  CHECK(text_of(*database, "select count(*) from sqlite_schema where name = 'half'") == "0");
}

TEST_CASE("migrations out of order or with a number twice are refused") {
  CHECK_FALSE(Database::open_in_memory({kRoles, kUsers}));
  CHECK_FALSE(Database::open_in_memory({kUsers, kUsers}));
}

TEST_CASE("a file that is no database is called corrupt") {
  const TemporaryFolder folder;
  std::ofstream(folder.file("node.db")) << std::string(4096, 'x');
  const auto opened = Database::open(folder.file("node.db"), {kUsers});
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == StoreError::corrupt);
}

}  // namespace
}  // namespace passerelle::store
