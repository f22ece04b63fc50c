#include "policies/odrl/agreement.h"

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "policies/purposes/prohibition.h"
#include "policies/purposes/purpose.h"

namespace passerelle::odrl {
namespace {

using access::Permit;

Json reference(const std::string& iri) { return {{"@id", iri}}; }
Json odrl(std::string_view word) { return reference("odrl:" + std::string(word)); }
Json ours(std::string_view word) {
  return reference(std::string(kProfile) + "#" + std::string(word));
}
Json node_iri(const NodeId& node) { return reference("urn:passerelle:node:" + node.text()); }

Json typed(std::string value, std::string_view type) {
  return {{"@value", std::move(value)}, {"@type", "xsd:" + std::string(type)}};
}
Json time(Instant instant) { return typed(to_text(instant), "dateTime"); }

Json in_languages(const access::Texts& texts) {
  Json list = Json::array();
  for (const auto& [language, text] : texts) {
    list.push_back({{"@value", text}, {"@language", language}});
  }
  return list;
}

Json constraint(std::string_view left, std::string_view comparison, Json right) {
  return {{"@type", "odrl:Constraint"},
          {"odrl:leftOperand", odrl(left)},
          {"odrl:operator", odrl(comparison)},
          {"odrl:rightOperand", std::move(right)}};
}

Json targets_of(const Permit& permit) {
  Json targets = Json::array();
  for (const auto& dataset : permit.datasets) targets.push_back(reference(dataset.id.text()));
  return targets;
}

Json purposes_of(const Permit& permit) {
  Json purposes = Json::array();
  for (const auto purpose : permit.purposes) purposes.push_back(ours(purposes::code(purpose)));
  return purposes;
}

// An amount of money as ODRL writes it: a decimal number with its currency as the unit.
std::string decimal(std::int64_t cents) {
  const auto fraction = std::to_string(100 + cents % 100).substr(1);
  return std::to_string(cents / 100) + "." + fraction;
}

Json compensation(const Permit& permit, const access::Fees& fees) {
  auto amount = constraint("payAmount", "eq", typed(decimal(fees.total_cents()), "decimal"));
  amount["odrl:unit"] = reference("urn:iso:std:iso:4217:" + fees.currency);
  return {{"@type", "odrl:Duty"},
          {"odrl:action", odrl("compensate")},
          {"odrl:compensatedParty", node_iri(permit.issuer)},
          {"odrl:constraint", Json::array({std::move(amount)})}};
}

Json permission(const Permit& permit) {
  Json rule{{"@type", "odrl:Permission"},
            {"odrl:target", targets_of(permit)},
            {"odrl:action", ours("computeAnonymisedStatistics")},
            {"odrl:constraint",
             {constraint("purpose", "isAnyOf", purposes_of(permit)),
              constraint("dateTime", "gteq", time(permit.valid_from)),
              constraint("dateTime", "lt", time(permit.valid_until)),
              constraint("recipient", "eq", node_iri(permit.requesting_node)),
              constraint("spatial", "eq", typed(permit.place.country, "string")),
              constraint("count", "lteq", typed(std::to_string(permit.runs_max), "integer"))}}};
  if (permit.form != access::DataForm::anonymised_statistics) {
    rule["odrl:action"] = ours("processInSecureEnvironment");
  }
  if (permit.fees) rule["odrl:duty"] = Json::array({compensation(permit, *permit.fees)});
  return rule;
}

Json prohibitions(const Permit& permit) {
  Json list = Json::array();
  for (const auto prohibition : purposes::all_prohibitions()) {
    list.push_back(
        {{"@type", "odrl:Prohibition"},
         {"odrl:target", targets_of(permit)},
         {"odrl:action", odrl("use")},
         {"odrl:constraint",
          Json::array({constraint("purpose", "eq", ours(purposes::code(prohibition)))})}});
  }
  // Art. 61: neither that nor an attempt.
  list.push_back({{"@type", "odrl:Prohibition"},
                  {"odrl:target", targets_of(permit)},
                  {"odrl:action", ours("reidentify")}});
  return list;
}

Json obligation(const Permit& permit, std::string_view action) {
  return {
      {"@type", "odrl:Duty"}, {"odrl:target", targets_of(permit)}, {"odrl:action", odrl(action)}};
}

Json obligations(const Permit& permit) {
  auto attribution = obligation(permit, "attribute");
  attribution["odrl:attributedParty"] = node_iri(permit.issuer);
  attribution["dct:description"] = in_languages(permit.acknowledgement);
  auto results = obligation(permit, "inform");
  results["odrl:informedParty"] = node_iri(permit.issuer);
  results["odrl:constraint"] = Json::array(
      {constraint("elapsedTime", "lteq",
                  typed("P" + std::to_string(permit.results_due_months) + "M", "duration"))});
  auto deletion = obligation(permit, "delete");
  deletion["odrl:constraint"] =
      Json::array({constraint("dateTime", "lteq", time(permit.delete_by))});
  Json list = Json::array({std::move(attribution), std::move(results), std::move(deletion)});
  for (const auto date : permit.report_dates) {
    auto report = obligation(permit, "inform");
    report["odrl:informedParty"] = node_iri(permit.issuer);
    report["odrl:constraint"] = Json::array({constraint("dateTime", "lteq", time(date))});
    list.push_back(std::move(report));
  }
  return list;
}

Json definition(Json word, std::string_view type, std::string_view en, std::string_view fr) {
  word["@type"] = type;
  word["rdfs:label"] = in_languages({{"en", std::string(en)}, {"fr", std::string(fr)}});
  return word;
}

Json action(std::string_view word, std::string_view en, std::string_view fr) {
  auto defined = definition(ours(word), "odrl:Action", en, fr);
  defined["odrl:includedIn"] = odrl("use");
  return defined;
}

// Says what the words of the profile mean that an agreement uses.
void define_words(const Permit& permit, Json& graph) {
  using purposes::Language;
  if (permit.form == access::DataForm::anonymised_statistics) {
    graph.push_back(action("computeAnonymisedStatistics",
                           "Have anonymised statistics computed where the data lie",
                           "Faire calculer des statistiques anonymisées là où sont les données"));
  } else {
    graph.push_back(action("processInSecureEnvironment",
                           "Process in a secure processing environment (Art. 73)",
                           "Traiter dans un environnement de traitement sécurisé (art. 73)"));
  }
  graph.push_back(action("reidentify", "Re-identify persons, or try to (Art. 61)",
                         "Réidentifier des personnes, ou le tenter (art. 61)"));
  for (const auto purpose : permit.purposes) {
    graph.push_back(definition(ours(purposes::code(purpose)), "odrl:RightOperand",
                               purposes::label(purpose, Language::en),
                               purposes::label(purpose, Language::fr)));
  }
  for (const auto prohibition : purposes::all_prohibitions()) {
    graph.push_back(definition(ours(purposes::code(prohibition)), "odrl:RightOperand",
                               purposes::sentence(prohibition, Language::en),
                               purposes::sentence(prohibition, Language::fr)));
  }
}

}  // namespace

std::string iri_of(const Permit& permit) {
  return "urn:passerelle:permit:" + permit.issuer.text() + ":" + permit.id.text();
}

Json agreement(const Permit& permit) {
  Json policy{{"@id", iri_of(permit)},
              {"@type", "odrl:Agreement"},
              {"odrl:uid", reference(iri_of(permit))},
              {"odrl:profile", reference(kProfile)},
              {"odrl:assigner", node_iri(permit.issuer)},
              {"odrl:assignee", node_iri(permit.requesting_node)},
              {"odrl:permission", Json::array({permission(permit)})},
              {"odrl:prohibition", prohibitions(permit)},
              {"odrl:obligation", obligations(permit)}};
  if (permit.predecessor) {
    policy["dct:replaces"] = reference("urn:passerelle:permit:" + permit.issuer.text() + ":" +
                                       permit.predecessor->text());
  }
  auto assignee = node_iri(permit.requesting_node);
  assignee["@type"] = "odrl:Party";
  assignee["rdfs:label"] = permit.user_organisation;
  auto assigner = node_iri(permit.issuer);
  assigner["@type"] = "odrl:Party";
  Json graph = Json::array({std::move(policy), std::move(assigner), std::move(assignee)});
  define_words(permit, graph);
  return {{"@context",
           {{"odrl", "http://www.w3.org/ns/odrl/2/"},
            {"dct", "http://purl.org/dc/terms/"},
            {"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
            {"xsd", "http://www.w3.org/2001/XMLSchema#"}}},
          {"@graph", std::move(graph)}};
}

}  // namespace passerelle::odrl
