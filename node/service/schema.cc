#include "node/service/schema.h"

#include <algorithm>

#include "node/audit/schema.h"
#include "node/federation/run_store.h"
#include "node/identity/migrations.h"

namespace passerelle::service {
namespace {

constexpr store::Migration kDatasets{20, "datasets", R"sql(
create table datasets (
  id text primary key,
  description text not null default '',
  bindings text not null default '',
  version text not null default '',
  file_stamp text not null default '',
  changed text not null
) strict;
)sql"};

constexpr store::Migration kAccess{30, "access", R"sql(
create table applications (
  id text primary key,
  envelope text not null,
  user text not null,
  submitted text not null
) strict;
create table application_parts (
  application text not null references applications(id),
  node text not null,
  state text not null,
  reason text not null default '',
  permit text not null default '',
  primary key (application, node)
) strict;
create table cases (
  application text primary key,
  requesting_node text not null,
  state text not null,
  since text not null,
  body text not null
) strict;
create table permits (
  id text primary key,
  application text not null references cases(application),
  requesting_node text not null,
  envelope text not null,
  state text not null,
  reason text not null default '',
  changed text not null
) strict;
)sql"};

constexpr store::Migration kOrders{40, "orders", R"sql(
create table orders (
  run text not null,
  round integer not null,
  requesting_node text not null,
  permit text not null references permits(id),
  person text not null,
  study_digest text not null,
  envelope text not null,
  state text not null,
  answer text not null default '',
  log_index integer,
  error_code text not null default '',
  error_detail text not null default '',
  approved_by text not null default '',
  held text not null default '',
  received text not null,
  primary key (run, round)
) strict;
create index orders_by_permit on orders (permit, round);
)sql"};

}  // namespace

std::vector<store::Migration> all_migrations() {
  std::vector<store::Migration> all{kDatasets, kAccess, kOrders};
  const auto add = [&](const auto& more) { all.insert(all.end(), more.begin(), more.end()); };
  all.push_back(audit::kAuditMigration);
  add(identity::kMigrations);
  add(federation::kRunMigrations);
  std::sort(all.begin(), all.end(),
            [](const auto& left, const auto& right) { return left.number < right.number; });
  return all;
}

}  // namespace passerelle::service
