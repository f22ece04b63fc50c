// What holds for every permit, however it was made.
#include "policies/access/permit.h"

#include <algorithm>

#include "policies/access/duration.h"
#include "policies/access/errors.h"
#include "policies/access/reading.h"

namespace passerelle::access {
namespace {

constexpr Instant kLatestEnd = std::chrono::sys_days(std::chrono::year(9900) / 1 / 1);

Error invalid(std::string why) { return {AccessError::invalid, std::move(why)}; }

Result<void> check_scope(const Permit& permit) {
  if (permit.purposes.empty()) return invalid("a permit names a purpose");
  if (permit.datasets.empty()) return invalid("a permit names a dataset");
  if (permit.study_digests.empty()) return invalid("a permit names a study");
  if (permit.peers.empty()) return invalid("a permit names the nodes that take part");
  if (const auto fault = fault_of(permit.datasets)) return invalid(*fault);
  if (!std::ranges::all_of(permit.study_digests, is_digest)) {
    return invalid("a study's digest is not 64 lower-case hex characters");
  }
  for (const auto& id : permit.linkage) {
    if (std::ranges::find(permit.datasets, id, &PermittedDataset::id) == permit.datasets.end()) {
      return invalid(id.text() + " may be linked but not read");
    }
  }
  for (const auto& [node, pins] : permit.pins) {
    const bool takes_part = node == permit.requesting_node ||
                            std::ranges::find(permit.peers, node) != permit.peers.end();
    if (!takes_part) return invalid("certificates of " + node.text() + ", which takes no part");
  }
  return {};
}

Result<void> check_persons(const Permit& permit) {
  for (const auto& person : permit.persons) {
    if (!is_account_of(person.id, permit.requesting_node)) {
      return invalid(shown(person.id) + " is no account of the requesting node");
    }
  }
  if (std::ranges::none_of(permit.persons, &PermittedPerson::is_principal_investigator)) {
    return invalid("a permit names the principal investigator (Art. 68(10)(d))");
  }
  return {};
}

// Every number has a least value above zero: zero would read as "no rule".
Result<void> check_limits(const Permit& permit) {
  const auto renewed = permit.is_renewal ? Renewed::yes : Renewed::no;
  if (auto fault = fault_of_period(permit.valid_from, permit.valid_until, renewed)) {
    return invalid(*std::move(fault));
  }
  // Years are written with four digits, and a renewal adds ten and some months.
  if (permit.valid_until > kLatestEnd) return invalid("valid_until is too far away");
  if (permit.version < 1) return invalid("the version is at least 1");
  if ((permit.version > 1) != permit.predecessor.has_value()) {
    return invalid("a permit after the first version, and only that, has a predecessor");
  }
  if (permit.predecessor == permit.id) return invalid("a permit does not replace itself");
  if (permit.is_renewal && !permit.predecessor) return invalid("a renewal has a predecessor");
  if (permit.delete_by > shifted(permit.valid_until, kDeletedWithin)) {
    return invalid("data are deleted within six months after the end (Art. 68(12))");
  }
  if (permit.runs_max < 1) return invalid("runs_max is at least 1");
  if (permit.concurrency < 1) return invalid("concurrency is at least 1");
  if (permit.results_due_months < 1 || permit.results_due_months > kResultsDueMonths) {
    return invalid("results are due within 1 to 18 months (Art. 61(4))");
  }
  return {};
}

Result<void> check_output(const Permit& permit) {
  const auto& output = permit.output;
  if (output.min_cell < 2) return invalid("output.min_cell is at least 2");
  if (output.rounding && *output.rounding < 2) return invalid("output.rounding is at least 2");
  if (output.file_types.empty()) return invalid("output names a type of file");
  for (const auto& type : output.file_types) {
    if (std::ranges::find(kFileTypes, type) == kFileTypes.end()) {
      return invalid(shown(type) + " is no type of file that leaves a node");
    }
  }
  const bool is_for_people = output.rounding || need_person(permit.conditions, permit.datasets);
  if (is_for_people && !needs_person(output.review)) {
    return invalid("what only people can check needs human review");
  }
  if (permit.kind == PermitKind::request_approval &&
      permit.form != DataForm::anonymised_statistics) {
    return invalid("a request is answered in anonymised statistics only (Art. 69)");
  }
  if (permit.form == DataForm::pseudonymised && !permit.data_protection) {
    return invalid("pseudonymised data need a controller and a basis (Art. 67(4), 74)");
  }
  return {};
}

Result<void> check_place(const Permit& permit) {
  if (!is_country(permit.place.country)) return invalid("place.country is no code of a country");
  if (permit.place.environment.empty()) return invalid("place names no environment");
  return {};
}

// Says whether the permit is as the condition demands.
bool meets(const Permit& permit, ConditionCode condition) {
  switch (condition) {
    case ConditionCode::human_review: return needs_person(permit.output.review);
    case ConditionCode::one_run_at_a_time: return permit.concurrency == 1;
    case ConditionCode::no_linkage: return permit.linkage.empty() && permit.own_datasets.empty();
    case ConditionCode::no_third_country: return !permit.place.allows_third_country;
    case ConditionCode::holder_agreement: return !permit.agreements.empty();
  }
  return false;
}

Result<void> check_conditions(const Permit& permit) {
  for (const auto& condition : permit.conditions) {
    if (!condition.code || meets(permit, *condition.code)) continue;
    return invalid("the condition " + std::string(code(*condition.code)) + " is not met");
  }
  return {};
}

}  // namespace

Result<void> validate(const Permit& permit) {
  if (!is_identifier(permit.id.text())) return invalid("the permit's id cannot be one");
  if (!is_identifier(permit.issuer.text())) return invalid("the issuer's id cannot be one");
  if (!is_digest(permit.decision_digest)) {
    return invalid("the decision's digest is not 64 lower-case hex characters");
  }
  for (const auto check :
       {check_scope, check_persons, check_limits, check_output, check_place, check_conditions}) {
    if (auto checked = check(permit); !checked) return checked;
  }
  return {};
}

}  // namespace passerelle::access
