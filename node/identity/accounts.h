// Local people: accounts with roles, passwords as Argon2id, and tokens of those who are logged in.
//
// Thread safety: any thread. `add` and `login` block for one Argon2id hash (some tens of
// milliseconds), everything else for a small statement; never on an I/O thread.
// Invariants: (1) the database holds no password and no token, only hashes; (2) a refused login
// never tells whether the account exists, by its words or by its time; (3) a try is counted before
// it is checked, so parallel tries cannot pass the limit.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/clock.h"
#include "node/base/secret.h"
#include "node/base/strong_id.h"
#include "node/identity/role.h"
#include "node/store/database.h"

namespace passerelle::identity {

struct AccountRules {
  std::chrono::hours session_length{12};
  int tries = 10;  // failed ones in a row, until the account rests
  std::chrono::minutes rest{15};
};

struct Account {
  UserName name;
  Roles roles;
  std::string body;        // whose acts theirs are, a committee or holder; empty: this node's body
  bool is_locked = false;  // by the operator
  Instant created;
};

// What a login gives: the token is shown once and known only to the person.
struct Session {
  Secret token;
  Instant expires;
};

class Accounts {
 public:
  // Lifetime: the database outlives the object.
  explicit Accounts(store::Database& database, AccountRules rules = {});

  // A name has 1 to 64 of: small letters, digits, '.', '_', '-', '@'; so has the body, which may be
  // empty. A password has 8 to 1024 bytes.
  static Result<void> add(store::Transaction& transaction,
                          const UserName& name,
                          const Roles& roles,
                          const std::string& body,
                          const Secret& password,
                          Instant now);

  static Result<std::vector<Account>> list(store::Reader& reader);

  // Ends the account's sessions and refuses logins until `unlock`.
  static Result<void> lock(store::Transaction& transaction, const UserName& name);

  // Lets a locked or resting account log in again.
  static Result<void> unlock(store::Transaction& transaction, const UserName& name);

  // Opens transactions of its own: a failed try must stay counted.
  Result<Session> login(const UserName& name, const Secret& password, Instant now);

  // Returns whose token this is.
  Result<Account> holder(std::string_view token, Instant now) const;

  // Ends the session; a token that means nothing is refused.
  static Result<void> logout(store::Transaction& transaction, std::string_view token);

 private:
  store::Database* database_;
  AccountRules rules_;
};

}  // namespace passerelle::identity
