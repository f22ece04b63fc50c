#include "node/service/access/permit_status.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "node/crypto/signed_document.h"
#include "node/identity/errors.h"
#include "node/service/access/permits.h"
#include "node/service/callers.h"
#include "policies/access/errors.h"

namespace passerelle::service {
namespace {

using access::HeardStanding;
using access::PermitStanding;
using access::PermitStatus;

// How long a permit is told of after its end, so that who asks late hears why.
constexpr std::chrono::days kToldAfterEnd{30};
constexpr std::chrono::seconds kStatusDeadline{5};
// An issuer is asked so many times before its word is too old.
constexpr int kAskedPerAge = 8;

// Of: state, reason, since, valid_from, valid_until, said_at, next_update.
Result<HeardStanding> heard_from(const Node& node, const PermitId& permit, const store::Row& row) {
  const auto state = access::parse_permit_state(row.text(0));
  if (!state) return state.error();
  std::array<Instant, 5> times;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const auto time = row.instant(2 + i);
    if (!time) return time.error();
    times[i] = *time;
  }
  const auto& [since, valid_from, valid_until, said_at, next_update] = times;
  return HeardStanding{{permit, *state, row.text(1), since, valid_from, valid_until},
                       said_at,
                       access::good_until(said_at, next_update, node.config.permit_status_age)};
}

Result<std::optional<HeardStanding>> find_heard(const Node& node,
                                                store::Reader& reader,
                                                const NodeId& issuer,
                                                const PermitId& permit) {
  const auto row = reader.query_one(
      "select state, reason, since, valid_from, valid_until, said_at, next_update"
      " from heard_permits where issuer = ? and permit = ?",
      issuer, permit);
  if (!row) return row.error();
  if (!*row) return std::optional<HeardStanding>();
  auto heard = heard_from(node, permit, **row);
  if (!heard) return heard.error();
  return std::optional(*std::move(heard));
}

// Keeps a word, unless what is known is newer, and logs what it changes.
Result<void> keep_word(Node& node,
                       store::Transaction& tx,
                       const NodeId& issuer,
                       const PermitStanding& standing,
                       Instant said_at,
                       Instant next_update) {
  const auto before = find_heard(node, tx, issuer, standing.permit);
  if (!before) return before.error();
  if (*before && (*before)->said_at > said_at) return {};
  const auto state = access::code(standing.state);
  if (auto kept =
          tx.run("insert or replace into heard_permits (issuer, permit, state, reason, since,"
                 " valid_from, valid_until, said_at, next_update) values (?, ?, ?, ?, ?, ?, ?, ?,"
                 " ?)",
                 issuer, standing.permit, state, standing.reason, standing.since,
                 standing.valid_from, standing.valid_until, said_at, next_update);
      !kept) {
    return kept;
  }
  if (*before && (*before)->standing.state == standing.state) return {};
  const auto logged = node.log.append(
      tx,
      node.entry(audit::Event::permit_state_heard,
                 {{"node", issuer.text()}, {"permit", standing.permit.text()}, {"state", state}}));
  return logged ? Result<void>() : logged.error();
}

// Forgets the permits that a document no longer names: they are not known to be in force.
Result<void> forget_unnamed(Node& node, store::Transaction& tx, const PermitStatus& status) {
  const auto rows = tx.query("select permit from heard_permits where issuer = ? and said_at <= ?",
                             status.issuer, status.issued_at);
  if (!rows) return rows.error();
  for (const auto& row : *rows) {
    const PermitId permit(row.text(0));
    if (std::ranges::find(status.permits, permit, &PermitStanding::permit) !=
        status.permits.end()) {
      continue;
    }
    const auto forgotten =
        tx.run("delete from heard_permits where issuer = ? and permit = ?", status.issuer, permit);
    if (!forgotten) return forgotten;
    const auto logged = node.log.append(
        tx, node.entry(audit::Event::permit_state_heard, {{"node", status.issuer.text()},
                                                          {"permit", permit.text()},
                                                          {"state", "not_named"}}));
    if (!logged) return logged.error();
  }
  return {};
}

// When the document that is known of an issuer was issued.
Result<std::optional<Instant>> spoke_at(store::Reader& reader, const NodeId& issuer) {
  const auto row = reader.query_one("select issued_at from permit_status where issuer = ?", issuer);
  if (!row) return row.error();
  if (!*row) return std::optional<Instant>();
  const auto time = (*row)->instant(0);
  if (!time) return time.error();
  return std::optional(*time);
}

// Logs why an issuer is not believed; not again as long as it is for the same reason, for it is
// asked again soon.
Result<void> note_refusal(Node& node, const NodeId& issuer, const std::string& reason) {
  return node.commit([&](store::Transaction& tx) -> Result<void> {
    auto kept = tx.run(
        "insert into permit_status_refusals (issuer, reason) values (?1, ?2)"
        " on conflict (issuer) do update set reason = ?2 where reason != ?2",
        issuer, reason);
    if (!kept || tx.changed_rows() == 0) return kept;
    const auto logged =
        node.log.append(tx, node.entry(audit::Event::permit_status_refused,
                                       {{"node", issuer.text()}, {"reason", reason}}));
    return logged ? kept : logged.error();
  });
}

Result<void> keep_status(Node& node,
                         store::Transaction& tx,
                         const PermitStatus& status,
                         const std::string& document) {
  const auto known = spoke_at(tx, status.issuer);
  if (!known) return known.error();
  if (*known && status.issued_at < **known) {
    return Error{access::AccessError::status_older,
                 status.issuer.text() + " gave what it said at " + to_text(status.issued_at) +
                     ", after what it said at " + to_text(**known)};
  }
  auto kept =
      tx.run("insert or replace into permit_status (issuer, issued_at, document) values (?, ?, ?)",
             status.issuer, status.issued_at, document);
  if (kept) kept = tx.run("delete from permit_status_refusals where issuer = ?", status.issuer);
  if (kept) kept = forget_unnamed(node, tx, status);
  for (const auto& standing : status.permits) {
    if (!kept) break;
    kept = keep_word(node, tx, status.issuer, standing, status.issued_at, status.next_update);
  }
  return kept;
}

Result<PermitStatus> read_status(Node& node, const NodeId& issuer, const std::string& document) {
  const auto list = node.trust.current(node.now());
  if (!list) return list.error();
  const auto* entry = (*list)->find(issuer);
  if (entry == nullptr) {
    return Error{identity::IdentityError::unknown_node,
                 "the trust list names no node " + issuer.text()};
  }
  const auto envelope = parse_json(document);
  if (!envelope) return envelope.error();
  const auto body =
      crypto::SignedDocument::open(*envelope, access::kPermitStatusType, entry->seal_key);
  if (!body) return body.error();
  auto status = access::permit_status_from_json(*body);
  if (!status) return status;
  if (auto meant = access::require_meant_for(*status, issuer, node.id(), node.now()); !meant) {
    return meant.error();
  }
  return status;
}

// The issuers of permits that have not ended: those who have not spoken for a while, or not of a
// permit that they gave.
Result<std::set<NodeId>> issuers_to_ask(const Node& node, store::Reader& reader) {
  const auto now = node.now();
  const auto rows = reader.query(
      "with held (node, permit, valid_until) as materialized ("
      "  select node, json_extract(view, '$.permit.body.id'),"
      "   json_extract(view, '$.permit.body.valid_until')"
      "  from application_parts where iif(view = '', 0, json_type(view, '$.permit') is not null))"
      " select distinct node from held left join permit_status on issuer = node"
      " where valid_until > ?1 and (issued_at is null or issued_at <= ?2 or not exists"
      "  (select 1 from heard_permits h where h.issuer = node and h.permit = held.permit))",
      now, now - node.config.permit_status_age / kAskedPerAge);
  if (!rows) return rows.error();
  std::set<NodeId> issuers;
  for (const auto& row : *rows) issuers.emplace(row.text(0));
  return issuers;
}

}  // namespace

Result<Json> tell_permit_status(Node& node, const identity::Caller& caller) {
  const auto peer = require_peer(caller);
  if (!peer) return peer.error();
  const auto now = node.now();
  const auto records = node.database.read([&](store::Reader& reader) {
    return permits_that_concern(reader, peer->id(), now - kToldAfterEnd);
  });
  if (!records) return records.error();
  PermitStatus status{node.id(), peer->id(), now, now + node.config.permit_status_age, {}};
  for (const auto& record : *records) {
    auto standing = access::standing_of(record);
    if (record.permit.requesting_node != peer->id()) standing.reason.clear();
    status.permits.push_back(std::move(standing));
  }
  return crypto::SignedDocument::sign(access::kPermitStatusType, access::to_json(status),
                                      node.seal_key)
      .envelope();
}

Result<void> take_permit_status(Node& node, const NodeId& issuer, const std::string& document) {
  const auto status = read_status(node, issuer, document);
  const auto taken = status ? node.commit([&](store::Transaction& tx) {
    return keep_status(node, tx, *status, document);
  })
                            : Result<void>(status.error());
  if (taken) return taken;
  const auto noted = note_refusal(node, issuer, taken.error().name());
  return noted ? taken : noted;
}

Result<void> hear_of_permit(Node& node,
                            store::Transaction& tx,
                            const NodeId& issuer,
                            const PermitStanding& standing,
                            Instant said_at) {
  const auto told = spoke_at(tx, issuer);
  if (!told) return told.error();
  if (*told && **told > said_at) return {};
  // A message does not say when its sender speaks next. A clock that is ahead gains nothing.
  const auto kept =
      keep_word(node, tx, issuer, standing, std::min(said_at, node.now()), standing.valid_until);
  // The driver looks when this transaction is over.
  if (const auto driver = node.driver(); kept && driver) (*driver)->look_at_titles();
  return kept;
}

Result<void> titles_hold(const Node& node, store::Reader& reader, const federation::Run& run) {
  for (const auto& [issuer, permit] : run.participants) {
    const auto heard = find_heard(node, reader, issuer, permit);
    if (!heard) return heard.error();
    auto known = access::known_in_force(*heard, issuer, permit, node.now());
    if (!known) return known;
  }
  return {};
}

void refresh_permit_status(Node& node) {
  const auto peers = node.peers();
  const auto driver = node.driver();
  if (!peers || !driver) return;
  const auto issuers =
      node.database.read([&](store::Reader& reader) { return issuers_to_ask(node, reader); });
  if (!issuers) return spdlog::error("permits_not_asked_for: {}", issuers.error().text());
  const auto answers =
      (*peers)->ask_each(*issuers, federation::permit_status_request(), kStatusDeadline);
  for (const auto& [issuer, answer] : answers) {
    const auto taken =
        answer ? take_permit_status(node, issuer, answer->body) : Result<void>(answer.error());
    if (!taken)
      spdlog::warn("permit_status_not_heard: {}: {}", issuer.text(), taken.error().text());
  }
  (*driver)->look_at_titles();
}

}  // namespace passerelle::service
