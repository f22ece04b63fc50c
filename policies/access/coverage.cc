#include "policies/access/coverage.h"

#include <algorithm>
#include <array>

#include "node/base/error.h"
#include "policies/access/errors.h"
#include "policies/access/reading.h"

namespace passerelle::access {
namespace {

constexpr std::array<std::string_view, 4> kStates{"active", "suspended", "revoked", "superseded"};

std::string named(const Permit& permit) { return "permit " + permit.id.text(); }

Result<void> check_state(const PermitRecord& record) {
  const auto refuse = [&](AccessError error, const char* what) {
    return Error{error, named(record.permit) + " is " + what + " since " + to_text(record.since) +
                            ": " + record.reason};
  };
  switch (record.state) {
    case PermitState::active: return {};
    case PermitState::suspended: return refuse(AccessError::suspended, "suspended");
    case PermitState::revoked: return refuse(AccessError::revoked, "revoked");
    case PermitState::superseded: return refuse(AccessError::superseded, "replaced");
  }
  return Error{AccessError::invalid, named(record.permit) + " is in no known state"};
}

Result<void> check_time(const Permit& permit, Instant now) {
  if (now < permit.valid_from) {
    return Error{AccessError::not_yet_valid,
                 named(permit) + " is valid from " + to_text(permit.valid_from)};
  }
  if (now >= permit.valid_until) {
    return Error{AccessError::expired,
                 named(permit) + " was valid until " + to_text(permit.valid_until)};
  }
  return {};
}

Result<void> check_who(const Permit& permit, const Needs& needs) {
  if (std::ranges::find(permit.persons, needs.person, &Person::id) == permit.persons.end()) {
    return Error{AccessError::person_not_listed,
                 "person " + shown(needs.person) + " is not listed in " + named(permit)};
  }
  if (needs.peers.empty()) {
    return Error{AccessError::peer_not_covered, "the order names no node that takes part"};
  }
  for (const auto& peer : needs.peers) {
    if (std::ranges::find(permit.peers, peer) != permit.peers.end()) continue;
    return Error{AccessError::peer_not_covered,
                 "node " + shown(peer.text()) + " is not among the peers of " + named(permit)};
  }
  return {};
}

Result<void> check_what(const Permit& permit, const Needs& needs) {
  if (std::ranges::find(permit.purposes, needs.purpose) == permit.purposes.end()) {
    return Error{
        AccessError::purpose_not_covered,
        "purpose " + shown(purposes::code(needs.purpose)) + " is not covered by " + named(permit)};
  }
  if (needs.form != permit.form) {
    return Error{AccessError::form_not_covered, "the form " + shown(code(needs.form)) +
                                                    " is not covered by " + named(permit) +
                                                    ", which allows " + shown(code(permit.form))};
  }
  return {};
}

// Last of what is asked for: a study that wants more also has another digest, and what it wants
// more says more.
Result<void> check_study(const Permit& permit, const Needs& needs) {
  if (std::ranges::find(permit.study_digests, needs.study_digest) == permit.study_digests.end()) {
    return Error{AccessError::study_not_covered, "the study with digest " +
                                                     shown(needs.study_digest) +
                                                     " is not covered by " + named(permit)};
  }
  return {};
}

Result<void> check_data(const Permit& permit, const Needs& needs) {
  if (needs.variables.empty()) {
    return Error{AccessError::dataset_not_covered, "the study names no dataset of this node"};
  }
  for (const auto& [id, variables] : needs.variables) {
    const auto dataset = std::ranges::find(permit.datasets, id, &PermittedDataset::id);
    if (dataset == permit.datasets.end()) {
      return Error{AccessError::dataset_not_covered,
                   "dataset " + shown(id.text()) + " is not covered by " + named(permit)};
    }
    for (const auto& variable : variables) {
      if (std::ranges::find(dataset->variables, variable) != dataset->variables.end()) continue;
      return Error{AccessError::variable_not_covered, "variable " + shown(variable) +
                                                          " of dataset " + shown(id.text()) +
                                                          " is not covered by " + named(permit)};
    }
  }
  return {};
}

Result<void> check_runs(const Permit& permit, const Needs& needs) {
  if (needs.runs_so_far >= 0 && needs.runs_so_far < permit.runs_max) return {};
  return Error{AccessError::runs_exhausted, "all " + std::to_string(permit.runs_max) + " runs of " +
                                                named(permit) + " are used"};
}

Error impossible(const PermitRecord& record, const char* event) {
  return {
      AccessError::impossible_change,
      named(record.permit) + " is " + std::string(code(record.state)) + " and cannot be " + event};
}

Result<PermitRecord> change(PermitRecord record,
                            PermitState state,
                            std::string reason,
                            Instant now) {
  if (reason.find_first_not_of(" \t\r\n") == std::string::npos) {
    return Error{AccessError::reason_missing,
                 "a change of " + named(record.permit) + " gives its reason"};
  }
  record.state = state;
  record.reason = std::move(reason);
  record.since = now;
  return record;
}

}  // namespace

std::string_view code(PermitState state) { return kStates.at(static_cast<std::size_t>(state)); }

Result<PermitState> parse_permit_state(std::string_view wanted) {
  for (const auto state : {PermitState::active, PermitState::suspended, PermitState::revoked,
                           PermitState::superseded}) {
    if (code(state) == wanted) return state;
  }
  return Error{BaseError::malformed,
               shown(wanted) + " is none of: active, suspended, revoked, superseded"};
}

Error unknown_permit(const PermitId& id) {
  return {AccessError::unknown, "no permit " + shown(id.text()) + " for the calling node"};
}

Result<void> covers(const PermitRecord& record, const Needs& needs, Instant now) {
  const auto& permit = record.permit;
  // First of all: what belongs to another node does not exist for this one, in whatever state.
  if (permit.requesting_node != needs.requesting_node) return unknown_permit(permit.id);
  if (permit.issuer != needs.executing_node) {
    return Error{AccessError::wrong_node, named(permit) + " was issued by node " +
                                              shown(permit.issuer.text()) + ", not by " +
                                              shown(needs.executing_node.text())};
  }
  if (auto checked = check_state(record); !checked) return checked;
  if (auto checked = check_time(permit, now); !checked) return checked;
  if (auto checked = check_who(permit, needs); !checked) return checked;
  if (auto checked = check_what(permit, needs); !checked) return checked;
  if (auto checked = check_data(permit, needs); !checked) return checked;
  if (auto checked = check_study(permit, needs); !checked) return checked;
  return check_runs(permit, needs);
}

Result<PermitRecord> suspend(PermitRecord record, std::string reason, Instant now) {
  if (record.state != PermitState::active) return impossible(record, "suspended");
  return change(std::move(record), PermitState::suspended, std::move(reason), now);
}

Result<PermitRecord> resume(PermitRecord record, std::string reason, Instant now) {
  if (record.state != PermitState::suspended) return impossible(record, "resumed");
  return change(std::move(record), PermitState::active, std::move(reason), now);
}

Result<PermitRecord> revoke(PermitRecord record, std::string reason, Instant now) {
  if (record.state == PermitState::revoked || record.state == PermitState::superseded) {
    return impossible(record, "revoked");
  }
  return change(std::move(record), PermitState::revoked, std::move(reason), now);
}

Result<PermitRecord> supersede(PermitRecord record, const PermitId& successor, Instant now) {
  if (record.state == PermitState::revoked || record.state == PermitState::superseded) {
    return impossible(record, "replaced");
  }
  return change(std::move(record), PermitState::superseded, "by permit " + successor.text(), now);
}

}  // namespace passerelle::access
