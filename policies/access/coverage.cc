#include "policies/access/coverage.h"

#include <algorithm>
#include <array>

#include "node/base/error.h"
#include "policies/access/errors.h"
#include "policies/access/permit_status.h"
#include "policies/access/reading.h"

namespace passerelle::access {
namespace {

constexpr std::array<std::string_view, 4> kPermitStates{"active", "suspended", "revoked",
                                                        "superseded"};

std::string named(const Permit& permit) { return "permit " + permit.id.text(); }

// Says whether every element of `wanted` is among the allowed ones.
bool are_among(const std::set<std::string>& wanted, const std::vector<std::string>& allowed) {
  return std::ranges::all_of(
      wanted, [&](const auto& one) { return std::ranges::find(allowed, one) != allowed.end(); });
}

Result<void> check_person(const Permit& permit, const Needs& needs) {
  const auto person = std::ranges::find(permit.persons, needs.person, &PermittedPerson::id);
  if (person == permit.persons.end()) {
    return Error{AccessError::person_not_listed,
                 "person " + shown(needs.person) + " is not listed in " + named(permit)};
  }
  if (needs.assurance < person->assurance) {
    return Error{AccessError::assurance_too_low,
                 named(permit) + " wants person " + shown(needs.person) + " known with assurance " +
                     shown(code(person->assurance)) + ", and it is " +
                     shown(code(needs.assurance))};
  }
  return {};
}

Result<void> check_nodes(const Permit& permit, const Needs& needs) {
  if (needs.peers.empty()) {
    return Error{AccessError::peer_not_covered, "the order names no node that takes part"};
  }
  for (const auto& peer : needs.peers) {
    if (std::ranges::find(permit.peers, peer) != permit.peers.end()) continue;
    return Error{AccessError::peer_not_covered,
                 "node " + shown(peer.text()) + " is not among the peers of " + named(permit)};
  }
  const auto takes_part = [&](const NodeId& node) {
    return node == needs.requesting_node ||
           std::ranges::find(needs.peers, node) != needs.peers.end();
  };
  for (const auto& [node, allowed] : permit.pins) {
    if (!takes_part(node)) continue;
    const auto known = needs.pins.find(node);
    const bool is_covered =
        known != needs.pins.end() && !known->second.empty() && are_among(known->second, allowed);
    if (is_covered) continue;
    return Error{AccessError::certificate_not_covered,
                 "the certificate of node " + shown(node.text()) + " is not one that " +
                     named(permit) + " names"};
  }
  return {};
}

Result<void> check_place(const Permit& permit, const Needs& needs) {
  if (needs.storage_country != permit.place.country) {
    return Error{AccessError::place_not_covered, "the data lie in " + shown(needs.storage_country) +
                                                     ", and " + named(permit) + " says " +
                                                     shown(permit.place.country)};
  }
  if (is_third_country(needs.requesting_country) && !permit.place.allows_third_country) {
    return Error{AccessError::third_country_not_covered,
                 "an answer would leave the Union and the EEA for " +
                     shown(needs.requesting_country) + ", which is not covered by " +
                     named(permit)};
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
  if (std::ranges::find(permit.output.file_types, needs.file_type) ==
      permit.output.file_types.end()) {
    return Error{AccessError::file_type_not_covered, "a file of type " + shown(needs.file_type) +
                                                         " is not covered by " + named(permit)};
  }
  return {};
}

Result<void> check_dataset(const Permit& permit,
                           const PermittedDataset& dataset,
                           const DatasetNeed& need) {
  const auto of_dataset = " of dataset " + shown(dataset.id.text());
  for (const auto& variable : need.variables) {
    if (std::ranges::find(dataset.variables, variable) != dataset.variables.end()) continue;
    return Error{AccessError::variable_not_covered, "variable " + shown(variable) + of_dataset +
                                                        " is not covered by " + named(permit)};
  }
  if (dataset.version && need.version != *dataset.version) {
    return Error{AccessError::version_not_covered, "version " + shown(need.version) + of_dataset +
                                                       " is not covered by " + named(permit)};
  }
  return {};
}

// Wherever rows are selected every condition is made; a study that selects none makes none.
Result<void> check_rows(const Permit& permit,
                        const PermittedDataset& dataset,
                        const DatasetNeed& need) {
  for (const auto& condition : dataset.demanded()) {
    const bool is_made =
        !need.selections.empty() && std::ranges::all_of(need.selections, [&](const auto& made) {
          return made.contains(condition);
        });
    if (is_made) continue;
    return Error{AccessError::rows_not_covered,
                 "a cohort, or a kind of events, does not make the condition " + condition +
                     " that " + named(permit) + " sets for dataset " + shown(dataset.id.text())};
  }
  return {};
}

Result<void> check_data(const Permit& permit, const Needs& needs) {
  if (needs.datasets.empty()) {
    return Error{AccessError::dataset_not_covered, "the study names no dataset of this node"};
  }
  for (const auto& [id, need] : needs.datasets) {
    const auto dataset = std::ranges::find(permit.datasets, id, &PermittedDataset::id);
    if (dataset == permit.datasets.end()) {
      return Error{AccessError::dataset_not_covered,
                   "dataset " + shown(id.text()) + " is not covered by " + named(permit)};
    }
    if (auto checked = check_dataset(permit, *dataset, need); !checked) return checked;
    if (auto checked = check_rows(permit, *dataset, need); !checked) return checked;
  }
  return {};
}

Result<void> check_linkage(const Permit& permit, const Needs& needs) {
  for (const auto& id : needs.linked) {
    if (std::ranges::find(permit.linkage, id) != permit.linkage.end()) continue;
    return Error{AccessError::linkage_not_covered,
                 "linking dataset " + shown(id.text()) + " is not covered by " + named(permit)};
  }
  for (const auto& own : needs.own_datasets) {
    if (std::ranges::find(permit.own_datasets, own) != permit.own_datasets.end()) continue;
    return Error{AccessError::own_dataset_not_covered,
                 "data of the user, " + shown(own) + ", are not covered by " + named(permit)};
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

Result<void> check_runs(const Permit& permit, const Needs& needs) {
  if (needs.runs_so_far < 0 || needs.runs_so_far >= permit.runs_max) {
    return Error{AccessError::runs_exhausted, "all " + std::to_string(permit.runs_max) +
                                                  " runs of " + named(permit) + " are used"};
  }
  if (needs.runs_under_way < 0 || needs.runs_under_way >= permit.concurrency) {
    return Error{AccessError::too_many_at_once, "of " + named(permit) + ", " +
                                                    std::to_string(permit.concurrency) +
                                                    " runs at once are allowed"};
  }
  return {};
}

}  // namespace

std::string_view code(PermitState state) {
  return kPermitStates.at(static_cast<std::size_t>(state));
}

Result<PermitState> parse_permit_state(std::string_view code) {
  return parse_code<PermitState>(kPermitStates, code);
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
  if (auto checked = in_force(record, now); !checked) return checked;
  for (const auto check : {check_person, check_nodes, check_place, check_what, check_data,
                           check_linkage, check_study, check_runs}) {
    if (auto checked = check(permit, needs); !checked) return checked;
  }
  return {};
}

Result<void> in_force(const PermitRecord& record, Instant now) {
  return in_force(standing_of(record), now);
}

Result<PermitRecord> supersede(PermitRecord record, const PermitId& successor, Instant now) {
  if (record.state == PermitState::revoked || record.state == PermitState::superseded) {
    return Error{AccessError::impossible_change, named(record.permit) + " is " +
                                                     std::string(code(record.state)) +
                                                     " and cannot be replaced"};
  }
  record.state = PermitState::superseded;
  record.reason = "by permit " + successor.text();
  record.since = now;
  return record;
}

}  // namespace passerelle::access
