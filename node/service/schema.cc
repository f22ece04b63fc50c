#include "node/service/schema.h"

#include <algorithm>

#include "metadata/rdf/canonical.h"
#include "metadata/rdf/documents.h"
#include "node/audit/schema.h"
#include "node/catalogue/schema.h"
#include "node/crypto/digest.h"
#include "node/federation/message_store.h"
#include "node/federation/run_store.h"
#include "node/identity/migrations.h"
#include "node/ledger/schema.h"
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

// A case is its events. Those of one case are told under the procedure that it began with, so every
// procedure that was ever used is kept. `body` of a case holds the versions of its application;
// `state` and `since` are what the events give, for lists; at `look_at` the next clock ends.
constexpr store::Migration kCaseEvents{67, "cases are events", R"sql(
alter table cases add column procedure text not null default '';
alter table cases add column look_at text;
create index cases_by_look on cases (look_at);
create table procedures (
  digest text primary key,
  country text not null,
  version integer not null,
  applies_from text not null,
  is_installed integer not null,
  envelope text not null,
  since text not null
) strict;
create table case_events (
  application text not null references cases(application),
  number integer not null,
  id text not null,
  event text not null,
  primary key (application, number),
  unique (application, id)
) strict;
create table case_documents (
  application text not null references cases(application),
  digest text not null,
  name text not null,
  content blob not null,
  kept text not null,
  primary key (application, digest)
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

// What a body said of its part is one document, its newest "case_view/1". What stood here before
// becomes one that is older than any.
constexpr store::Migration kViews{65, "views of cases", R"sql(
alter table application_parts add column sequence integer not null default 0;
alter table application_parts add column view text not null default '';
update application_parts set view = json_object(
  'passerelle', 'case_view/1', 'application', application, 'node', node, 'sequence', 0,
  'state', case state when 'refused' then 'closed' else state end,
  'since', (select submitted from applications where id = application), 'clocks', json_array(),
  'reason', reason)
  where state != 'not_delivered';
update application_parts set view = json_set(view, '$.permit', json(permit)) where permit != '';
update application_parts set view = json_remove(view, '$.reason') where reason = '' and view != '';
alter table application_parts drop column state;
alter table application_parts drop column reason;
alter table application_parts drop column permit;
)sql"};

// Statements of persons (Art. 71), only ever added to, so that who was opted out at a time has an
// answer for ever. `dataset` is empty where the statement is on every dataset of the node. The
// identifiers stand as they are: the worker must find them in the rows, and a digest of a short
// number is no secret. They leave this table for the worker and for whoever may ask who was opted
// out; the log holds a digest that only `secret`, which stays here, makes meaningful.
constexpr store::Migration kOptOuts{90, "opt-outs", R"sql(
create table opt_outs (
  number integer primary key autoincrement,
  dataset text not null,
  person text not null,
  choice text not null,
  recorded_at text not null,
  entered_at text not null,
  secret text not null,
  unique (dataset, person, recorded_at, choice)
) strict;
create trigger opt_outs_are_not_changed before update on opt_outs
begin select raise(abort, 'a register of opt-outs is only added to'); end;
create trigger opt_outs_are_not_deleted before delete on opt_outs
begin select raise(abort, 'a register of opt-outs is only added to'); end;
alter table orders add column opt_outs_known integer not null default 0;
)sql"};

// What a body recorded for its activity report (Art. 59(1)); only ever added to.
constexpr store::Migration kActivities{130, "activities of the body", R"sql(
create table activities (
  number integer primary key autoincrement,
  day text not null,
  activity text not null
) strict;
create trigger activities_are_not_changed before update on activities
begin select raise(abort, 'what was recorded for the report is only added to'); end;
create trigger activities_are_not_deleted before delete on activities
begin select raise(abort, 'what was recorded for the report is only added to'); end;
)sql"};

// Files that applicants attach, each kept by the draft or the application that names it.
constexpr store::Migration kApplicantFiles{100, "files of applicants", R"sql(
create table applicant_files (
  holder text not null,
  digest text not null,
  content blob not null,
  primary key (holder, digest)
) strict;
)sql"};

// Answers to questions of bodies, at the node that applied; each counts once its body has taken it.
constexpr store::Migration kGivenAnswers{101, "answers given", R"sql(
create table given_answers (
  number integer primary key autoincrement,
  message text not null unique,
  application text not null references applications(id),
  node text not null,
  request text not null,
  answer text not null,
  given text not null,
  taken text
) strict;
create index given_answers_by_part on given_answers (application, node);
)sql"};

// What other bodies told: how they decided on their parts of a dossier, and measures against users,
// our own among them. `user` is the name of an organisation as names are compared.
constexpr store::Migration kNotices{91, "notices of bodies", R"sql(
create table decision_notices (
  application text not null,
  node text not null,
  decision text not null,
  decided text not null,
  envelope text not null,
  received text not null,
  primary key (application, node, decision)
) strict;
create table enforcement_notices (
  node text not null,
  id text not null,
  user text not null,
  taken text not null,
  envelope text not null,
  received text not null,
  primary key (node, id)
) strict;
create index enforcement_notices_by_user on enforcement_notices (user);
)sql"};

// What other nodes said of the permits that they gave: the newest document of each, and the newest
// word on each permit, from a document or from a message.
constexpr store::Migration kPermitStatus{110, "standing of permits of others", R"sql(
create table permit_status (
  issuer text primary key,
  issued_at text not null,
  document text not null
) strict;
create table heard_permits (
  issuer text not null,
  permit text not null,
  state text not null,
  reason text not null,
  since text not null,
  valid_from text not null,
  valid_until text not null,
  said_at text not null,
  next_update text not null,
  primary key (issuer, permit)
) strict;
)sql"};

// Which reminders were given and heard, each once; 0 days before: the limit is over. At `remind_at`
// the next one of a case comes; a case that has changed is looked at soon.
constexpr store::Migration kReminders{111, "reminders", R"sql(
alter table cases add column remind_at text;
update cases set remind_at = since;
create index cases_by_reminder on cases (remind_at);
create table reminders_given (
  application text not null references cases(application),
  rule text not null,
  step text not null,
  due text not null,
  days_before integer not null,
  given text not null,
  primary key (application, rule, step, due, days_before)
) strict;
create table reminders_heard (
  application text not null references applications(id),
  node text not null,
  rule text not null,
  step text not null,
  due text not null,
  days_before integer not null,
  last_day text not null,
  primary key (application, node, rule, step, due, days_before)
) strict;
)sql"};

// Why an issuer is not believed since it last was; none: it is.
constexpr store::Migration kPermitStatusRefusals{113, "refused standing of permits", R"sql(
create table permit_status_refusals (
  issuer text primary key,
  reason text not null
) strict;
)sql"};

// Sets of rows published with datasets; what a name means never changes.
constexpr store::Migration kAnalysisSets{131, "published sets of rows", R"sql(
create table analysis_sets (
  dataset text not null,
  name text not null,
  definition text not null,
  words text not null,
  published text not null,
  withdrawn text,
  reason text not null default '',
  primary key (dataset, name)
) strict;
create trigger analysis_sets_keep_their_meaning
before update of dataset, name, definition, published on analysis_sets
begin select raise(abort, 'the name of a published set means the same for ever'); end;
create trigger analysis_sets_are_not_deleted before delete on analysis_sets
begin select raise(abort, 'the name of a published set means the same for ever'); end;
)sql"};

// Rules on what may leave, of the datasets that have some of their own.
constexpr store::Migration kDatasetRules{132, "rules of datasets", R"sql(
alter table datasets add column rules text not null default '';
)sql"};

// Rules on what may leave that the body has put in force. Every version is kept.
constexpr store::Migration kDisclosureProfiles{133, "profiles of disclosure rules", R"sql(
create table disclosure_profiles (
  id text not null,
  version integer not null,
  digest text not null,
  envelope text not null,
  installed text not null,
  withdrawn text,
  primary key (id, version)
) strict;
create trigger disclosure_profiles_are_not_changed
before update of id, version, digest, envelope, installed on disclosure_profiles
begin select raise(abort, 'a version of a profile means the same for ever'); end;
create trigger disclosure_profiles_are_not_deleted before delete on disclosure_profiles
begin select raise(abort, 'a version of a profile means the same for ever'); end;
)sql"};

}  // namespace

std::vector<store::Migration> all_migrations() {
  std::vector<store::Migration> all{kDatasets,
                                    kAccess,
                                    kCaseEvents,
                                    kOrders,
                                    kMovedDescriptions,
                                    kBindingsAlone,
                                    kDrafts,
                                    kViews,
                                    kOptOuts,
                                    kActivities,
                                    kApplicantFiles,
                                    kGivenAnswers,
                                    kNotices,
                                    kPermitStatus,
                                    kReminders,
                                    kPermitStatusRefusals,
                                    kAnalysisSets,
                                    kDatasetRules,
                                    kDisclosureProfiles};
  const auto add = [&](const auto& more) { all.insert(all.end(), more.begin(), more.end()); };
  all.push_back(audit::kAuditMigration);
  add(catalogue_store::kMigrations);
  add(ledger_store::kMigrations);
  add(identity::kMigrations);
  add(federation::kRunMigrations);
  add(federation::kMessageMigrations);
  add(search::kMigrations);
  add(sources::kMigrations);
  std::sort(all.begin(), all.end(),
            [](const auto& left, const auto& right) { return left.number < right.number; });
  return all;
}

}  // namespace passerelle::service
