#include "policies/odrl/agreement.h"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>

#include "metadata/rdf/json_ld/json_ld.h"
#include "policies/access/sample_test.h"
#include "policies/purposes/prohibition.h"

using namespace passerelle;

namespace {

namespace sample = access::sample;
using rdf::Iri;

const std::string kOdrl = "http://www.w3.org/ns/odrl/2/";
const std::string kOurs = std::string(odrl::kProfile) + "#";

rdf::Graph graph_of(const access::Permit& permit) {
  auto read = rdf::read_json_ld(canonical_text(odrl::agreement(permit)));
  REQUIRE(read);
  return read->default_graph();
}

// The policy's rules of one kind.
std::vector<rdf::Resource> rules(const rdf::Graph& graph,
                                 const access::Permit& permit,
                                 const char* kind) {
  return graph.resources(Iri{odrl::iri_of(permit)}, kOdrl + kind);
}

// The right operands of a rule's constraints on something, with the operator in front.
std::set<std::string> operands(const rdf::Graph& graph,
                               const rdf::Resource& rule,
                               const char* left) {
  std::set<std::string> found;
  for (const auto& constraint : graph.resources(rule, kOdrl + "constraint")) {
    if (!graph.has(constraint, kOdrl + "leftOperand", Iri{kOdrl + left})) continue;
    const auto comparison = std::get<Iri>(*graph.object(constraint, kOdrl + "operator")).text;
    for (const auto& right : graph.objects(constraint, kOdrl + "rightOperand")) {
      const auto* iri = std::get_if<Iri>(&right);
      const auto value = iri != nullptr ? iri->text : std::get<rdf::Literal>(right).lexical;
      found.insert(comparison.substr(kOdrl.size()) + " " + value);
    }
  }
  return found;
}

}  // namespace

TEST_CASE("an agreement names both parties, the profile and every dataset") {
  const auto permit = sample::permit();
  const auto graph = graph_of(permit);
  const Iri policy{"urn:passerelle:permit:fi:fi-permit-1"};
  CHECK(graph.has(policy, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
                  Iri{kOdrl + "Agreement"}));
  CHECK(graph.has(policy, kOdrl + "assigner", Iri{"urn:passerelle:node:fi"}));
  CHECK(graph.has(policy, kOdrl + "assignee", Iri{"urn:passerelle:node:fr"}));
  CHECK(graph.has(policy, kOdrl + "profile", Iri{odrl::kProfile}));
  const auto permissions = rules(graph, permit, "permission");
  REQUIRE(permissions.size() == 1);
  CHECK(graph.has(permissions[0], kOdrl + "target", Iri{sample::kFinnish.text()}));
  CHECK(graph.has(permissions[0], kOdrl + "action", Iri{kOurs + "computeAnonymisedStatistics"}));
}

TEST_CASE("the permission holds purpose, time, recipient, place and count") {
  const auto permit = sample::permit();
  const auto graph = graph_of(permit);
  const auto rule = rules(graph, permit, "permission").at(0);
  CHECK(operands(graph, rule, "purpose") == std::set<std::string>{"isAnyOf " + kOurs + "53-1-e-i"});
  CHECK(operands(graph, rule, "dateTime") ==
        std::set<std::string>{"gteq 2027-01-01T00:00:00.000Z", "lt 2029-01-01T00:00:00.000Z"});
  CHECK(operands(graph, rule, "recipient") == std::set<std::string>{"eq urn:passerelle:node:fr"});
  CHECK(operands(graph, rule, "spatial") == std::set<std::string>{"eq FI"});
  CHECK(operands(graph, rule, "count") == std::set<std::string>{"lteq 20"});
}

TEST_CASE("every prohibited use of Art. 54 and re-identification are prohibited on every dataset") {
  const auto permit = sample::permit();
  const auto graph = graph_of(permit);
  std::set<std::string> found;
  for (const auto& rule : rules(graph, permit, "prohibition")) {
    CHECK(graph.has(rule, kOdrl + "target", Iri{sample::kFinnish.text()}));
    if (graph.has(rule, kOdrl + "action", Iri{kOurs + "reidentify"})) found.insert("reidentify");
    else found.merge(operands(graph, rule, "purpose"));
  }
  std::set<std::string> expected{"reidentify"};
  for (const auto& code : purposes::prohibition_codes()) expected.insert("eq " + kOurs + code);
  CHECK(found == expected);
}

TEST_CASE("duties: attribute, inform, delete, and compensate where there are fees") {
  const auto permit = sample::permit(sample::partial_grant());
  const auto graph = graph_of(permit);
  std::multiset<std::string> actions;
  std::set<std::string> limits;
  for (const auto& rule : rules(graph, permit, "obligation")) {
    const auto action = std::get<Iri>(*graph.object(rule, kOdrl + "action")).text;
    actions.insert(action.substr(kOdrl.size()));
    limits.merge(operands(graph, rule, "dateTime"));
    limits.merge(operands(graph, rule, "elapsedTime"));
  }
  CHECK(actions == std::multiset<std::string>{"attribute", "delete", "inform", "inform"});
  CHECK(limits == std::set<std::string>{"lteq 2027-06-30T00:00:00.000Z",
                                        "lteq 2028-03-01T00:00:00.000Z", "lteq P18M"});
  const auto permission = rules(graph, permit, "permission").at(0);
  const auto duties = graph.resources(permission, kOdrl + "duty");
  REQUIRE(duties.size() == 1);
  CHECK(graph.has(duties[0], kOdrl + "action", Iri{kOdrl + "compensate"}));
  CHECK(operands(graph, duties[0], "payAmount") == std::set<std::string>{"eq 1650.50"});

  const auto free = sample::permit();
  const auto free_graph = graph_of(free);
  CHECK(free_graph.resources(rules(free_graph, free, "permission").at(0), kOdrl + "duty").empty());
}

TEST_CASE("no person is told") {
  const auto text = canonical_text(odrl::agreement(sample::permit()));
  for (const auto& person : sample::permit().persons) {
    CHECK(text.find(person.id) == std::string::npos);
    CHECK(text.find(person.name) == std::string::npos);
  }
}

TEST_CASE("the same permit gives the same document, and another one names what it replaces") {
  auto permit = sample::permit();
  CHECK(canonical_text(odrl::agreement(permit)) ==
        canonical_text(odrl::agreement(sample::permit())));
  permit.version = 2;
  permit.predecessor = PermitId("fi-permit-0");
  CHECK(graph_of(permit).has(Iri{odrl::iri_of(permit)}, "http://purl.org/dc/terms/replaces",
                             Iri{"urn:passerelle:permit:fi:fi-permit-0"}));
}

TEST_CASE("every word of the profile that an agreement uses is defined in it") {
  const auto graph = graph_of(sample::permit(sample::partial_grant()));
  std::set<std::string> used;
  for (const auto& triple : graph.triples()) {
    const auto* iri = std::get_if<Iri>(&triple.object);
    if (iri != nullptr && iri->text.starts_with(kOurs)) used.insert(iri->text);
  }
  CHECK(used.size() == 8);  // an action, a purpose, five prohibited uses, re-identification
  for (const auto& word : used) {
    CAPTURE(word);
    CHECK(graph.object(Iri{word}, "http://www.w3.org/2000/01/rdf-schema#label").has_value());
  }
}

TEST_CASE("classes, properties and operators are those of ODRL's own context") {
  const char* shared = ::getenv("PASSERELLE_SHARED");
  const auto root = shared != nullptr
                        ? std::filesystem::path(shared)
                        : std::filesystem::path(PASSERELLE_SOURCE_DIR) / ".." / "shared";
  const auto path = root / "data" / "dsp" / "context" / "odrl.jsonld";
  if (!std::filesystem::exists(path)) {
    std::cout << "skipped: ODRL context (dsp/context/odrl.jsonld)\n";
    return;
  }
  std::ifstream file(path);
  const auto context = Json::parse(file).at("@context");
  std::set<std::string> known;
  for (const auto& [word, meaning] : context.items()) {
    known.insert(meaning.is_string() ? meaning.get<std::string>()
                                     : meaning.at("@id").get<std::string>());
  }
  // That context is of the parts that dataspaces use; these are of the vocabulary beside it:
  // section 3 (policy, party, relations) of ODRL Vocabulary & Expression 2.2.
  known.merge(std::set<std::string>{"odrl:Party", "odrl:uid", "odrl:unit", "odrl:includedIn",
                                    "odrl:attributedParty", "odrl:informedParty",
                                    "odrl:compensatedParty"});
  const auto document = odrl::agreement(sample::permit(sample::partial_grant()));
  const auto check_words = [&](const auto& self, const Json& value) -> void {
    if (value.is_array()) {
      for (const auto& item : value) self(self, item);
    }
    if (!value.is_object()) return;
    for (const auto& [key, inner] : value.items()) {
      CAPTURE(key);
      if (key.starts_with("odrl:")) CHECK(known.contains(key));
      if (key == "odrl:operator")
        CHECK(known.contains(inner.at("@id").template get<std::string>()));
      if (key == "@type" && inner.template get<std::string>().starts_with("odrl:")) {
        CHECK(known.contains(inner.template get<std::string>()));
      }
      self(self, inner);
    }
  };
  check_words(check_words, document.at("@graph"));
}
