// The tables of the log. Triggers refuse to change or delete what stands there, so that no mistake
// of ours can; against somebody with the file in hand stand the signed heads (FORMAT.md).
#pragma once

#include "node/store/database.h"

namespace passerelle::audit {

inline constexpr store::Migration kAuditMigration{1, "audit log", R"sql(
create table audit_entries (
  idx integer primary key check (idx >= 0),
  entry text not null,
  leaf_hash blob not null check (length(leaf_hash) = 32)
) strict;
create table audit_nodes (
  level integer not null check (level >= 1),
  idx integer not null check (idx >= 0),
  hash blob not null check (length(hash) = 32),
  primary key (level, idx)
) strict, without rowid;
create table audit_heads (
  size integer primary key check (size >= 1),
  note text not null
) strict;
create trigger audit_entries_keep before update on audit_entries
  begin select raise(abort, 'the log is append-only'); end;
create trigger audit_entries_hold before delete on audit_entries
  begin select raise(abort, 'the log is append-only'); end;
create trigger audit_nodes_keep before update on audit_nodes
  begin select raise(abort, 'the log is append-only'); end;
create trigger audit_nodes_hold before delete on audit_nodes
  begin select raise(abort, 'the log is append-only'); end;
create trigger audit_heads_keep before update on audit_heads
  begin select raise(abort, 'the log is append-only'); end;
create trigger audit_heads_hold before delete on audit_heads
  begin select raise(abort, 'the log is append-only'); end;
)sql"};

}  // namespace passerelle::audit
