#include "node/sources/schema.h"

namespace passerelle::sources {

// `harvest_given` is what each source gave, beside the catalogue's own records: its digest is that
// of the description as the source has it. `harvest_pages` is a cache of answers that the server
// gave a validator for. `same_datasets` outlives its source: it is about two datasets.
const std::vector<store::Migration> kMigrations{{70, "harvest", R"sql(
create table harvest_sources (
  id text primary key,
  kind text not null,
  url text not null,
  every_minutes integer,
  may_use_http integer not null,
  may_be_private integer not null,
  patience_seconds integer not null,
  added text not null
) strict;
create table harvest_runs (
  id text primary key,
  source text not null references harvest_sources(id) on delete cascade,
  is_dry integer not null,
  started text not null,
  finished text,
  state text not null,
  report text not null default ''
) strict;
create index harvest_runs_by_source on harvest_runs (source, started);
create table harvest_given (
  source text not null references harvest_sources(id) on delete cascade,
  dataset text not null,
  digest text not null,
  is_copy integer not null,
  is_gone integer not null,
  page text not null,
  record text not null,
  changed text not null,
  primary key (source, dataset)
) strict;
create table harvest_pages (
  source text not null references harvest_sources(id) on delete cascade,
  asked text not null,
  url text not null,
  etag text not null,
  modified text not null,
  content_type text not null,
  link text not null,
  body blob not null,
  run text not null,
  primary key (source, asked)
) strict;
create table same_datasets (
  one text not null,
  other text not null,
  evidence text not null,
  shared text not null,
  state text not null,
  found text not null,
  decided text,
  primary key (one, other),
  check (one < other)
) strict;
)sql"}};

}  // namespace passerelle::sources
