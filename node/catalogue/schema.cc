#include "node/catalogue/schema.h"

namespace passerelle::catalogue_store {

// Versions are never changed or deleted: whoever read one finds it again, and a feed that has
// passed a sequence number has missed nothing. A record's own columns are those of its newest
// version, kept so that a list needs no join.
const std::vector<store::Migration> kMigrations{{50, "catalogue", R"sql(
create table catalogue_records (
  dataset text primary key,
  source text not null,
  in_force_from text,
  withdrawn text,
  first_seen text not null,
  modified text not null,
  version integer not null,
  digest text not null,
  act text not null,
  citation text not null,
  agreement text not null
) strict;
create index catalogue_records_by_source on catalogue_records (source, dataset);
create table dataset_versions (
  sequence integer primary key autoincrement,
  dataset text not null references catalogue_records(dataset),
  version integer not null check (version >= 1),
  kind text not null check (kind in ('created', 'updated', 'withdrawn', 'restored')),
  source text not null,
  description text not null,
  digest text not null,
  in_force_from text,
  act text not null,
  citation text not null,
  recorded text not null,
  unique (dataset, version)
) strict;
create trigger dataset_versions_keep before update on dataset_versions
  begin select raise(abort, 'a version is never changed'); end;
create trigger dataset_versions_hold before delete on dataset_versions
  begin select raise(abort, 'a version is never deleted'); end;
create table validations (
  number integer primary key autoincrement,
  dataset text not null,
  version integer not null,
  profile text not null,
  release text not null,
  violations integer not null,
  warnings integer not null,
  accepted integer not null,
  report text not null,
  validated text not null,
  foreign key (dataset, version) references dataset_versions (dataset, version)
) strict;
create index validations_by_dataset on validations (dataset, number);
create table quality (
  dataset text not null,
  version integer not null,
  mqa integer not null,
  mqa_applicable integer not null,
  mqa_reachable integer not null,
  statements text not null,
  measured text not null,
  primary key (dataset, version),
  foreign key (dataset, version) references dataset_versions (dataset, version)
) strict;
create table quality_labels (
  number integer primary key autoincrement,
  dataset text not null references catalogue_records(dataset),
  statements text not null,
  revoked_because text not null,
  recorded text not null
) strict;
create index quality_labels_by_dataset on quality_labels (dataset, number);
)sql"},
                                                {112, "checks of descriptions", R"sql(
create table description_checks (
  dataset text not null references catalogue_records(dataset),
  checked text not null
) strict;
create index description_checks_by_dataset on description_checks (dataset, checked);
)sql"}};

}  // namespace passerelle::catalogue_store
