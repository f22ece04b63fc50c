// From a granted case to a permit: the stricter of application, decision and policy in every field.
#include <algorithm>

#include "policies/access/errors.h"
#include "policies/access/permit.h"

namespace passerelle::access {
namespace {

// Art. 61(4): users name the sources of the data and the European Health Data Space.
Texts acknowledgement(const std::string& issuer) {
  return {
      {"en", "This work used health data made available by " + issuer +
                 " under Regulation (EU) 2025/327 on the European Health Data Space."},
      {"fr", "Ces travaux ont utilisé des données de santé mises à disposition par " + issuer +
                 " au titre du règlement (UE) 2025/327 relatif à l’espace européen des données de "
                 "santé."}};
}

// Runs at once unless the decision says otherwise: enough for a team, too few to search by trying.
constexpr std::int64_t kConcurrency = 4;

std::vector<PermittedPerson> persons_of(const Application& asked, Assurance assurance) {
  std::vector<PermittedPerson> persons;
  for (const auto& person : asked.persons) {
    persons.push_back({person.id, person.name, person.is_principal_investigator, assurance});
  }
  return persons;
}

std::vector<PermittedDataset> datasets_of(const Application& asked, const Granted& granted) {
  if (granted.datasets) return *granted.datasets;
  std::vector<PermittedDataset> datasets;
  for (const auto& dataset : asked.datasets) {
    PermittedDataset permitted;
    permitted.id = dataset.id;
    permitted.variables = dataset.variables;
    std::ranges::sort(permitted.variables);
    datasets.push_back(std::move(permitted));
  }
  return datasets;
}

OutputRules output_rules(const Permit& permit, const Conditions& conditions, const Issuer& issuer) {
  OutputRules output;
  output.min_cell = std::max(issuer.min_cell, conditions.min_cell.value_or(issuer.min_cell));
  output.review = conditions.review;
  output.dominance = conditions.dominance;
  output.rounding = conditions.rounding;
  if (conditions.file_types) {
    output.file_types = *conditions.file_types;
    std::ranges::sort(output.file_types);
  }
  // What no program can check is checked by a person.
  const bool is_for_people = output.rounding || need_person(permit.conditions, permit.datasets) ||
                             std::ranges::find(permit.conditions, ConditionCode::human_review,
                                               &Condition::code) != permit.conditions.end();
  if (is_for_people && !needs_person(output.review)) output.review = Review::human;
  return output;
}

std::int64_t concurrency_of(const Permit& permit, const Conditions& conditions) {
  const auto one_at_a_time =
      std::ranges::find(permit.conditions, ConditionCode::one_run_at_a_time, &Condition::code);
  if (one_at_a_time != permit.conditions.end()) return 1;
  return std::min(permit.runs_max, conditions.concurrency.value_or(kConcurrency));
}

}  // namespace

Result<Permit> issue(const CountryCase& granted, const Issuer& issuer, PermitId id) {
  if (granted.state != CaseState::granted || !granted.decision) {
    return Error{AccessError::invalid, "the case of " + granted.application.id.text() +
                                           " is not granted, it is " +
                                           std::string(code(granted.state))};
  }
  if (granted.node != issuer.node) {
    return Error{AccessError::invalid, "a case of node \"" + granted.node.text() +
                                           "\" gives no permit of \"" + issuer.node.text() + "\""};
  }
  const auto& asked = granted.application;
  const auto& decision = *granted.decision;
  const auto& conditions = decision.conditions;

  Permit permit;
  permit.id = std::move(id);
  permit.kind =
      decision.outcome == Outcome::answered_as_request ? PermitKind::request_approval : asked.kind;
  permit.issuer = issuer.node;
  permit.application = asked.id;
  permit.decision_digest = digest(decision);
  permit.requesting_node = asked.requesting_node;
  permit.valid_from = asked.valid_from;
  permit.valid_until =
      std::min(asked.valid_until, conditions.valid_until.value_or(asked.valid_until));
  permit.user_organisation = asked.applicant.organisation;
  permit.persons = persons_of(asked, conditions.assurance);
  permit.purposes = {asked.purpose};
  permit.purpose_text = asked.summary;
  permit.datasets = datasets_of(asked, decision.granted);
  permit.form = decision.granted.form.value_or(DataForm::anonymised_statistics);
  permit.linkage = linkage_of(asked, decision.granted);
  permit.own_datasets = decision.granted.own_datasets;
  permit.opt_out = {decision.at, decision.opt_out_exception};
  permit.study_digests = {asked.study_digest};
  permit.peers = asked.peers;
  permit.pins = conditions.pins;
  permit.runs_max = std::min(asked.runs_max, conditions.runs_max.value_or(asked.runs_max));
  permit.conditions = conditions.items;
  permit.concurrency = concurrency_of(permit, conditions);
  permit.output = output_rules(permit, conditions, issuer);
  permit.place = {issuer.country, issuer.node.text(), decision.granted.allows_third_country};
  permit.fees = decision.fees;
  permit.data_protection = decision.data_protection;
  permit.agreements = decision.agreements;
  permit.acknowledgement = acknowledgement(issuer.name);
  permit.report_dates = decision.duties.report_dates;
  permit.delete_by =
      decision.duties.delete_by.value_or(shifted(permit.valid_until, kDeletedWithin));
  permit.keep_formula = decision.duties.keep_formula;
  if (auto checked = validate(permit); !checked) return checked.error();
  return permit;
}

}  // namespace passerelle::access
