#include "policies/access/permit_status.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "policies/access/errors.h"
#include "policies/access/reading.h"

namespace passerelle::access {
namespace {

std::string named(const PermitStanding& standing) { return "permit " + standing.permit.text(); }

Result<void> check_state(const PermitStanding& standing) {
  const auto refuse = [&](AccessError error, const char* what) {
    return Error{error, named(standing) + " is " + what + " since " + to_text(standing.since) +
                            (standing.reason.empty() ? "" : ": " + standing.reason)};
  };
  switch (standing.state) {
    case PermitState::active: return {};
    case PermitState::suspended: return refuse(AccessError::suspended, "suspended");
    case PermitState::revoked: return refuse(AccessError::revoked, "revoked");
    case PermitState::superseded: return refuse(AccessError::superseded, "replaced");
  }
  return Error{AccessError::invalid, named(standing) + " is in no known state"};
}

PermitStanding read_standing(Fields& fields, const Json& item, const std::string& path) {
  Fields f(item, path);
  PermitStanding standing;
  standing.permit = PermitId(f.text("id"));
  standing.state = read_code(f, "state", parse_permit_state);
  standing.reason = f.text_or("reason", "");
  standing.since = f.instant("since");
  standing.valid_from = f.instant("valid_from");
  standing.valid_until = f.instant("valid_until");
  if (!f.failed() && !is_identifier(standing.permit.text())) f.fail("id", "no id of a permit");
  if (!f.failed() && standing.reason.size() > kMaximumTextBytes) f.fail("reason", "too long");
  if (auto read = f.done(); !read) fields.fail(read.error());
  return standing;
}

Json to_json(const PermitStanding& standing) {
  Json item = {{"id", standing.permit.text()},
               {"state", code(standing.state)},
               {"since", to_text(standing.since)},
               {"valid_from", to_text(standing.valid_from)},
               {"valid_until", to_text(standing.valid_until)}};
  if (!standing.reason.empty()) item["reason"] = standing.reason;
  return item;
}

std::string seconds_between(Instant from, Instant to) {
  return std::to_string(std::chrono::floor<std::chrono::seconds>(to - from).count()) + " s";
}

}  // namespace

PermitStanding standing_of(const PermitRecord& record) {
  return {
      record.permit.id,         record.state, record.reason, record.since, record.permit.valid_from,
      record.permit.valid_until};
}

Result<void> in_force(const PermitStanding& standing, Instant now) {
  if (auto checked = check_state(standing); !checked) return checked;
  if (now < standing.valid_from) {
    return Error{AccessError::not_yet_valid,
                 named(standing) + " is valid from " + to_text(standing.valid_from)};
  }
  if (now >= standing.valid_until) {
    return Error{AccessError::expired,
                 named(standing) + " was valid until " + to_text(standing.valid_until)};
  }
  return {};
}

Result<PermitStatus> permit_status_from_json(const Json& body) {
  Fields f(body, "");
  PermitStatus status;
  status.issuer = NodeId(f.text("issuer"));
  status.recipient = NodeId(f.text("recipient"));
  status.issued_at = f.instant("issued_at");
  status.next_update = f.instant("next_update");
  if (!f.failed() && status.next_update <= status.issued_at) {
    f.fail("next_update", "it comes after issued_at");
  }
  read_each(f, "permits", [&](const Json& item, const std::string& path) {
    auto standing = read_standing(f, item, path);
    if (!status.permits.empty() && standing.permit <= status.permits.back().permit) {
      f.fail("permits", "permits are listed once, by id");
    }
    status.permits.push_back(std::move(standing));
  });
  if (auto read = f.done(); !read) return read.error();
  return status;
}

Json to_json(const PermitStatus& status) {
  Json permits = Json::array();
  for (const auto& standing : status.permits) permits.push_back(to_json(standing));
  return {{"issuer", status.issuer.text()},
          {"recipient", status.recipient.text()},
          {"issued_at", to_text(status.issued_at)},
          {"next_update", to_text(status.next_update)},
          {"permits", permits}};
}

Result<void> require_meant_for(const PermitStatus& status,
                               const NodeId& issuer,
                               const NodeId& recipient,
                               Instant now) {
  if (status.issuer != issuer || status.recipient != recipient) {
    return Error{AccessError::status_misdirected, issuer.text() + " gave what " +
                                                      shown(status.issuer.text()) + " says to " +
                                                      shown(status.recipient.text())};
  }
  if (status.issued_at > now + kClockTolerance) {
    return Error{AccessError::status_ahead,
                 issuer.text() + " speaks from the future: " + to_text(status.issued_at)};
  }
  return {};
}

Instant good_until(Instant said_at, Instant next_update, std::chrono::seconds age) {
  return std::min(said_at + age, next_update);
}

Result<void> known_in_force(const std::optional<HeardStanding>& heard,
                            const NodeId& issuer,
                            const PermitId& permit,
                            Instant now) {
  if (!heard) {
    return Error{AccessError::unknown,
                 issuer.text() + " does not say that it has a permit " + permit.text()};
  }
  auto checked = in_force(heard->standing, now);
  if (!checked) {
    return Error{checked.error().code, issuer.text() + ": " + checked.error().detail};
  }
  if (now < heard->good_until) return {};
  return Error{AccessError::status_too_old,
               issuer.text() + " has said nothing of permit " + permit.text() + " since " +
                   to_text(heard->said_at) + ", " + seconds_between(heard->said_at, now) +
                   " ago; that word was good for " +
                   seconds_between(heard->said_at, heard->good_until)};
}

}  // namespace passerelle::access
