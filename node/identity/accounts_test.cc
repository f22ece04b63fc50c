#include "node/identity/accounts.h"

#include <doctest/doctest.h>

#include "node/base/encoding.h"
#include "node/identity/errors.h"
#include "node/identity/federation_test.h"

namespace passerelle::identity {
namespace {

const UserName kAnna("anna");
constexpr const char* kPassword = "a good long password";

// One hash takes a while: where the number of tries does not matter, three will do.
const AccountRules kThreeTries{.tries = 3};

struct AccountsFixture {
  store::Database database = fresh_database();
  Accounts accounts;

  Result<void> add(const std::string& name, const Roles& roles, const char* password) {
    return database.write([&](store::Transaction& transaction) {
      return Accounts::add(transaction, UserName(name), roles, "", Secret(password), kNow);
    });
  }
  explicit AccountsFixture(AccountRules rules = {}) : accounts(database, rules) {
    REQUIRE(add("anna", {Role::decider, Role::auditor}, kPassword));
  }

  std::error_code refusal(const char* password, Instant now = kNow, const UserName& name = kAnna) {
    const auto session = accounts.login(name, Secret(password), now);
    return session ? std::error_code() : session.error().code;
  }
  std::string log_in(Instant now = kNow) {
    const auto session = accounts.login(kAnna, Secret(kPassword), now);
    REQUIRE(session);
    return std::string(session->token.reveal());
  }
  Result<void> lock() {
    return database.write(
        [](store::Transaction& transaction) { return Accounts::lock(transaction, kAnna); });
  }
  Result<void> unlock() {
    return database.write(
        [](store::Transaction& transaction) { return Accounts::unlock(transaction, kAnna); });
  }
  Result<void> log_out(std::string_view token) {
    return database.write(
        [&](store::Transaction& transaction) { return Accounts::logout(transaction, token); });
  }
  std::vector<Account> list() {
    auto accounts_listed =
        database.read([](store::Reader& reader) { return Accounts::list(reader); });
    REQUIRE(accounts_listed);
    return *accounts_listed;
  }
  std::string everything_stored() {
    const auto rows = database.read([](store::Reader& reader) {
      return reader.query(
          "select name || roles || password_hash from accounts"
          " union all select token_digest || account || expires from sessions");
    });
    REQUIRE(rows);
    std::string text;
    for (const auto& row : *rows) text += row.text(0) + "\n";
    return text;
  }
};

TEST_CASE("a person logs in and the token says who they are") {
  AccountsFixture node;
  const auto session = node.accounts.login(kAnna, Secret(kPassword), kNow);
  REQUIRE(session);
  CHECK(session->expires == kNow + std::chrono::hours(12));
  const auto holder = node.accounts.holder(session->token.reveal(), kNow);
  REQUIRE(holder);
  CHECK(holder->name == kAnna);
  CHECK(holder->roles == Roles{Role::decider, Role::auditor});
}

TEST_CASE("a token is 256 random bits and no two are the same") {
  AccountsFixture node;
  const auto first = node.log_in();
  const auto second = node.log_in();
  CHECK(first != second);
  const auto bytes = from_base64url(first);
  REQUIRE(bytes);
  CHECK(bytes->size() == 32);
}

TEST_CASE("the database holds neither passwords nor tokens") {
  AccountsFixture node;
  const auto token = node.log_in();
  const auto stored = node.everything_stored();
  CHECK(stored.find("anna") != std::string::npos);
  CHECK(stored.find(kPassword) == std::string::npos);
  CHECK(stored.find(token) == std::string::npos);
}

TEST_CASE("a wrong password, an unknown name and a locked account are refused in the same words") {
  AccountsFixture node;
  const auto wrong = node.accounts.login(kAnna, Secret("another password"), kNow);
  const auto unknown = node.accounts.login(UserName("nobody"), Secret(kPassword), kNow);
  REQUIRE(node.lock());
  const auto locked = node.accounts.login(kAnna, Secret(kPassword), kNow);
  for (const auto* refused : {&wrong, &unknown, &locked}) {
    REQUIRE_FALSE(*refused);
    CHECK(refused->error().code == IdentityError::bad_login);
    CHECK(refused->error().detail == wrong.error().detail);
  }
}

TEST_CASE("a try with a name nobody has writes a row, as a try with a known name does") {
  AccountsFixture node(kThreeTries);
  const auto in_vain = [&] {
    const auto row = node.database.read(
        [](store::Reader& reader) { return reader.query_one("select count from tries_in_vain"); });
    REQUIRE(row);
    return (*row)->integer(0);
  };
  node.refusal("wrong password");
  CHECK(in_vain() == 0);
  node.refusal("wrong password", kNow, UserName("nobody"));
  CHECK(in_vain() == 1);
  REQUIRE(node.lock());
  node.refusal(kPassword);
  CHECK(in_vain() == 2);
}

TEST_CASE("after ten failures the right password waits fifteen minutes") {
  AccountsFixture node;
  for (int i = 0; i < 10; ++i) CHECK(node.refusal("wrong password") == IdentityError::bad_login);
  CHECK(node.refusal(kPassword) == IdentityError::bad_login);
  const auto nearly = kNow + std::chrono::minutes(15) - std::chrono::milliseconds(1);
  CHECK(node.refusal(kPassword, nearly) == IdentityError::bad_login);
  CHECK_FALSE(node.refusal(kPassword, kNow + std::chrono::minutes(15)));
}

TEST_CASE("a right password in time makes the count begin again") {
  AccountsFixture node(kThreeTries);
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 2; ++i) CHECK(node.refusal("wrong password") == IdentityError::bad_login);
    CHECK_FALSE(node.refusal(kPassword));
  }
}

TEST_CASE("after a rest all tries are allowed again, not one") {
  AccountsFixture node(kThreeTries);
  for (int i = 0; i < 3; ++i) node.refusal("wrong password");
  const auto later = kNow + std::chrono::minutes(15);
  CHECK(node.refusal("wrong password", later) == IdentityError::bad_login);
  CHECK_FALSE(node.refusal(kPassword, later));
}

TEST_CASE("tries against one account do not touch another") {
  AccountsFixture node(kThreeTries);
  REQUIRE(node.add("bert", {Role::applicant}, kPassword));
  for (int i = 0; i < 3; ++i) node.refusal("wrong password");
  CHECK_FALSE(node.refusal(kPassword, kNow, UserName("bert")));
}

TEST_CASE("a token ends with its time") {
  AccountsFixture node;
  const auto token = node.log_in();
  const auto end = kNow + std::chrono::hours(12);
  CHECK(node.accounts.holder(token, end - std::chrono::milliseconds(1)));
  const auto late = node.accounts.holder(token, end);
  REQUIRE_FALSE(late);
  CHECK(late.error().code == IdentityError::bad_token);
}

TEST_CASE("an ended session leaves the database at the next login") {
  AccountsFixture node;
  node.log_in();
  node.log_in(kNow + std::chrono::hours(12));
  const auto count = node.database.read(
      [](store::Reader& reader) { return reader.query_one("select count(*) from sessions"); });
  REQUIRE(count);
  CHECK((*count)->integer(0) == 1);
}

TEST_CASE("a token ends with logout, and a second logout is refused") {
  AccountsFixture node;
  const auto token = node.log_in();
  const auto other = node.log_in();
  REQUIRE(node.log_out(token));
  CHECK_FALSE(node.accounts.holder(token, kNow));
  CHECK(node.accounts.holder(other, kNow));
  const auto again = node.log_out(token);
  REQUIRE_FALSE(again);
  CHECK(again.error().code == IdentityError::bad_token);
}

TEST_CASE("text that was never a token is nobody's") {
  AccountsFixture node;
  node.log_in();
  for (const auto& text :
       {std::string(), std::string("x"), std::string(43, 'A'), std::string("' or 1=1 --")}) {
    const auto holder = node.accounts.holder(text, kNow);
    REQUIRE_FALSE(holder);
    CHECK(holder.error().code == IdentityError::bad_token);
  }
}

TEST_CASE("locking ends the sessions and unlocking does not bring them back") {
  AccountsFixture node;
  const auto token = node.log_in();
  REQUIRE(node.lock());
  CHECK(node.list().at(0).is_locked);
  CHECK_FALSE(node.accounts.holder(token, kNow));
  REQUIRE(node.unlock());
  CHECK_FALSE(node.list().at(0).is_locked);
  CHECK_FALSE(node.accounts.holder(token, kNow));
  CHECK_FALSE(node.refusal(kPassword));
}

TEST_CASE("unlocking also ends a rest") {
  AccountsFixture node(kThreeTries);
  for (int i = 0; i < 3; ++i) node.refusal("wrong password");
  REQUIRE(node.unlock());
  CHECK_FALSE(node.refusal(kPassword));
}

TEST_CASE("locking and unlocking nobody is refused") {
  auto database = fresh_database();
  const auto locked = database.write(
      [](store::Transaction& transaction) { return Accounts::lock(transaction, kAnna); });
  REQUIRE_FALSE(locked);
  CHECK(locked.error().code == IdentityError::unknown_user);
  const auto unlocked = database.write(
      [](store::Transaction& transaction) { return Accounts::unlock(transaction, kAnna); });
  REQUIRE_FALSE(unlocked);
  CHECK(unlocked.error().code == IdentityError::unknown_user);
}

TEST_CASE("accounts are listed by name") {
  AccountsFixture node;
  REQUIRE(node.add("aaron", {Role::operator_}, kPassword));
  const auto listed = node.list();
  REQUIRE(listed.size() == 2);
  CHECK(listed[0].name == UserName("aaron"));
  CHECK(listed[0].roles == Roles{Role::operator_});
  CHECK(listed[1].name == kAnna);
  CHECK(listed[1].created == kNow);
}

TEST_CASE("an account needs a new name, a role and a password of some length") {
  AccountsFixture node;
  const auto code = [&](const std::string& name, const Roles& roles, const char* password) {
    const auto added = node.add(name, roles, password);
    return added ? std::error_code() : added.error().code;
  };
  CHECK(code("anna", {Role::decider}, kPassword) == IdentityError::duplicate_user);
  for (const auto& name : {std::string(), std::string("Anna"), std::string("a b"),
                           std::string("a'b"), std::string(65, 'a')}) {
    CHECK(code(name, {Role::decider}, kPassword) == IdentityError::bad_user_name);
  }
  CHECK(code("bert", {}, kPassword) == IdentityError::unknown_role);
  CHECK(code("bert", {Role::decider}, "seven77") == IdentityError::weak_password);
  CHECK(code("bert", {Role::decider}, std::string(1025, 'x').c_str()) ==
        IdentityError::weak_password);
  CHECK_FALSE(code("bert.b-1_@fr", {Role::decider}, "eight888"));
}

}  // namespace
}  // namespace passerelle::identity
