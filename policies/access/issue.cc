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

OutputRules output_rules(const Conditions& conditions, const Issuer& issuer) {
  OutputRules output{issuer.min_cell, conditions.review};
  if (conditions.min_cell) output.min_cell = std::max(output.min_cell, *conditions.min_cell);
  // A condition that no program can check is checked by a person.
  if (!conditions.texts.empty()) output.review = Review::human;
  return output;
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
  const auto& conditions = granted.decision->conditions;

  Permit permit;
  permit.id = std::move(id);
  permit.kind = asked.kind;
  permit.issuer = issuer.node;
  permit.application = asked.id;
  permit.decision_digest = digest(*granted.decision);
  permit.requesting_node = asked.requesting_node;
  permit.valid_from = asked.valid_from;
  permit.valid_until =
      std::min(asked.valid_until, conditions.valid_until.value_or(asked.valid_until));
  permit.user_organisation = asked.applicant.organisation;
  permit.persons = asked.persons;
  permit.purposes = {asked.purpose};
  for (const auto& dataset : asked.datasets) {
    PermittedDataset permitted{dataset.id, dataset.variables};
    std::ranges::sort(permitted.variables);
    permit.datasets.push_back(std::move(permitted));
  }
  permit.study_digests = {asked.study_digest};
  permit.peers = asked.peers;
  permit.runs_max = std::min(asked.runs_max, conditions.runs_max.value_or(asked.runs_max));
  permit.output = output_rules(conditions, issuer);
  permit.acknowledgement = acknowledgement(issuer.name);
  permit.conditions = conditions.texts;
  if (auto checked = validate(permit); !checked) return checked.error();
  return permit;
}

}  // namespace passerelle::access
