#include "node/identity/accounts.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "node/base/encoding.h"
#include "node/base/json.h"
#include "node/crypto/digest.h"
#include "node/crypto/password.h"
#include "node/crypto/random.h"
#include "node/identity/errors.h"
#include "node/store/errors.h"

namespace passerelle::identity {
namespace {

constexpr std::size_t kMaximumNameCharacters = 64;
constexpr std::size_t kMinimumPasswordBytes = 8;
constexpr std::size_t kMaximumPasswordBytes = 1024;
constexpr std::size_t kTokenBytes = 32;

bool is_user_name(std::string_view text) {
  return !text.empty() && text.size() <= kMaximumNameCharacters &&
         std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  std::string_view("._-@").find(c) != std::string_view::npos;
         });
}

Result<Roles> roles_of(const std::string& text) {
  const auto json = parse_json(text);
  if (!json) return json.error();
  return parse_roles(json->get<std::vector<std::string>>());
}

Result<Account> account_of(const store::Row& row) {
  auto roles = roles_of(row.text(1));
  if (!roles) return roles.error();
  const auto created = row.instant(3);
  if (!created) return created.error();
  return Account{UserName(row.text(0)), *std::move(roles), row.text(4), row.boolean(2), *created};
}

Error nobody(const UserName& name) {
  return {IdentityError::unknown_user, "there is no account " + name.text()};
}

// The one sentence for every refused login: whoever guesses learns nothing from it.
Error refused_login() {
  return {IdentityError::bad_login,
          "the name or the password is wrong, or the account is locked; after too many tries it "
          "rests for a while"};
}

// Stands in for the hash of an account that does not exist or may not log in, so that such a try
// costs the same time.
const std::string& hash_of_nobody() {
  static const std::string hash = crypto::hash_password(Secret(crypto::random_bytes(kTokenBytes)));
  return hash;
}

// Counts a try that cannot succeed. The row also makes such a try wait for the disk, as any other.
Result<std::optional<std::string>> try_in_vain(store::Transaction& transaction) {
  auto counted = transaction.run("update tries_in_vain set count = count + 1");
  if (!counted) return counted.error();
  return std::optional<std::string>();
}

// Counts a try and returns the hash to check it against; nothing for an account that may not log
// in now.
Result<std::optional<std::string>> begin_try(store::Transaction& transaction,
                                             const UserName& name,
                                             const AccountRules& rules,
                                             Instant now) {
  const auto row = transaction.query_one(
      "select password_hash, tries, resting_until from accounts where name = ? and is_locked = 0",
      name);
  if (!row) return row.error();
  if (!*row) return try_in_vain(transaction);
  std::int64_t tries = (*row)->integer(1);
  if (!(*row)->is_null(2)) {
    const auto resting_until = (*row)->instant(2);
    if (!resting_until) return resting_until.error();
    if (now < *resting_until) return try_in_vain(transaction);
    tries = 0;
  }
  ++tries;
  const auto rest = tries >= rules.tries ? std::optional<Instant>(now + rules.rest) : std::nullopt;
  auto counted = transaction.run("update accounts set tries = ?, resting_until = ? where name = ?",
                                 tries, rest, name);
  if (!counted) return counted.error();
  return std::optional((*row)->text(0));
}

Result<void> begin_session(store::Transaction& transaction,
                           const UserName& name,
                           std::string_view token,
                           Instant now,
                           Instant expires) {
  auto done = transaction.run("delete from sessions where expires <= ?", now);
  if (!done) return done;
  // The account may have been locked while the password was checked.
  done = transaction.run(
      "update accounts set tries = 0, resting_until = null where name = ? and is_locked = 0", name);
  if (!done) return done;
  if (transaction.changed_rows() != 1) return refused_login();
  return transaction.run("insert into sessions (token_digest, account, expires) values (?, ?, ?)",
                         crypto::sha256_hex(token), name, expires);
}

}  // namespace

Accounts::Accounts(store::Database& database, AccountRules rules)
    : database_(&database), rules_(rules) {}

Result<void> Accounts::add(store::Transaction& transaction,
                           const UserName& name,
                           const Roles& roles,
                           const std::string& body,
                           const Secret& password,
                           Instant now) {
  if (!is_user_name(name.text())) {
    return Error{IdentityError::bad_user_name,
                 "a user name has 1 to 64 small letters, digits, '.', '_', '-' or '@'"};
  }
  if (!body.empty() && !is_user_name(body)) {
    return Error{IdentityError::bad_user_name,
                 "a body has 1 to 64 small letters, digits, '.', '_', '-' or '@'"};
  }
  if (roles.empty()) return Error{IdentityError::unknown_role, "an account has at least one role"};
  const auto size = password.reveal().size();
  if (size < kMinimumPasswordBytes || size > kMaximumPasswordBytes) {
    return Error{IdentityError::weak_password, "a password has 8 to 1024 bytes"};
  }
  auto added = transaction.run(
      "insert into accounts (name, roles, body, password_hash, created) values (?, ?, ?, ?, ?)",
      name, canonical_text(to_texts(roles)), body, crypto::hash_password(password), now);
  if (!added && added.error().code == store::StoreError::duplicate) {
    return Error{IdentityError::duplicate_user, "there is an account " + name.text() + " already"};
  }
  return added;
}

Result<std::vector<Account>> Accounts::list(store::Reader& reader) {
  const auto rows =
      reader.query("select name, roles, is_locked, created, body from accounts order by name");
  if (!rows) return rows.error();
  std::vector<Account> accounts;
  for (const auto& row : *rows) {
    auto account = account_of(row);
    if (!account) return account.error();
    accounts.push_back(*std::move(account));
  }
  return accounts;
}

Result<void> Accounts::lock(store::Transaction& transaction, const UserName& name) {
  auto done = transaction.run("update accounts set is_locked = 1 where name = ?", name);
  if (!done) return done;
  if (transaction.changed_rows() == 0) return nobody(name);
  return transaction.run("delete from sessions where account = ?", name);
}

Result<void> Accounts::unlock(store::Transaction& transaction, const UserName& name) {
  auto done = transaction.run(
      "update accounts set is_locked = 0, tries = 0, resting_until = null where name = ?", name);
  if (done && transaction.changed_rows() == 0) return nobody(name);
  return done;
}

Result<Session> Accounts::login(const UserName& name, const Secret& password, Instant now) {
  auto hash = database_->write(
      [&](store::Transaction& transaction) { return begin_try(transaction, name, rules_, now); });
  if (!hash) return hash.error();
  // Outside any transaction: a hash takes long enough to keep everybody else waiting.
  const bool is_right = crypto::verify_password(hash->value_or(hash_of_nobody()), password);
  if (!*hash || !is_right) return refused_login();

  Session session{Secret(to_base64url(crypto::random_bytes(kTokenBytes))),
                  now + rules_.session_length};
  auto begun = database_->write([&](store::Transaction& transaction) {
    return begin_session(transaction, name, session.token.reveal(), now, session.expires);
  });
  if (!begun) return begun.error();
  return session;
}

Result<Account> Accounts::holder(std::string_view token, Instant now) const {
  // Looking up a digest tells by its time nothing that helps to guess a token.
  const auto row = database_->read([&](store::Reader& reader) {
    return reader.query_one(
        "select name, roles, is_locked, created, body from sessions join accounts on account = name"
        " where token_digest = ? and expires > ? and is_locked = 0",
        crypto::sha256_hex(token), now);
  });
  if (!row) return row.error();
  if (!*row) {
    return Error{IdentityError::bad_token, "the token is unknown or has ended: log in again"};
  }
  return account_of(**row);
}

Result<void> Accounts::logout(store::Transaction& transaction, std::string_view token) {
  auto done =
      transaction.run("delete from sessions where token_digest = ?", crypto::sha256_hex(token));
  if (done && transaction.changed_rows() == 0) {
    return Error{IdentityError::bad_token, "the token is unknown or has ended"};
  }
  return done;
}

}  // namespace passerelle::identity
