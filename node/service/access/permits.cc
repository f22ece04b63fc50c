#include "node/service/access/permits.h"

#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/crypto/signed_document.h"
#include "node/service/access/case_acts.h"
#include "node/service/access/decisions.h"
#include "node/service/access/title_changes.h"
#include "node/service/callers.h"
#include "node/service/dataset_rules.h"
#include "policies/procedure/title.h"

namespace passerelle::service {
namespace {

using access::PermitRecord;
using procedure::CaseState;

// Of: envelope, state, reason, changed. The envelope is kept as issued; what has happened since
// stands beside it.
Result<PermitRecord> record_from(const store::Row& row) {
  const auto envelope = parse_json(row.text(0));
  if (!envelope) return envelope.error();
  auto permit = access::permit_from_json(envelope->at("body"));
  if (!permit) return permit.error();
  const auto state = access::parse_permit_state(row.text(1));
  if (!state) return state.error();
  const auto since = row.instant(3);
  if (!since) return since.error();
  return PermitRecord{*std::move(permit), *state, row.text(2), *since};
}

Json to_json(const PermitRecord& record) {
  return {{"permit", access::to_json(record.permit)},
          {"state", access::code(record.state)},
          {"reason", record.reason},
          {"since", to_text(record.since)}};
}

Result<std::optional<KeptPermit>> kept_from(const Result<std::optional<store::Row>>& row) {
  if (!row) return row.error();
  if (!*row) return std::optional<KeptPermit>();
  auto record = record_from(**row);
  if (!record) return record.error();
  return std::optional(KeptPermit{*std::move(record), (*row)->text(0)});
}

// Of a first grant, or of a change of the title since.
Result<access::Permit> permit_of_title(const Node& node, store::Reader& reader, const Case& one) {
  if (procedure::changed_by(one.file)) {
    const auto change = find_change(reader, one);
    if (!change) return change.error();
    const auto before = find_permit(reader, change->permit);
    if (!before) return before.error();
    return procedure::issue_changed_title(one.file, before->permit, *change);
  }
  const auto decision = find_decision(reader, one);
  if (!decision) return decision.error();
  const auto open = undecided(node, one);
  if (!open) return open.error();
  const auto rules = rules_with(reader, node.rules, one.application.current().dataset_ids());
  if (!rules) return rules.error();
  return procedure::issue_title(
      one.file, *open, *decision,
      {node.id(), node.config.name, rules->min_cell, node.config.country});
}

// The permit that another takes the place of no longer works.
Result<void> replace(store::Transaction& tx,
                     const PermitId& before,
                     const PermitId& next,
                     Instant now) {
  auto record = find_permit(tx, before);
  if (!record) return record.error();
  const auto replaced = access::supersede(*std::move(record), next, now);
  if (!replaced) return replaced.error();
  return tx.run("update permits set state = ?, reason = ?, changed = ? where id = ?",
                access::code(replaced->state), replaced->reason, replaced->since, before);
}

}  // namespace

Result<KeptPermit> find_kept_permit(store::Reader& reader, const PermitId& id) {
  auto kept = kept_from(
      reader.query_one("select envelope, state, reason, changed from permits where id = ?", id));
  if (!kept) return kept.error();
  if (!*kept) return access::unknown_permit(id);
  return **std::move(kept);
}

Result<PermitRecord> find_permit(store::Reader& reader, const PermitId& id) {
  auto kept = find_kept_permit(reader, id);
  if (!kept) return kept.error();
  return std::move(kept->record);
}

Result<std::optional<KeptPermit>> newest_permit(store::Reader& reader, const ApplicationId& id) {
  return kept_from(
      reader.query_one("select envelope, state, reason, changed from permits where application = ?"
                       " order by rowid desc limit 1",
                       id));
}

Result<std::vector<PermitRecord>> permits_that_concern(store::Reader& reader,
                                                       const NodeId& node,
                                                       Instant ended_before) {
  const auto rows = reader.query(
      "select envelope, state, reason, changed from permits"
      " where json_extract(envelope, '$.body.valid_until') > ?1 and (requesting_node = ?2"
      " or exists (select 1 from json_each(envelope, '$.body.peers') where value = ?2))"
      " order by id",
      ended_before, node);
  if (!rows) return rows.error();
  std::vector<PermitRecord> records;
  for (const auto& row : *rows) {
    auto record = record_from(row);
    if (!record) return record.error();
    records.push_back(*std::move(record));
  }
  return records;
}

Result<Json> list_permits(Node& node, const identity::Caller& caller) {
  if (auto allowed = require_insider(caller); !allowed) return allowed.error();
  const auto rows = node.database.read([](store::Reader& reader) {
    return reader.query(
        "select envelope, state, reason, changed from permits order by changed, id");
  });
  if (!rows) return rows.error();
  Json list = Json::array();
  for (const auto& row : *rows) {
    const auto record = record_from(row);
    if (!record) return record.error();
    list.push_back(to_json(*record));
  }
  return Json{{"permits", list}};
}

Result<Json> show_permit(Node& node, const identity::Caller& caller, const PermitId& id) {
  if (auto allowed = require_insider(caller); !allowed) return allowed.error();
  const auto record =
      node.database.read([&](store::Reader& reader) { return find_permit(reader, id); });
  if (!record) return record.error();
  return to_json(*record);
}

Result<Json> change_permit(Node& node,
                           const identity::Caller& caller,
                           const PermitId& id,
                           const Json& request) {
  Fields f(request, "");
  const auto act = f.text("act");
  const auto reason = f.text("reason");
  if (act != "suspend" && act != "resume" && act != "revoke") {
    f.fail("act", "suspend, resume or revoke is expected");
  }
  if (auto read = f.done(); !read) return read.error();
  const auto record =
      node.database.read([&](store::Reader& reader) { return find_permit(reader, id); });
  if (!record) return record.error();
  const char* event = act == "suspend" ? "suspended" : act == "resume" ? "resumed" : "revoked";
  const auto changed =
      act_on_case(node, caller, record->permit.application, {{"event", event}, {"reason", reason}});
  if (!changed) return changed.error();
  return show_permit(node, caller, id);
}

Result<void> issue_permit(Node& node, store::Transaction& tx, const Case& one) {
  const auto permit = permit_of_title(node, tx, one);
  if (!permit) return permit.error();
  const auto envelope =
      crypto::SignedDocument::sign(access::kPermitType, access::to_json(*permit), node.seal_key);
  if (auto saved =
          tx.run("insert into permits (id, application, requesting_node, envelope, state, changed)"
                 " values (?, ?, ?, ?, 'active', ?)",
                 permit->id, permit->application, permit->requesting_node,
                 canonical_text(envelope.envelope()), node.now());
      !saved) {
    return saved;
  }
  const auto logged = node.log.append(
      tx, node.entry(audit::Event::permit_issued, {{"permit", permit->id.text()},
                                                   {"application", permit->application.text()},
                                                   {"digest", envelope.digest()}}));
  if (!logged) return logged.error();
  return permit->predecessor ? replace(tx, *permit->predecessor, permit->id, node.now())
                             : Result<void>();
}

Result<void> follow_case(store::Transaction& tx, const Case& one) {
  if (!one.file.title) return {};
  const auto follow = [&](access::PermitState state, const std::string& reason) {
    return tx.run(
        "update permits set state = ?1, reason = ?2, changed = ?3"
        " where id = ?4 and (state != ?1 or reason != ?2)",
        access::code(state), reason, one.file.since, one.file.title->id);
  };
  switch (one.file.state) {
    case CaseState::suspended:
      return follow(access::PermitState::suspended,
                    procedure::last_said<procedure::Suspended>(one.file)->reason);
    case CaseState::revoked:
      return follow(access::PermitState::revoked,
                    procedure::last_said<procedure::Revoked>(one.file)->reason);
    case CaseState::expired:
    case CaseState::results_due:
    case CaseState::closed: return {};  // it ends by its own date, or stays revoked
    default: return follow(access::PermitState::active, "");
  }
}

}  // namespace passerelle::service
