#include "node/service/access/cases.h"

#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/crypto/random.h"
#include "node/crypto/signed_document.h"
#include "node/service/callers.h"
#include "node/service/catalogue/records.h"
#include "node/service/errors.h"
#include "policies/form/check.h"

namespace passerelle::service {
namespace {

using access::CountryCase;
using access::PermitRecord;
using identity::Role;

Result<CountryCase> find_case(store::Reader& reader, const ApplicationId& id) {
  const auto row = reader.query_one("select body from cases where application = ?", id);
  if (!row) return row.error();
  if (!*row) return Error{ServiceError::not_found, "there is no case " + id.text()};
  const auto body = parse_json((*row)->text(0));
  if (!body) return body.error();
  return access::case_from_json(*body);
}

Result<void> save_case(store::Transaction& tx, const CountryCase& one) {
  return tx.run(
      "insert into cases (application, requesting_node, state, since, body) values (?, ?, ?, ?, ?)"
      " on conflict (application) do update set state = excluded.state, since = excluded.since,"
      " body = excluded.body",
      one.application.id, one.application.requesting_node, access::code(one.state), one.since,
      canonical_text(access::to_json(one)));
}

// The envelope is kept as issued; what has happened since stands beside it.
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

Result<Json> permit_of_case(store::Reader& reader, const ApplicationId& id) {
  const auto row = reader.query_one("select envelope from permits where application = ?", id);
  if (!row) return row.error();
  return *row ? parse_json((*row)->text(0)) : Result<Json>(Json());
}

Result<void> save_grant(Node& node, store::Transaction& tx, const CountryCase& granted) {
  const PermitId id(node.id().text() + "-" + crypto::random_id());
  const auto permit =
      access::issue(granted, {node.id(), node.config.name, node.rules.min_cell}, id);
  if (!permit) return permit.error();
  const auto envelope =
      crypto::SignedDocument::sign(access::kPermitType, access::to_json(*permit), node.seal_key);
  if (auto saved =
          tx.run("insert into permits (id, application, requesting_node, envelope, state, changed)"
                 " values (?, ?, ?, ?, 'active', ?)",
                 id, permit->application, permit->requesting_node,
                 canonical_text(envelope.envelope()), node.now());
      !saved) {
    return saved;
  }
  const auto logged = node.log.append(
      tx, node.entry(audit::Event::permit_issued, {{"permit", id.text()},
                                                   {"application", permit->application.text()},
                                                   {"digest", envelope.digest()}}));
  if (!logged) return logged.error();
  return {};
}

}  // namespace

Result<Json> receive_application(Node& node, const identity::Caller& caller, const Json& envelope) {
  const auto peer = require_peer(caller);
  if (!peer) return peer.error();
  const auto document = crypto::SignedDocument::parse(envelope, access::kApplicationType);
  if (!document) return document.error();
  const auto body = document->verify(peer->entry().seal_key);
  if (!body) return body.error();
  const auto application = access::application_from_json(*body);
  if (!application) return application.error();
  if (application->requesting_node != peer->id()) {
    return Error{ServiceError::not_allowed, "the application names another requesting node"};
  }
  // The requesting node has checked it too, but this body decides on what it can vouch for.
  if (auto complete = form::require_complete(form::current_form(), *body); !complete) {
    return complete.error();
  }
  const auto opened = access::open_case(*application, node.id(), node.now());
  if (!opened) return opened.error();
  const auto known =
      node.database.read([&](store::Reader& reader) { return find_case(reader, application->id); });
  if (known) {
    if (known->application == opened->application) {
      return Json{{"application", application->id.text()}, {"state", access::code(known->state)}};
    }
    return Error{ServiceError::conflict, "another application with that id is here already"};
  }
  const auto saved = node.commit(
      audit::Event::application_received,
      {{"application", application->id.text()},
       {"node", peer->id().text()},
       {"digest", access::digest(*application)}},
      [&](store::Transaction& tx) -> Result<void> {
        if (auto ruled = require_orderable(node, tx, datasets_of(*application)); !ruled) {
          return ruled;
        }
        return save_case(tx, *opened);
      });
  if (!saved) return saved.error();
  return Json{{"application", application->id.text()}, {"state", access::code(opened->state)}};
}

Result<Json> tell_decision(Node& node, const identity::Caller& caller, const ApplicationId& id) {
  const auto peer = require_peer(caller);
  if (!peer) return peer.error();
  return node.database.read([&](store::Reader& reader) -> Result<Json> {
    const auto one = find_case(reader, id);
    if (!one) return one.error();
    // Somebody else's case is no case.
    if (one->application.requesting_node != peer->id()) {
      return Error{ServiceError::not_found, "there is no case " + id.text()};
    }
    Json answer = {{"application", id.text()}, {"state", access::code(one->state)}};
    if (one->decision && !one->decision->reason.empty()) answer["reason"] = one->decision->reason;
    const auto permit = permit_of_case(reader, id);
    if (!permit) return permit.error();
    if (!permit->is_null()) {
      answer["permit"] = *permit;
      const auto record = find_permit(reader, PermitId(permit->at("body").at("id")));
      if (!record) return record.error();
      if (record->state != access::PermitState::active) {
        answer["state"] = access::code(record->state);
        answer["reason"] = record->reason;
      }
    }
    return answer;
  });
}

Result<Json> list_cases(Node& node, const identity::Caller& caller) {
  if (auto user = require_role(caller, Role::decider); !user) return user.error();
  const auto rows = node.database.read([](store::Reader& reader) {
    return reader.query(
        "select application, requesting_node, state, since from cases order by since, application");
  });
  if (!rows) return rows.error();
  Json list = Json::array();
  for (const auto& row : *rows) {
    list.push_back({{"application", row.text(0)},
                    {"requesting_node", row.text(1)},
                    {"state", row.text(2)},
                    {"since", row.text(3)}});
  }
  return Json{{"cases", list}};
}

Result<Json> show_case(Node& node, const identity::Caller& caller, const ApplicationId& id) {
  if (auto user = require_role(caller, Role::decider); !user) return user.error();
  const auto one = node.database.read([&](store::Reader& reader) { return find_case(reader, id); });
  if (!one) return one.error();
  return access::to_json(*one);
}

Result<Json> decide_case(Node& node,
                         const identity::Caller& caller,
                         const ApplicationId& id,
                         const Json& request) {
  const auto user = require_role(caller, Role::decider);
  if (!user) return user.error();
  // The decider and the time are who is logged in and now, never what the request says.
  Json written = request;
  if (written.is_object()) {
    written["application"] = id.text();
    written["decider"] = user->name().text();
    written["at"] = to_text(node.now());
  }
  const auto decision = access::decision_from_json(written);
  if (!decision) return decision.error();
  const bool is_grant = decision->outcome == access::Outcome::grant;
  const auto saved = node.commit(
      audit::Event::decision_made,
      {{"application", id.text()},
       {"outcome", access::code(decision->outcome)},
       {"decider", user->name().text()},
       {"digest", access::digest(*decision)}},
      [&](store::Transaction& tx) -> Result<void> {
        const auto open = find_case(tx, id);
        if (!open) return open.error();
        const auto decided = access::decide(*open, *decision);
        if (!decided) return decided.error();
        if (is_grant) {
          const auto ruled = require_orderable(node, tx, datasets_of(open->application));
          if (!ruled) return ruled.error();
        }
        if (auto kept = save_case(tx, *decided); !kept) return kept;
        return is_grant ? save_grant(node, tx, *decided) : Result<void>();
      });
  if (!saved) return saved.error();
  return node.database.read([&](store::Reader& reader) -> Result<Json> {
    const auto permit = permit_of_case(reader, id);
    if (!permit) return permit.error();
    Json answer = {{"application", id.text()}, {"outcome", access::code(decision->outcome)}};
    if (!permit->is_null()) answer["permit"] = *permit;
    return answer;
  });
}

Result<access::PermitRecord> find_permit(store::Reader& reader, const PermitId& id) {
  const auto row =
      reader.query_one("select envelope, state, reason, changed from permits where id = ?", id);
  if (!row) return row.error();
  if (!*row) return access::unknown_permit(id);
  return record_from(**row);
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
  const auto user = require_role(caller, Role::decider);
  if (!user) return user.error();
  Fields f(request, "");
  const auto act = f.text("act");
  const auto reason = f.text("reason");
  if (act != "suspend" && act != "resume" && act != "revoke") {
    f.fail("act", "suspend, resume or revoke is expected");
  }
  if (auto read = f.done(); !read) return read.error();
  const auto event = act == "suspend"  ? audit::Event::permit_suspended
                     : act == "resume" ? audit::Event::permit_resumed
                                       : audit::Event::permit_revoked;
  const auto change = act == "suspend"  ? access::suspend
                      : act == "resume" ? access::resume
                                        : access::revoke;
  const auto changed =
      node.commit(event, {{"permit", id.text()}, {"user", user->name().text()}, {"reason", reason}},
                  [&](store::Transaction& tx) -> Result<PermitRecord> {
                    auto record = find_permit(tx, id);
                    if (!record) return record.error();
                    auto next = change(*std::move(record), reason, node.now());
                    if (!next) return next.error();
                    if (auto saved = tx.run(
                            "update permits set state = ?, reason = ?, changed = ? where id = ?",
                            access::code(next->state), next->reason, next->since, id);
                        !saved) {
                      return saved.error();
                    }
                    return next;
                  });
  if (!changed) return changed.error();
  return to_json(*changed);
}

}  // namespace passerelle::service
