// The tables of this room; numbers 10 to 19, and 66.
#pragma once

#include <array>

#include "node/store/database.h"

namespace passerelle::identity {

// Lists are never deleted: the greatest sequence seen must survive, and old answers are verified
// against the list that was in force then.
inline constexpr store::Migration kTrustMigration{10, "trust list", R"sql(
create table trust_list (
  sequence integer primary key check (sequence >= 1),
  envelope text not null,
  anchor text not null,
  installed_at text not null
) strict;
create trigger trust_list_is_kept before delete on trust_list
begin
  select raise(abort, 'a trust list is never deleted');
end;
)sql"};

// `resting_until` is set when too many tries failed; `token_digest` is the SHA-256 of a token;
// `tries_in_vain` counts the tries with names that nobody has or that may not log in now.
inline constexpr store::Migration kAccountMigration{11, "accounts", R"sql(
create table accounts (
  name text primary key,
  roles text not null,
  password_hash text not null,
  is_locked integer not null default 0,
  tries integer not null default 0,
  resting_until text,
  created text not null
) strict;
create table sessions (
  token_digest text primary key,
  account text not null references accounts(name),
  expires text not null
) strict;
create index sessions_by_account on sessions (account);
create table tries_in_vain (
  only_row integer primary key check (only_row = 1),
  count integer not null
) strict;
insert into tries_in_vain values (1, 0);
)sql"};

inline constexpr store::Migration kBodyMigration{66, "the body of an account", R"sql(
alter table accounts add column body text not null default '';
)sql"};

inline constexpr std::array kMigrations{kTrustMigration, kAccountMigration, kBodyMigration};

}  // namespace passerelle::identity
