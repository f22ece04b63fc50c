#include "metadata/catalogue/stewardship.h"

#include "metadata/catalogue/reading.h"
#include "metadata/catalogue/vocabulary.h"

namespace passerelle::catalogue {
namespace {

using namespace vocabulary;
using rdf::Graph;
using rdf::Iri;
using rdf::Resource;

std::string iri_or_empty(const Resource& resource) {
  const auto* iri = std::get_if<Iri>(&resource);
  return iri != nullptr ? iri->text : std::string();
}

void add_agents(std::vector<Agent>& agents,
                const Graph& graph,
                const Iri& dataset,
                const std::string& property) {
  for (const auto& agent : graph.resources(dataset, property)) {
    agents.push_back({iri_or_empty(agent), texts_of(graph, agent, kFoaf + "name")});
  }
}

std::vector<Agent> agents_of(const Graph& graph, const Iri& dataset, const std::string& property) {
  std::vector<Agent> agents;
  add_agents(agents, graph, dataset, property);
  return agents;
}

// Release 6 and before: what the publisher says of itself; some data say it of the custodian.
std::optional<bool> trusted_holder(const Graph& graph, const Iri& dataset) {
  for (const auto& property : {kPublisher, kGeodcat + "custodian"}) {
    for (const auto& agent : graph.resources(dataset, property)) {
      const auto said = first_plain(graph, agent, kHealth + "trustedDataHolder");
      if (said == "true" || said == "1") return true;
      if (said == "false" || said == "0") return false;
    }
  }
  return std::nullopt;
}

// A legal basis is a concept of DPV, or a node that describes one.
std::vector<std::string> legal_bases_of(const Graph& graph, const Iri& dataset) {
  std::vector<std::string> bases;
  for (const auto& object : graph.objects(dataset, kDpv + "hasLegalBasis")) {
    auto basis = plain(object);
    if (const auto* node = std::get_if<rdf::Blank>(&object)) {
      basis = first_plain(graph, *node, kDescription);
    }
    if (!basis.empty()) bases.push_back(std::move(basis));
  }
  return bases;
}

// prov:qualifiedDerivation tells when a copy was made; dct:source and prov:wasDerivedFrom only from
// what, so the dataset's own date of change stands for it.
std::vector<Origin> origins_of(const Graph& graph, const Iri& dataset) {
  std::vector<Origin> origins;
  for (const auto& derivation : graph.resources(dataset, kProv + "qualifiedDerivation")) {
    for (const auto& original : graph.resources(derivation, kProv + "entity")) {
      std::string refreshed;
      for (const auto& activity : graph.resources(derivation, kProv + "hadActivity")) {
        refreshed = first_plain(graph, activity, kProv + "endedAtTime");
      }
      origins.push_back({iri_or_empty(original), std::move(refreshed)});
    }
  }
  const auto is_known = [&](const std::string& iri) {
    for (const auto& origin : origins) {
      if (origin.iri == iri) return true;
    }
    return false;
  };
  for (const auto& property : {kDct + "source", kProv + "wasDerivedFrom"}) {
    for (const auto& iri : iris_of(graph, dataset, property)) {
      if (!is_known(iri)) origins.push_back({iri, first_plain(graph, dataset, kDct + "modified")});
    }
  }
  return origins;
}

}  // namespace

Stewardship stewardship_of(const Graph& graph, const Iri& dataset) {
  Stewardship found;
  found.categories = iris_of(graph, dataset, kHealth + "healthCategory");
  found.publishers = agents_of(graph, dataset, kPublisher);
  found.access_bodies = agents_of(graph, dataset, kHealth + "hdab");
  found.coordinating_bodies = agents_of(graph, dataset, kHealth + "hdabCoordinator");
  found.custodians = agents_of(graph, dataset, kGeodcat + "custodian");
  add_agents(found.controllers, graph, dataset, kDpv + "hasDataController");
  add_agents(found.controllers, graph, dataset, kDpv + "hasJointDataControllers");
  found.is_trusted_holder = trusted_holder(graph, dataset);
  found.legal_bases = legal_bases_of(graph, dataset);
  found.legislation = iris_of(graph, dataset, kDcatap + "applicableLegislation");
  found.agreements = iris_of(graph, dataset, kOdrl + "hasPolicy");
  std::erase_if(found.agreements, [&](const std::string& iri) {
    return !graph.has(Iri{iri}, kType, Iri{kOdrl + "Agreement"});
  });
  found.origins = origins_of(graph, dataset);
  found.refresh_frequency = first_plain(graph, dataset, kDct + "accrualPeriodicity");
  return found;
}

}  // namespace passerelle::catalogue
