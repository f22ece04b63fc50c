// The tables of this room (FORMAT.md). Migrations 120 to 129.
#pragma once

#include <array>

#include "node/store/database.h"

namespace passerelle::ledger_store {

inline constexpr std::array kMigrations{
    store::Migration{120, "ledger of releases", R"sql(
create table ledger_spaces (
  space text primary key,
  person text not null
) strict;
create table ledger_persons (
  chunk integer primary key,
  sealed blob not null
) strict;
create table ledger_releases (
  number integer primary key autoincrement,
  run text not null,
  round integer not null,
  permit text not null,
  requesting_node text not null,
  study text not null,
  released text not null
) strict;
create table ledger_cohorts (
  number integer primary key autoincrement,
  release integer not null references ledger_releases(number),
  persons integer not null,
  sealed blob not null
) strict;
create index ledger_cohorts_by_persons on ledger_cohorts (persons, number);
create trigger ledger_cohorts_are_not_changed before update on ledger_cohorts
begin select raise(abort, 'the ledger of releases is only added to'); end;
create trigger ledger_cohorts_are_not_deleted before delete on ledger_cohorts
begin select raise(abort, 'the ledger of releases is only added to'); end;
create trigger ledger_releases_are_not_changed before update on ledger_releases
begin select raise(abort, 'the ledger of releases is only added to'); end;
create trigger ledger_releases_are_not_deleted before delete on ledger_releases
begin select raise(abort, 'the ledger of releases is only added to'); end;
)sql"},
    store::Migration{121, "populations of the ledger of releases", R"sql(
create table ledger_populations (
  number integer primary key autoincrement,
  release integer not null references ledger_releases(number),
  sealed blob not null
) strict;
create trigger ledger_populations_are_not_changed before update on ledger_populations
begin select raise(abort, 'the ledger of releases is only added to'); end;
create trigger ledger_populations_are_not_deleted before delete on ledger_populations
begin select raise(abort, 'the ledger of releases is only added to'); end;
)sql"},
    store::Migration{122, "combined cohorts of the ledger of releases", R"sql(
alter table ledger_cohorts add column is_combined integer not null default 0;
)sql"},
    store::Migration{123, "refusals of the ledger of releases", R"sql(
create table ledger_refusals (
  dataset text primary key,
  numbers integer not null
) strict;
)sql"}};

}  // namespace passerelle::ledger_store
