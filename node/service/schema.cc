#include "node/service/schema.h"

#include <algorithm>

#include "metadata/rdf/canonical.h"
#include "metadata/rdf/documents.h"
#include "node/audit/schema.h"
#include "node/catalogue/schema.h"
#include "node/crypto/digest.h"
#include "node/federation/run_store.h"
#include "node/identity/migrations.h"
#include "node/search/migrations.h"
#include "node/sources/schema.h"

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

// Private notes of applicants, in no log: "draft/1" of policies/form.
constexpr store::Migration kDrafts{62, "drafts", R"sql(
create table application_drafts (
  id text primary key,
  body text not null
) strict;
)sql"};

// Descriptions stood as Turtle beside the bindings. Each becomes the first version of a record that
// was in force from the time of its last change on. One that cannot be read is kept as it stands:
// it was left out of the catalogue before, and still is.
Result<void> move_descriptions(store::Transaction& tx) {
  const auto rows =
      tx.query("select id, description, changed from datasets where description != ''");
  if (!rows) return rows.error();
  for (const auto& row : *rows) {
    const auto id = row.text(0), changed = row.text(2);
    auto text = row.text(1);
    const auto graph = rdf::read_graph(text, rdf::Syntax::turtle, id);
    if (graph) {
      if (auto canonical = rdf::canonical_form(*graph); canonical) text = canonical->text;
    }
    const auto digest = crypto::sha256_hex(text);
    if (auto kept = tx.run(
            "insert into catalogue_records (dataset, source, in_force_from, first_seen, modified,"
            " version, digest, act, citation, agreement)"
            " values (?1, '', ?2, ?2, ?2, 1, ?3, '', '', '')",
            id, changed, digest);
        !kept) {
      return kept;
    }
    if (auto kept = tx.run(
            "insert into dataset_versions (dataset, version, kind, source, description, digest,"
            " in_force_from, act, citation, recorded)"
            " values (?1, 1, 'created', '', ?2, ?3, ?4, '', '', ?4)",
            id, text, digest, changed);
        !kept) {
      return kept;
    }
  }
  return {};
}

constexpr store::Migration kMovedDescriptions{60, "descriptions become versions of the catalogue",
                                              "", move_descriptions};

constexpr store::Migration kBindingsAlone{61, "datasets are bindings alone", R"sql(
delete from datasets where bindings = '';
alter table datasets drop column description;
)sql"};

}  // namespace

std::vector<store::Migration> all_migrations() {
  std::vector<store::Migration> all{kDatasets,          kAccess,        kOrders,
                                    kMovedDescriptions, kBindingsAlone, kDrafts};
  const auto add = [&](const auto& more) { all.insert(all.end(), more.begin(), more.end()); };
  all.push_back(audit::kAuditMigration);
  add(catalogue_store::kMigrations);
  add(identity::kMigrations);
  add(federation::kRunMigrations);
  add(search::kMigrations);
  add(sources::kMigrations);
  std::sort(all.begin(), all.end(),
            [](const auto& left, const auto& right) { return left.number < right.number; });
  return all;
}

}  // namespace passerelle::service
